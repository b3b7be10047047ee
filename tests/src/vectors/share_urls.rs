//! `share_urls.json`: links to people, communities and channels.

use serde_json::{Value, json};
use status_domain::identity::{parse_compressed_key, parse_public_key};
use status_domain::share_url::{
    SharedChannel, SharedCommunity, SharedUrl, SharedUser, channel_url, channel_url_with_data, community_url,
    community_url_with_data, decode_data, encode_data, is_shared_url, parse_shared_url, user_url, user_url_with_data,
};

use super::{boolean, bytes, check_error, expect_equal, find_bytes, get, text};

/// Judges a case of `share_urls.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "data_encoding" => data_encoding(case),
        "invalid_or_odd" => parsed(case).map(drop),
        "user_with_key" => user_with_key(case),
        "user_with_data" => user_with_data(case),
        "community_with_key" | "community_with_data" => community(case),
        "channel_with_key" | "channel_with_data" => channel(case),
        other => Err(format!("unknown kind {other}")),
    }
}

/// Encoders of Brotli differ: what is packed must unpack to the same.
fn data_encoding(case: &Value) -> Result<(), String> {
    let plain = bytes(case, "bytes")?;
    let theirs = decode_data(text(case, "encoded_brotli_base64url")?).map_err(|error| error.to_string())?;
    expect_equal("decoded", &theirs, &plain)?;
    let ours = encode_data(&plain).map_err(|error| error.to_string())?;
    expect_equal("decoded again", decode_data(&ours), Ok(plain))
}

fn parsed(case: &Value) -> Result<Option<SharedUrl>, String> {
    let url = text(case, "url")?;
    expect_equal("is a shared URL", is_shared_url(url), boolean(case, "is_status_shared_url")?)?;
    let Some(parsed) = check_error(case, "error", parse_shared_url(url))? else { return Ok(None) };
    expect_equal("parsed", &shape(&parsed), get(case, "parsed")?)?;
    if let Some(data) = find_bytes(case, "url_data")? {
        let packed = url.rsplit('/').next().and_then(|rest| rest.split('#').next()).unwrap_or_default();
        expect_equal("data", decode_data(packed), Ok(data))?;
    }
    Ok(Some(parsed))
}

/// As the API shows it.
fn shape(url: &SharedUrl) -> Value {
    let user = |user: &SharedUser| json!({"displayName": user.display_name, "description": user.description, "publicKey": user.key});
    let community = |community: &SharedCommunity| {
        json!({
            "displayName": community.display_name, "description": community.description,
            "membersCount": community.members_count, "color": community.color,
            "tagIndices": community.tag_indices, "communityId": community.id,
        })
    };
    let channel = |channel: &SharedChannel| {
        json!({
            "emoji": channel.emoji, "displayName": channel.display_name, "description": channel.description,
            "color": channel.color, "channelUuid": channel.uuid,
        })
    };
    let (mut shown, shard) = match url {
        SharedUrl::User(who) => (json!({"community": null, "channel": null, "contact": user(who)}), None),
        SharedUrl::Community(which) => {
            (json!({"community": community(which), "channel": null, "contact": null}), which.shard)
        }
        SharedUrl::Channel(which, of) => {
            (json!({"community": community(of), "channel": channel(which), "contact": null}), of.shard)
        }
    };
    if let (Some(shard), Some(fields)) = (shard, shown.as_object_mut()) {
        fields.insert("shard".to_owned(), json!({"cluster": shard.cluster, "index": shard.index}));
    }
    shown
}

fn user_with_key(case: &Value) -> Result<(), String> {
    parsed(case)?;
    let key = parse_public_key(text(case, "public_key")?).map_err(|error| error.to_string())?;
    expect_equal("URL", user_url(&key).as_str(), text(case, "url")?)
}

fn user_with_data(case: &Value) -> Result<(), String> {
    let theirs = parsed(case)?;
    let key = parse_public_key(text(case, "public_key")?).map_err(|error| error.to_string())?;
    let ours = user_url_with_data(&key, text(case, "display_name")?, text(case, "bio")?);
    expect_equal("ours, parsed", parse_shared_url(&ours.map_err(|error| error.to_string())?).ok(), theirs)
}

fn community(case: &Value) -> Result<(), String> {
    let url = text(case, "url")?;
    let Some(SharedUrl::Community(community)) = parsed(case)? else { return Err("no community".to_owned()) };
    expect_equal("community", community.id.as_str(), text(case, "community_id")?)?;
    let key = url.rsplit('#').next().unwrap_or_default();
    let key = parse_compressed_key(key).map_err(|error| error.to_string())?;
    if text(case, "kind")? == "community_with_key" {
        return expect_equal("URL", community_url(&key).as_str(), url);
    }
    let ours = community_url_with_data(&key, &community).map_err(|error| error.to_string())?;
    expect_equal("ours, parsed", parse_shared_url(&ours), Ok(SharedUrl::Community(community)))
}

fn channel(case: &Value) -> Result<(), String> {
    let url = text(case, "url")?;
    let Some(SharedUrl::Channel(channel, community)) = parsed(case)? else { return Err("no channel".to_owned()) };
    expect_equal("channel", channel.uuid.as_str(), text(case, "channel_id")?)?;
    expect_equal("community", community.id.as_str(), text(case, "community_id")?)?;
    let key = url.rsplit('#').next().unwrap_or_default();
    let key = parse_compressed_key(key).map_err(|error| error.to_string())?;
    if text(case, "kind")? == "channel_with_key" {
        return expect_equal("URL", channel_url(&key, &channel.uuid).ok().as_deref(), Some(url));
    }
    let ours = channel_url_with_data(&key, &channel, &community).map_err(|error| error.to_string())?;
    expect_equal("ours, parsed", parse_shared_url(&ours), Ok(SharedUrl::Channel(channel, community)))
}
