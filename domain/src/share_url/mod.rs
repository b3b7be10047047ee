//! Links to people, communities and channels: `https://status.app/…` (specification: messaging, section 20.1).
//!
//! A link names whom or what it leads to by a compressed key behind `#`. It may carry what they are called as data, which
//! is nothing but what the author of the link says: whoever opens the link asks for themselves.

mod data;
mod parse;
mod write;

#[cfg(test)]
mod tests;

use crate::envelope::topic::Shard;
use crate::identity::PublicKeyFormatError;

pub use data::{MAX_DATA_BYTES, decode_data, encode_data};
pub use parse::{is_shared_url, parse_shared_url};
pub use write::{
    channel_url, channel_url_with_data, community_url, community_url_with_data, ens_url, user_url, user_url_with_data,
};

/// Where all links begin.
const BASE: &str = "https://status.app/";

/// Why a text is no link to somebody or something. Most texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SharedUrlError {
    /// It begins like no such link.
    #[error("not a status shared url")]
    NotShared,
    /// Data without a key.
    #[error("url should contain at least one `#` separator")]
    NoKey,
    /// A link to an ENS name.
    #[error("not implemented yet")]
    EnsName,
    /// Behind `#` is no key.
    #[error(transparent)]
    Key(#[from] PublicKeyFormatError),
    /// The data are not in base64.
    #[error("illegal base64 data")]
    Base64,
    /// The data do not unpack.
    #[error("invalid compressed data")]
    Compression,
    /// The data unpack to more than [`MAX_DATA_BYTES`].
    #[error("the data are too large")]
    TooLarge,
    /// The data say nothing of the kind.
    #[error("malformed data")]
    Malformed,
    /// The channel is named by something else than a UUID.
    #[error("channelID should be UUID, got {0}")]
    InvalidChannel(String),
}

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SharedUrl {
    /// A person.
    User(SharedUser),
    /// A community.
    Community(SharedCommunity),
    /// A channel of a community.
    Channel(SharedChannel, SharedCommunity),
}

/// What a link says of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedUser {
    /// The compressed key as it stands in the link. In a link with data nobody checked that it is one.
    pub key: String,
    /// Display name, or empty.
    pub display_name: String,
    /// Bio, or empty.
    pub description: String,
}

/// What a link says of a community.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedCommunity {
    /// `0x` + 66 hex digits: the compressed key.
    pub id: String,
    /// Display name, or empty.
    pub display_name: String,
    /// Description, or empty.
    pub description: String,
    /// How many members it had when the link was made.
    pub members_count: u32,
    /// `#rrggbb`, or empty.
    pub color: String,
    /// Its tags, by their places in the list of all tags.
    pub tag_indices: Vec<u32>,
    /// Where its messages are.
    pub shard: Option<Shard>,
}

/// What a link says of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedChannel {
    /// UUID.
    pub uuid: String,
    /// Emoji, or empty.
    pub emoji: String,
    /// Display name, or empty.
    pub display_name: String,
    /// Description, or empty.
    pub description: String,
    /// `#rrggbb`, or empty.
    pub color: String,
}
