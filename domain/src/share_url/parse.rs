use prost::Message;
use status_proto::status::{Channel, Community, UrlData, User};

use super::data::decode_data;
use super::{BASE, SharedChannel, SharedCommunity, SharedUrl, SharedUrlError, SharedUser};
use crate::envelope::topic::Shard;
use crate::identity::parse_compressed_key;

/// How compressed keys begin; what else is behind `#` of a link to a person is an ENS name.
const KEY_BEGIN: &str = "zQ3sh";

/// Whether a text begins like a link to somebody or something.
#[must_use]
pub fn is_shared_url(text: &str) -> bool {
    let rest = text.strip_prefix(BASE).unwrap_or_default();
    ["u#", "u/", "c#", "c/", "cc/"].iter().any(|begin| rest.starts_with(begin))
}

/// Reads a link.
///
/// # Errors
/// [`SharedUrlError`].
pub fn parse_shared_url(text: &str) -> Result<SharedUrl, SharedUrlError> {
    let rest = text.strip_prefix(BASE).filter(|_| is_shared_url(text)).ok_or(SharedUrlError::NotShared)?;
    let (path, key) = rest.split_once('#').ok_or(SharedUrlError::NoKey)?;
    match path.split_once('/') {
        None if path == "u" => user(key),
        None => Ok(SharedUrl::Community(community(key, Community::default(), None)?)),
        Some(("u", data)) => user_with_data(data, key),
        Some(("c", data)) => {
            let id = community_id(key)?;
            let data = UrlData::decode(decode_data(data)?.as_slice()).map_err(|_| SharedUrlError::Malformed)?;
            let content = Community::decode(data.content.as_slice()).map_err(|_| SharedUrlError::Malformed)?;
            Ok(SharedUrl::Community(described(id, content, data.shard)))
        }
        Some((_, uuid)) if is_uuid(uuid) => {
            let channel = SharedChannel { uuid: uuid.to_owned(), ..SharedChannel::default() };
            Ok(SharedUrl::Channel(channel, community(key, Community::default(), None)?))
        }
        Some((_, data)) => channel_with_data(data, key),
    }
}

fn user(key: &str) -> Result<SharedUrl, SharedUrlError> {
    if !key.starts_with(KEY_BEGIN) {
        return Err(SharedUrlError::EnsName);
    }
    parse_compressed_key(key)?;
    Ok(SharedUrl::User(SharedUser { key: key.to_owned(), ..SharedUser::default() }))
}

fn user_with_data(data: &str, key: &str) -> Result<SharedUrl, SharedUrlError> {
    let data = UrlData::decode(decode_data(data)?.as_slice()).map_err(|_| SharedUrlError::Malformed)?;
    let user = User::decode(data.content.as_slice()).map_err(|_| SharedUrlError::Malformed)?;
    let (display_name, description) = (user.display_name, user.description);
    Ok(SharedUrl::User(SharedUser { key: key.to_owned(), display_name, description }))
}

fn channel_with_data(data: &str, key: &str) -> Result<SharedUrl, SharedUrlError> {
    let id = community_id(key)?;
    let data = UrlData::decode(decode_data(data)?.as_slice()).map_err(|_| SharedUrlError::Malformed)?;
    let channel = Channel::decode(data.content.as_slice()).map_err(|_| SharedUrlError::Malformed)?;
    let community = described(id, channel.community.unwrap_or_default(), data.shard);
    let channel = SharedChannel {
        uuid: channel.uuid,
        emoji: channel.emoji,
        display_name: channel.display_name,
        description: channel.description,
        color: channel.color,
    };
    Ok(SharedUrl::Channel(channel, community))
}

fn community(
    key: &str,
    content: Community,
    shard: Option<status_proto::status::Shard>,
) -> Result<SharedCommunity, SharedUrlError> {
    Ok(described(community_id(key)?, content, shard))
}

fn community_id(key: &str) -> Result<String, SharedUrlError> {
    Ok(format!("0x{}", hex::encode(parse_compressed_key(key)?.to_compressed())))
}

fn described(id: String, content: Community, shard: Option<status_proto::status::Shard>) -> SharedCommunity {
    SharedCommunity {
        id,
        display_name: content.display_name,
        description: content.description,
        members_count: content.members_count,
        color: content.color,
        tag_indices: content.tag_indices,
        // A shard that cannot be is as good as none.
        shard: shard.and_then(|shard| Shard::try_from(shard).ok()),
    }
}

/// A UUID in lower case, of a version and variant that there are.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').take(lengths.len().saturating_add(1)).collect();
    let is_hex = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| part.len() == length && is_hex(part))
        && parts.get(2).is_some_and(|version| version.starts_with(['0', '1', '2', '3', '4', '5']))
        && parts.get(3).is_some_and(|variant| variant.starts_with(['0', '8', '9', 'a', 'b']))
}
