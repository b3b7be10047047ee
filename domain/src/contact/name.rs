//! What people are called.

use status_ports::{CompressedKey, ContactRecord};

use crate::crypto::PublicKey;
use crate::identity::compressed_key;

/// The alias of a contact: the begin and the end of the compressed key, `zQ3...abcdef`. Empty for bytes that are no
/// key.
#[must_use]
pub fn contact_alias(public_key: &CompressedKey) -> String {
    let Ok(key) = PublicKey::from_bytes(public_key) else { return String::new() };
    let text = compressed_key(&key);
    let begin = text.get(..3).unwrap_or_default();
    let end = text.len().checked_sub(6).and_then(|at| text.get(at..)).unwrap_or_default();
    format!("{begin}...{end}")
}

fn names(contact: &ContactRecord) -> impl Iterator<Item = String> {
    let ens_name = if contact.ens_verified { contact.ens_name.as_str() } else { "" };
    let given = [contact.local_nickname.as_str(), ens_name, contact.display_name.as_str()];
    let given = given.into_iter().filter(|name| !name.is_empty()).map(str::to_owned);
    given.chain(std::iter::once_with(|| contact_alias(&contact.public_key)))
}

/// What a person is called first: nickname, else verified ENS name, else display name, else alias.
#[must_use]
pub fn primary_name(contact: &ContactRecord) -> String {
    names(contact).next().unwrap_or_default()
}

/// What a person who has a nickname is also called.
#[must_use]
pub fn secondary_name(contact: &ContactRecord) -> Option<String> {
    if contact.local_nickname.is_empty() { None } else { names(contact).nth(1) }
}
