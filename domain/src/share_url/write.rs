use prost::Message;
use status_proto::status::{Channel, Community, UrlData, User};

use super::data::encode_data;
use super::parse::is_uuid;
use super::{BASE, SharedChannel, SharedCommunity, SharedUrlError};
use crate::crypto::PublicKey;
use crate::identity::compressed_key;

/// The link to a person.
#[must_use]
pub fn user_url(key: &PublicKey) -> String {
    format!("{BASE}u#{}", compressed_key(key))
}

/// The link to an ENS name, which may be empty.
#[must_use]
pub fn ens_url(name: &str) -> String {
    format!("{BASE}u#{name}")
}

/// The link to a person that says what they are called.
///
/// # Errors
/// [`SharedUrlError::TooLarge`].
pub fn user_url_with_data(key: &PublicKey, display_name: &str, bio: &str) -> Result<String, SharedUrlError> {
    let user = User { display_name: display_name.to_owned(), description: bio.to_owned(), color: String::new() };
    let data = UrlData { content: user.encode_to_vec(), shard: None };
    Ok(format!("{BASE}u/{}#{}", encode_data(&data.encode_to_vec())?, compressed_key(key)))
}

/// The link to a community.
#[must_use]
pub fn community_url(key: &PublicKey) -> String {
    format!("{BASE}c#{}", compressed_key(key))
}

/// The link to a community that says what it is called. Its id is that of the key.
///
/// # Errors
/// [`SharedUrlError::TooLarge`].
pub fn community_url_with_data(key: &PublicKey, community: &SharedCommunity) -> Result<String, SharedUrlError> {
    let data = UrlData { content: content_of(community).encode_to_vec(), shard: community.shard.map(Into::into) };
    Ok(format!("{BASE}c/{}#{}", encode_data(&data.encode_to_vec())?, compressed_key(key)))
}

/// The link to a channel.
///
/// # Errors
/// [`SharedUrlError::InvalidChannel`].
pub fn channel_url(key: &PublicKey, uuid: &str) -> Result<String, SharedUrlError> {
    check_uuid(uuid)?;
    Ok(format!("{BASE}cc/{uuid}#{}", compressed_key(key)))
}

/// The link to a channel that says what it and its community are called.
///
/// # Errors
/// [`SharedUrlError::InvalidChannel`] or [`SharedUrlError::TooLarge`].
pub fn channel_url_with_data(
    key: &PublicKey,
    channel: &SharedChannel,
    community: &SharedCommunity,
) -> Result<String, SharedUrlError> {
    check_uuid(&channel.uuid)?;
    let content = Channel {
        display_name: channel.display_name.clone(),
        description: channel.description.clone(),
        emoji: channel.emoji.clone(),
        color: channel.color.clone(),
        community: Some(content_of(community)),
        uuid: channel.uuid.clone(),
    };
    let data = UrlData { content: content.encode_to_vec(), shard: community.shard.map(Into::into) };
    Ok(format!("{BASE}cc/{}#{}", encode_data(&data.encode_to_vec())?, compressed_key(key)))
}

fn check_uuid(uuid: &str) -> Result<(), SharedUrlError> {
    if is_uuid(uuid) { Ok(()) } else { Err(SharedUrlError::InvalidChannel(uuid.to_owned())) }
}

fn content_of(community: &SharedCommunity) -> Community {
    Community {
        display_name: community.display_name.clone(),
        description: community.description.clone(),
        members_count: community.members_count,
        color: community.color.clone(),
        tag_indices: community.tag_indices.clone(),
    }
}
