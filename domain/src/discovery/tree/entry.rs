//! Records below the root.

use core::fmt;
use core::str::FromStr;

use data_encoding::BASE32_NOPAD;

use crate::crypto::{PublicKey, keccak256};
use crate::discovery::enr::Record;

const LINK: &str = "enrtree://";
const BRANCH: &str = "enrtree-branch:";
/// A name is the beginning of a hash, at least this long, in bytes.
const MIN_HASH_BYTES: usize = 12;
const MAX_HASH_BYTES: usize = 32;
/// Longer than the texts of one name in DNS can be together in practice.
pub(super) const MAX_TEXT_BYTES: usize = 4096;
/// Longer is no name in DNS.
const MAX_DOMAIN_BYTES: usize = 253;

/// A text that is no `enrtree://<key>@<domain>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid link to a list of nodes")]
pub struct LinkError;

/// A list of nodes: where it is, and who signs it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TreeLink {
    /// Key that signs the root.
    pub key: PublicKey,
    /// Name of the root in DNS.
    pub domain: String,
}

impl FromStr for TreeLink {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, domain) = text.strip_prefix(LINK).and_then(|rest| rest.split_once('@')).ok_or(LinkError)?;
        let key = BASE32_NOPAD.decode(key.as_bytes()).ok().filter(|key| key.len() == 33).ok_or(LinkError)?;
        let key = PublicKey::from_bytes(&key).map_err(|_| LinkError)?;
        let is_label = |label: &str| {
            (1..=63).contains(&label.len()) && label.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_".contains(&c))
        };
        if domain.len() > MAX_DOMAIN_BYTES || !domain.split('.').all(is_label) {
            return Err(LinkError);
        }
        Ok(Self { key, domain: domain.to_owned() })
    }
}

impl fmt::Display for TreeLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{LINK}{}@{}", BASE32_NOPAD.encode(&self.key.to_compressed()), self.domain)
    }
}

/// A record below the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// Names of further records.
    Branch(Vec<String>),
    /// Another list.
    Link(TreeLink),
    /// A node. `None` if its record is not valid; the list itself is none the worse for it.
    Node(Option<Record>),
}

impl Entry {
    /// Reads the text of a record. `None` if it is no such record.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        if let Some(names) = text.strip_prefix(BRANCH) {
            let names = names.split(',').filter(|name| !name.is_empty());
            return names.map(|name| is_name(name).then(|| name.to_owned())).collect::<Option<_>>().map(Self::Branch);
        }
        if text.starts_with(LINK) {
            return text.parse().ok().map(Self::Link);
        }
        text.starts_with("enr:").then(|| Self::Node(Record::from_text(text).ok()))
    }
}

/// Whether a text can be the name of a record: a hash, or its beginning, in base32.
pub(super) fn is_name(name: &str) -> bool {
    hash_of_name(name).is_some()
}

/// Whether a record with this text has this name.
pub(super) fn is_named(text: &str, name: &str) -> bool {
    hash_of_name(name).is_some_and(|hash| keccak256(&[text.as_bytes()]).starts_with(&hash))
}

fn hash_of_name(name: &str) -> Option<Vec<u8>> {
    // As text a hash is no longer than this.
    if name.len() > MAX_HASH_BYTES.saturating_mul(2) {
        return None;
    }
    let hash = BASE32_NOPAD.decode(name.as_bytes()).ok()?;
    (MIN_HASH_BYTES..=MAX_HASH_BYTES).contains(&hash.len()).then_some(hash)
}
