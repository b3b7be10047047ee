//! Content topics: `/waku/1/0x<8 hex digits>/rfc26`.

use core::fmt;
use core::str::FromStr;

use crate::crypto::keccak256;

/// Why a text is no content topic of Status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentTopicError {
    /// Not `/waku/1/…/rfc26`.
    #[error("invalid content topic format")]
    Format,
    /// The third part does not begin with `0x`.
    #[error("hex string without 0x prefix")]
    MissingPrefix,
    /// The third part is not hex.
    #[error("invalid hex string")]
    InvalidHex,
}

/// The four bytes that a content topic of Status consists of. Many names may share one topic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentTopic([u8; 4]);

impl ContentTopic {
    /// The topic of a name: the first four bytes of its Keccak-256.
    #[must_use]
    pub fn of_name(name: &str) -> Self {
        Self::from_slice(&keccak256(&[name.as_bytes()]))
    }

    /// The first four bytes; missing ones are zero.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Self {
        let mut topic = [0; 4];
        for (to, from) in topic.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self(topic)
    }

    /// The four bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        self.0
    }
}

impl fmt::Display for ContentTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/waku/1/0x{}/rfc26", hex::encode(self.0))
    }
}

impl FromStr for ContentTopic {
    type Err = ContentTopicError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let middle = text.strip_prefix("/waku/1/").and_then(|rest| rest.strip_suffix("/rfc26"));
        let middle = middle.filter(|middle| !middle.contains('/')).ok_or(ContentTopicError::Format)?;
        let digits = middle.strip_prefix("0x").or_else(|| middle.strip_prefix("0X"));
        let digits = digits.ok_or(ContentTopicError::MissingPrefix)?;
        if digits.len() > 64 {
            return Err(ContentTopicError::InvalidHex);
        }
        hex::decode(digits).map(|bytes| Self::from_slice(&bytes)).map_err(|_| ContentTopicError::InvalidHex)
    }
}
