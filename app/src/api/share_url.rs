//! Links to people, communities and channels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::crypto::PublicKey;
use status_domain::envelope::topic::Shard;
use status_domain::identity::{parse_hex_public_key, parse_public_key};
use status_domain::share_url::{self, SharedChannel, SharedCommunity, SharedUrl, SharedUser};
use status_ports::{ContactRecord, ProfileStoreExt};

use super::messenger::{given, required};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_shareUserURLWithChatKey",
        "The link to a person, which names only the key.",
        &["pubKey"],
        |_: Session, (key,): (String,)| async move {
            Ok::<_, RpcError>(share_url::user_url(&parse_hex_public_key(&key)?))
        },
    );
    table.method(
        "wakuext_shareUserURLWithData",
        "The link to a person that says what they are called.",
        &["pubKey"],
        |session: Session, (key,): (String,)| async move {
            let (key, contact) = contact(&session, &key).await?;
            Ok::<_, RpcError>(share_url::user_url_with_data(&key, &contact.display_name, &contact.bio)?)
        },
    );
    table.method(
        "wakuext_shareUserURLWithENS",
        "The link to the ENS name of a person, which may be empty.",
        &["pubKey"],
        |session: Session, (key,): (String,)| async move {
            Ok::<_, RpcError>(share_url::ens_url(&contact(&session, &key).await?.1.ens_name))
        },
    );
    table.method(
        "wakuext_shareCommunityURLWithChatKey",
        "The link to a community, which names only its key.",
        &["communityID"],
        |_: Session, (id,): (HexBytes,)| async move {
            Ok::<_, RpcError>(share_url::community_url(&PublicKey::from_bytes(&id.0)?))
        },
    );
    table.method(
        "wakuext_shareCommunityChannelURLWithChatKey",
        "The link to a channel, which names only it and the key of its community.",
        &["request"],
        |_: Session, (request,): (Option<ShareChannelJson>,)| async move { share_channel(&given(request)?) },
    );
    table.method(
        "wakuext_parseSharedURL",
        "What a link to a person, a community or a channel says.",
        &["url"],
        |_: Session, (url,): (String,)| async move {
            share_url::parse_shared_url(&url).map(|parsed| SharedUrlJson::from(&parsed))
        },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.CommunityChannelShareURL")]
#[serde(rename = "requests.CommunityChannelShareURL")]
struct ShareChannelJson {
    #[serde(rename = "CommunityID")]
    community_id: HexBytes,
    #[serde(rename = "ChannelID")]
    channel_id: String,
}

/// `protocol.URLDataResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.URLDataResponse")]
struct SharedUrlJson {
    community: Option<SharedCommunityJson>,
    channel: Option<SharedChannelJson>,
    contact: Option<SharedUserJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<ShardJson>,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.CommunityURLData")]
#[serde(rename_all = "camelCase")]
struct SharedCommunityJson {
    display_name: String,
    description: String,
    members_count: u32,
    color: String,
    tag_indices: Vec<u32>,
    community_id: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.CommunityChannelURLData")]
#[serde(rename_all = "camelCase")]
struct SharedChannelJson {
    emoji: String,
    display_name: String,
    description: String,
    color: String,
    channel_uuid: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.ContactURLData")]
#[serde(rename_all = "camelCase")]
struct SharedUserJson {
    display_name: String,
    description: String,
    public_key: String,
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "shard.Shard")]
struct ShardJson {
    cluster: u16,
    index: u16,
}

impl From<Shard> for ShardJson {
    fn from(shard: Shard) -> Self {
        Self { cluster: shard.cluster, index: shard.index }
    }
}

impl From<&SharedUser> for SharedUserJson {
    fn from(user: &SharedUser) -> Self {
        Self {
            display_name: user.display_name.clone(),
            description: user.description.clone(),
            public_key: user.key.clone(),
        }
    }
}

impl From<&SharedCommunity> for SharedCommunityJson {
    fn from(community: &SharedCommunity) -> Self {
        Self {
            display_name: community.display_name.clone(),
            description: community.description.clone(),
            members_count: community.members_count,
            color: community.color.clone(),
            tag_indices: community.tag_indices.clone(),
            community_id: community.id.clone(),
        }
    }
}

impl From<&SharedChannel> for SharedChannelJson {
    fn from(channel: &SharedChannel) -> Self {
        Self {
            emoji: channel.emoji.clone(),
            display_name: channel.display_name.clone(),
            description: channel.description.clone(),
            color: channel.color.clone(),
            channel_uuid: channel.uuid.clone(),
        }
    }
}

impl From<&SharedUrl> for SharedUrlJson {
    fn from(url: &SharedUrl) -> Self {
        let (contact, community, channel) = match url {
            SharedUrl::User(user) => (Some(user), None, None),
            SharedUrl::Community(community) => (None, Some(community), None),
            SharedUrl::Channel(channel, community) => (None, Some(community), Some(channel)),
        };
        Self {
            community: community.map(SharedCommunityJson::from),
            channel: channel.map(SharedChannelJson::from),
            contact: contact.map(SharedUserJson::from),
            shard: community.and_then(|community| community.shard).map(ShardJson::from),
        }
    }
}

fn share_channel(request: &ShareChannelJson) -> Result<String, RpcError> {
    required(&request.community_id, "CommunityID can't be empty")?;
    required(&request.channel_id, "ChannelID can't be empty")?;
    let key = PublicKey::from_bytes(&request.community_id.0)?;
    Ok(share_url::channel_url(&key, &request.channel_id)?)
}

/// A person of whom something is known.
async fn contact(session: &Session, text: &str) -> Result<(PublicKey, ContactRecord), RpcError> {
    let unknown = || RpcError::method("contact not found");
    let key = parse_public_key(text).map_err(|_| unknown())?;
    let compressed = key.to_compressed();
    if compressed == *session.shaper().me() {
        return Ok((key, session.own_contact().await?));
    }
    let found = session.profile().query(move |stores| stores.find_contact(&compressed)).await?;
    Ok((key, found.ok_or_else(unknown)?))
}
