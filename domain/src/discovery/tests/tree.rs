use std::collections::BTreeMap;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use proptest::prelude::*;
use status_memory::SeededEntropy;

use super::{key, node};
use crate::crypto::{Signature, keccak256};
use crate::discovery::enr::Record;
use crate::discovery::fleet::fleets;
use crate::discovery::tree::{Entry, Root, RootError, TreeLink, TreeWalk, WalkLimits};

/// The example of EIP-1459.
const EXAMPLE: [(&str, &str); 6] = [
    (
        "nodes.example.org",
        "enrtree-root:v1 e=JWXYDBPXYWG6FX3GMDIBFA6CJ4 l=C7HRFPF3BLGF3YR4DY5KX3SMBE seq=1 sig=o908WmNp7LibOfPsr4btQwatZJ5URBr2ZAuxvK4UWHlsB9sUOTJQaGAlLPVAhM__XJesCHxLISo94z5Z2a463gA",
    ),
    (
        "C7HRFPF3BLGF3YR4DY5KX3SMBE.nodes.example.org",
        "enrtree://AM5FCQLWIZX2QFPNJAP7VUERCCRNGRHWZG3YYHIUV7BVDQ5FDPRT2@morenodes.example.org",
    ),
    (
        "JWXYDBPXYWG6FX3GMDIBFA6CJ4.nodes.example.org",
        "enrtree-branch:2XS2367YHAXJFGLZHVAWLQD4ZY,H4FHT4B454P6UXFD7JCYQ5PWDY,MHTDO6TMUBRIA2XWG5LUDACK24",
    ),
    (
        "2XS2367YHAXJFGLZHVAWLQD4ZY.nodes.example.org",
        "enr:-HW4QOFzoVLaFJnNhbgMoDXPnOvcdVuj7pDpqRvh6BRDO68aVi5ZcjB3vzQRZH2IcLBGHzo8uUN3snqmgTiE56CH3AMBgmlkgnY0iXNlY3AyNTZrMaECC2_24YYkYHEgdzxlSNKQEnHhuNAbNlMlWJxrJxbAFvA",
    ),
    (
        "H4FHT4B454P6UXFD7JCYQ5PWDY.nodes.example.org",
        "enr:-HW4QAggRauloj2SDLtIHN1XBkvhFZ1vtf1raYQp9TBW2RD5EEawDzbtSmlXUfnaHcvwOizhVYLtr7e6vw7NAf6mTuoCgmlkgnY0iXNlY3AyNTZrMaECjrXI8TLNXU0f8cthpAMxEshUyQlK-AM0PW2wfrnacNI",
    ),
    (
        "MHTDO6TMUBRIA2XWG5LUDACK24.nodes.example.org",
        "enr:-HW4QLAYqmrwllBEnzWWs7I5Ev2IAs7x_dZlbYdRdMUx5EyKHDXp7AV5CkuPGUPdvbv1_Ms1CPfhcGCvSElSosZmyoqAgmlkgnY0iXNlY3AyNTZrMaECriawHKWdDRk2xeZkrOXBQ0dfMFLHY4eENZwdufn1S1o",
    ),
];
const EXAMPLE_LINK: &str = "enrtree://AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2@nodes.example.org";

type Zone = BTreeMap<String, Vec<String>>;

fn walk(link: &TreeLink, limits: WalkLimits, zone: &Zone, seed: u64) -> (Vec<Record>, Vec<String>) {
    let mut walk = TreeWalk::new(link.clone(), limits);
    let mut entropy = SeededEntropy::new(seed);
    let (mut records, mut names) = (vec![], vec![]);
    while let Some(name) = walk.next_name(&mut entropy) {
        assert_eq!(walk.next_name(&mut entropy).as_ref(), Some(&name), "a name that was not answered stays the next");
        records.extend(walk.answer(zone.get(&name).map_or(&[][..], Vec::as_slice)));
        names.push(name);
        assert!(names.len() <= limits.lookups, "the walk does not end");
    }
    (records, names)
}

