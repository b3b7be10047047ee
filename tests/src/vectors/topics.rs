//! Topics and the symmetric keys that belong to them.

use prost::Message;
use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::envelope::SymmetricKey;
use status_domain::envelope::topic::{ContentTopic, Shard, names};

use super::{bytes, check_error, expect_equal, find_bytes, find_text, get, text, u64_field};

/// Judges a case of `topics.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "public_chat" => topic("chat", case, text(case, "chat_name")?),
        "public_key" => public_key(case),
        "negotiated" => negotiated(case),
        "community" => community(case),
        "default_pubsub_topics" => defaults(case),
        "shard" => shard(case),
        "parse_content_topic" => parse(case),
        kind => Err(format!("unknown kind {kind}")),
    }
}

/// A topic object: the name we make, its topic, and its symmetric key if one is given.
fn topic(what: &str, expected: &Value, name: &str) -> Result<(), String> {
    let topic = ContentTopic::of_name(name);
    expect_equal(&format!("{what}: name"), name, text(expected, "chat_name")?)?;
    expect_equal(&format!("{what}: topic"), topic.to_bytes().to_vec(), bytes(expected, "topic")?)?;
    if let Some(content_topic) = find_text(expected, "content_topic")? {
        expect_equal(&format!("{what}: content topic"), topic.to_string().as_str(), content_topic)?;
        expect_equal(&format!("{what}: parsed topic"), content_topic.parse(), Ok(topic))?;
    }
    if let Some(key) = find_bytes(expected, "symmetric_key")? {
        expect_equal(&format!("{what}: key"), SymmetricKey::derive(name).as_bytes().to_vec(), key)?;
    }
    Ok(())
}

fn private_key(case: &Value, field: &str) -> Result<PrivateKey, String> {
    PrivateKey::from_bytes(&bytes(case, field)?).map_err(|error| format!("{field}: {error}"))
}

fn public_key(case: &Value) -> Result<(), String> {
    let key = private_key(case, "private_key")?.public_key();
    expect_equal("public key", key.to_uncompressed().to_vec(), bytes(case, "public_key")?)?;
    topic("partitioned", get(case, "partitioned")?, &names::partitioned(&key))?;
    topic("personal", get(case, "personal_discovery")?, &names::personal(&key))?;
    topic("contact code", get(case, "contact_code")?, &names::contact_code(&key))?;
    expect_equal("filter", names::negotiated_filter(&key).as_str(), text(case, "negotiated_filter_chat_id")?)
}

fn negotiated(case: &Value) -> Result<(), String> {
    let (mine, theirs) = (private_key(case, "my_private_key")?, private_key(case, "their_private_key")?);
    let them = theirs.public_key();
    expect_equal("public key", them.to_uncompressed().to_vec(), bytes(case, "their_public_key")?)?;
    let secret = mine.diffie_hellman(&them);
    expect_equal("secret", secret.as_bytes().to_vec(), bytes(case, "shared_secret")?)?;
    expect_equal("filter", names::negotiated_filter(&them).as_str(), text(case, "filter_chat_id")?)?;
    topic("mine", case, &names::negotiated(&secret))?;
    expect_equal("both sides", theirs.diffie_hellman(&mine.public_key()), secret)
}

fn community(case: &Value) -> Result<(), String> {
    let key: PublicKey = private_key(case, "private_key")?.public_key();
    let id = names::community(&key);
    expect_equal("id", id.as_str(), text(case, "community_id")?)?;
    topic("description", get(case, "description_topic")?, &id)?;
    topic("member updates", get(case, "member_update_channel")?, &names::community_member_updates(&id))?;
    topic("magnet links", get(case, "magnet_channel")?, &names::community_magnet_links(&id))?;
    topic("shard info", get(case, "shard_info")?, &names::community_shard_info(&id))?;
    let chat = names::community_chat(&id, text(case, "channel_uuid")?);
    expect_equal("channel", chat.as_str(), text(case, "channel_chat_id")?)?;
    topic("channel", get(case, "channel")?, &chat)?;
    let filter = get(case, "public_key_filter")?;
    let requests = names::community_requests(&key);
    expect_equal("requests", requests.as_str(), text(filter, "identity_string")?)?;
    topic("requests", get(filter, "identity_topic")?, &requests)?;
    topic("partitioned", get(filter, "partitioned")?, &names::partitioned(&key))
}

fn defaults(case: &Value) -> Result<(), String> {
    for (field, shard) in [
        ("default_shard", Shard::DEFAULT),
        ("wakuv2_config_default", Shard::DEFAULT),
        ("default_non_protected", Shard::NON_PROTECTED),
    ] {
        expect_equal(field, shard.to_string().as_str(), text(case, field)?)?;
    }
    for (field, number) in [
        ("default_shard_index", Shard::DEFAULT.index),
        ("main_status_shard_cluster", Shard::STATUS_CLUSTER),
        ("non_protected_shard_index", Shard::NON_PROTECTED.index),
    ] {
        expect_equal(field, u64::from(number), u64_field(case, field)?)?;
    }
    Ok(())
}

fn shard(case: &Value) -> Result<(), String> {
    let number = |field| u16::try_from(u64_field(case, field)?).map_err(|error| format!("{field}: {error}"));
    let shard = Shard { cluster: number("cluster")?, index: number("index")? };
    let topic = text(case, "pubsub_topic")?;
    expect_equal("pubsub topic", shard.to_string().as_str(), topic)?;
    expect_equal("parsed", topic.parse(), Ok(shard))?;
    let encoded = bytes(case, "protobuf")?;
    let message = status_proto::status::Shard::from(shard);
    expect_equal("protobuf", &message.encode_to_vec(), &encoded)?;
    let decoded = status_proto::status::Shard::decode(encoded.as_slice()).map_err(|error| error.to_string())?;
    expect_equal("decoded", Shard::try_from(decoded), Ok(shard))
}

fn parse(case: &Value) -> Result<(), String> {
    let parsed = check_error(case, "error", text(case, "content_topic")?.parse::<ContentTopic>())?;
    let expected = bytes(case, "topic")?;
    expect_equal("topic", parsed.unwrap_or_default().to_bytes().to_vec(), expected)
}
