//! Who and what is meant.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use status_domain::crypto::PublicKey;
use status_domain::identity::{compressed_key, parse_compressed_key, parse_public_key, public_key_text};

/// A text that names nobody, no chat, or no message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of a person, a chat or a message: {0}")]
pub struct IdError(String);

fn refused(text: &str) -> IdError {
    IdError(text.chars().take(80).collect())
}

/// A person, by public key. As text it is the compressed key, `zQ3sh…`, which people show each other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PersonId(PublicKey);

impl PersonId {
    /// The key itself.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.0
    }

    /// The chat with this person.
    #[must_use]
    pub fn chat(&self) -> ChatId {
        ChatId(public_key_text(&self.0))
    }
}

impl From<PublicKey> for PersonId {
    fn from(key: PublicKey) -> Self {
        Self(key)
    }
}

impl Hash for PersonId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_compressed().hash(state);
    }
}

impl FromStr for PersonId {
    type Err = IdError;

    /// Reads `zQ3sh…` or `0x04…`.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let key = if text.starts_with("0x") { parse_public_key(text) } else { parse_compressed_key(text) };
        key.map(Self).map_err(|_| refused(text))
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&compressed_key(&self.0))
    }
}

impl fmt::Debug for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PersonId({self})")
    }
}

/// A chat: with a person, of a group, or public.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChatId(String);

impl ChatId {
    pub(super) fn stored(id: String) -> Self {
        Self(id)
    }

    /// The text by which it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whom the chat is with, if it is one with a person.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        parse_public_key(&self.0).ok().map(PersonId)
    }
}

impl From<PersonId> for ChatId {
    fn from(person: PersonId) -> Self {
        person.chat()
    }
}

impl FromStr for ChatId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.is_empty() || text.len() > 256 { Err(refused(text)) } else { Ok(Self(text.to_owned())) }
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A message: `0x` and 64 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(String);

impl MessageId {
    pub(super) fn stored(id: String) -> Self {
        Self(id)
    }

    /// The text by which it is stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 64);
        let is_hex = digits.is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        if is_hex { Ok(Self(text.to_ascii_lowercase())) } else { Err(refused(text)) }
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