fn zone(entries: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Zone {
    entries.into_iter().map(|(name, text)| (name.into(), vec![text.into()])).collect()
}

#[test]
fn the_example_of_the_eip_is_read() {
    let link: TreeLink = EXAMPLE_LINK.parse().unwrap();
    assert_eq!(link.to_string(), EXAMPLE_LINK);
    let root = Root::from_text(EXAMPLE[0].1, &link.key).unwrap();
    assert_eq!((root.nodes.as_str(), root.seq), ("JWXYDBPXYWG6FX3GMDIBFA6CJ4", 1));
    let (records, names) = walk(&link, WalkLimits::default(), &zone(EXAMPLE), 1);
    let mut texts: Vec<String> = records.iter().map(Record::to_string).collect();
    texts.sort();
    let mut expected: Vec<&str> = EXAMPLE.iter().skip(3).map(|(_, text)| *text).collect();
    expected.sort_unstable();
    assert_eq!(texts, expected);
    // The other list was not asked for.
    assert_eq!(names.len(), 5);
    assert!(names.iter().all(|name| name.ends_with("nodes.example.org") && !name.contains("morenodes")));
}

#[test]
fn other_lists_are_followed_only_if_allowed() {
    let link: TreeLink = EXAMPLE_LINK.parse().unwrap();
    let limits = WalkLimits { lists: 2, ..WalkLimits::default() };
    let (_, names) = walk(&link, limits, &zone(EXAMPLE), 1);
    assert!(names.contains(&"morenodes.example.org".to_owned()));
}

#[test]
fn the_order_is_not_the_same_for_everybody() {
    let link: TreeLink = EXAMPLE_LINK.parse().unwrap();
    let first = |seed| walk(&link, WalkLimits::default(), &zone(EXAMPLE), seed).0[0].clone();
    assert!((2..20).any(|seed| first(seed) != first(1)));
}

fn name_of(text: &str) -> String {
    BASE32_NOPAD.encode(&keccak256(&[text.as_bytes()])[..16])
}

/// A list in which every branch names the entries before it.
struct Tree {
    zone: Zone,
}

impl Tree {
    fn new() -> Self {
        Self { zone: Zone::new() }
    }

    fn entry(&mut self, text: &str) -> String {
        let name = name_of(text);
        self.zone.insert(format!("{name}.d.example"), vec![text.to_owned()]);
        name
    }

    fn root(&mut self, nodes: &str, links: &str) -> TreeLink {
        let signed = format!("enrtree-root:v1 e={nodes} l={links} seq=3");
        let signature = Signature::sign_digest(&key(1), &keccak256(&[signed.as_bytes()])).to_bytes();
        let root = format!("{signed} sig={}", BASE64URL_NOPAD.encode(&signature));
        // Others may have texts at the same name.
        self.zone.insert("d.example".to_owned(), vec!["v=spf1 -all".to_owned(), root]);
        TreeLink { key: key(1).public_key(), domain: "d.example".to_owned() }
    }
}

#[test]
fn a_forged_root_leads_nowhere() {
    let mut tree = Tree::new();
    let leaf = tree.entry(&node(1).to_string());
    let link = tree.root(&leaf, &leaf);
    assert_eq!(walk(&link, WalkLimits::default(), &tree.zone, 1).0, [node(1)]);
    let other = TreeLink { key: key(2).public_key(), ..link.clone() };
    assert_eq!(walk(&other, WalkLimits::default(), &tree.zone, 1).0, []);
    let root = tree.zone["d.example"][1].clone();
    assert!(Root::from_text(&root, &link.key).is_ok());
    let changed = root.replace("seq=3", "seq=4");
    assert_eq!(Root::from_text(&changed, &link.key), Err(RootError::InvalidSignature));
    for broken in [
        "",
        "enrtree-root:v1 ",
        &root.replace(" l=", " m="),
        &root.replace("e=", "e=!"),
        root.strip_suffix(char::is_alphanumeric).unwrap_or_default(),
    ] {
        assert!(Root::from_text(broken, &link.key).is_err(), "{broken}");
    }
}

#[test]
fn an_entry_that_is_not_what_its_name_says_is_left_alone() {
    let mut tree = Tree::new();
    let (good, bad) = (tree.entry(&node(1).to_string()), tree.entry(&node(2).to_string()));
    tree.zone.insert(format!("{bad}.d.example"), vec![node(3).to_string()]);
    let garbage = tree.entry("hello");
    let broken = tree.entry("enr:broken");
    let branch = tree.entry(&format!("enrtree-branch:{good},{bad},{garbage},{broken},{}", name_of("nowhere")));
    let link = tree.root(&branch, &branch);
    assert_eq!(walk(&link, WalkLimits::default(), &tree.zone, 1).0, [node(1)]);
}

#[test]
fn a_long_list_is_read_up_to_the_limits() {
    let mut tree = Tree::new();
    let names: Vec<String> = (1..=40).map(|seed| tree.entry(&node(seed).to_string())).collect();
    let branches: Vec<String> =
        names.chunks(10).map(|names| tree.entry(&format!("enrtree-branch:{}", names.join(",")))).collect();
    let top = tree.entry(&format!("enrtree-branch:{},{}", branches.join(","), branches.join(",")));
    let link = tree.root(&top, &top);
    assert_eq!(walk(&link, WalkLimits::default(), &tree.zone, 1).0.len(), 40);
    let few = WalkLimits { nodes: 7, ..WalkLimits::default() };
    assert_eq!(walk(&link, few, &tree.zone, 1).0.len(), 7);
    let short = WalkLimits { lookups: 12, ..WalkLimits::default() };
    assert!(walk(&link, short, &tree.zone, 1).1.len() <= 12);
}

#[test]
fn lists_that_link_to_each_other_are_read_once() {
    let mut tree = Tree::new();
    let leaf = tree.entry(&node(1).to_string());
    let itself = TreeLink { key: key(1).public_key(), domain: "d.example".to_owned() };
    let links = tree.entry(&itself.to_string());
    let link = tree.root(&leaf, &links);
    let limits = WalkLimits { lists: 9, ..WalkLimits::default() };
    let (records, names) = walk(&link, limits, &tree.zone, 1);
    assert_eq!((records.len(), names.len()), (1, 3));
    // A node where links belong is none.
    let link = tree.root(&leaf, &leaf);
    assert_eq!(walk(&link, limits, &tree.zone, 1).0.len(), 1);
}

#[test]
fn links_are_read_strictly() {
    assert_eq!(fleets().iter().flat_map(|fleet| &fleet.entry_points.lists).count(), 4);
    let key = "AKPYQIUQIL7PSIACI32J7FGZW56E5FKHEFCCOFHILBIMW3M6LWXS2";
    assert!(format!("enrtree://{key}@a.b").parse::<TreeLink>().is_ok());
    for text in [
        String::new(),
        format!("enrtree://{key}"),
        format!("enrtree://{key}@"),
        format!("enrtree://{key}@a..b"),
        format!("enrtree://{key}@a b"),
        format!("enrtree://{key}@{}", "a.".repeat(200)),
        format!("enrtree://{}@a.b", key.strip_prefix('A').unwrap()),
        format!("http://{key}@a.b"),
    ] {
        assert!(text.parse::<TreeLink>().is_err(), "{text}");
    }
    assert_eq!(Entry::from_text("enrtree-branch:"), Some(Entry::Branch(vec![])));
    assert_eq!(Entry::from_text("enrtree-branch:abc"), None);
    assert_eq!(Entry::from_text("enr:x"), Some(Entry::Node(None)));
    assert_eq!(Entry::from_text("x"), None);
}

proptest! {
    #[test]
    fn whatever_dns_answers_the_walk_ends(
        answers in prop::collection::vec(prop::collection::vec("(enr:|enrtree-branch:[A-Z2-7]{20})?.{0,20}", 0..3), 1..20),
        seed: u64,
    ) {
        let link: TreeLink = EXAMPLE_LINK.parse().unwrap();
        let limits = WalkLimits { lookups: 20, nodes: 5, lists: 3 };
        let mut walk = TreeWalk::new(link, limits);
        let mut entropy = SeededEntropy::new(seed);
        let mut lookups = 0;
        for answer in answers.iter().cycle().take(100) {
            if walk.next_name(&mut entropy).is_none() {
                break;
            }
            lookups += 1;
            walk.answer(answer);
        }
        prop_assert!(lookups <= 20);
    }

    #[test]
    fn any_text_is_an_entry_or_none(text in "(enr:|enrtree-branch:|enrtree://|enrtree-root:v1 e=)?.{0,200}") {
        let _ = Entry::from_text(&text);
        let _ = Root::from_text(&text, &key(1).public_key());
    }
}
