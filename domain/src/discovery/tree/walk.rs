//! Reading a list, name by name.

use std::collections::BTreeSet;

use status_ports::Entropy;

use super::entry::{Entry, MAX_TEXT_BYTES, TreeLink, is_named};
use super::root::Root;
use crate::discovery::draw::below;
use crate::discovery::enr::Record;

/// How much of a list is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkLimits {
    /// Most names that are looked up in all.
    pub lookups: usize,
    /// Most nodes that are taken.
    pub nodes: usize,
    /// Most lists, the first one among them. 1 follows no link to another.
    pub lists: usize,
}

impl Default for WalkLimits {
    fn default() -> Self {
        Self { lookups: 100, nodes: 50, lists: 1 }
    }
}

/// A name to be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Root(TreeLink),
    Entry { domain: String, name: String, is_link: bool },
}

impl Step {
    fn dns_name(&self) -> String {
        match self {
            Self::Root(link) => link.domain.clone(),
            Self::Entry { domain, name, .. } => format!("{name}.{domain}"),
        }
    }
}

/// A walk through a list in random order, so that the first nodes are not everybody's first nodes. It asks for one name at a
/// time. However a list is made, it ends within its limits: no name is asked for twice.
#[derive(Clone, Debug)]
pub struct TreeWalk {
    limits: WalkLimits,
    asked: Option<Step>,
    waiting: Vec<Step>,
    seen: BTreeSet<String>,
    lists: BTreeSet<TreeLink>,
    nodes: usize,
}

impl TreeWalk {
    /// A walk that has not begun.
    #[must_use]
    pub fn new(link: TreeLink, limits: WalkLimits) -> Self {
        let mut walk =
            Self { limits, asked: None, waiting: vec![], seen: BTreeSet::new(), lists: BTreeSet::new(), nodes: 0 };
        walk.add_list(link);
        walk
    }

    /// The name whose TXT records are wanted next; `None` at the end. The same until it was answered.
    pub fn next_name(&mut self, entropy: &mut dyn Entropy) -> Option<String> {
        if self.asked.is_none() && !self.waiting.is_empty() && self.nodes < self.limits.nodes {
            self.asked = Some(self.waiting.swap_remove(below(self.waiting.len(), entropy)));
        }
        self.asked.as_ref().map(Step::dns_name)
    }

    /// Takes the texts of the name that was asked for, none if there are none, and gives the node that they tell of. What
    /// is not signed, or not named by its hash, is left alone.
    pub fn answer(&mut self, texts: &[String]) -> Option<Record> {
        let mut texts = texts.iter().map(String::as_str).filter(|text| text.len() <= MAX_TEXT_BYTES);
        match self.asked.take()? {
            Step::Root(link) => {
                let root =
                    texts.find(|text| Root::is_root(text)).and_then(|text| Root::from_text(text, &link.key).ok())?;
                self.add_entry(&link.domain, root.nodes, false);
                if self.limits.lists > 1 {
                    self.add_entry(&link.domain, root.links, true);
                }
                None
            }
            Step::Entry { domain, name, is_link } => {
                match texts.find(|text| is_named(text, &name)).and_then(Entry::from_text)? {
                    Entry::Branch(names) => {
                        for name in names {
                            self.add_entry(&domain, name, is_link);
                        }
                        None
                    }
                    Entry::Link(link) if is_link => {
                        self.add_list(link);
                        None
                    }
                    // Links and nodes are in halves of their own.
                    Entry::Link(_) => None,
                    Entry::Node(record) => {
                        let record = record.filter(|_| !is_link)?;
                        self.nodes = self.nodes.saturating_add(1);
                        Some(record)
                    }
                }
            }
        }
    }

    fn add_list(&mut self, link: TreeLink) {
        if self.lists.len() < self.limits.lists && self.lists.insert(link.clone()) {
            self.add(Step::Root(link));
        }
    }

    fn add_entry(&mut self, domain: &str, name: String, is_link: bool) {
        self.add(Step::Entry { domain: domain.to_owned(), name, is_link });
    }

    fn add(&mut self, step: Step) {
        if self.seen.len() < self.limits.lookups && self.seen.insert(step.dns_name()) {
            self.waiting.push(step);
        }
    }
}
