//! The names that topics and symmetric keys are derived from, one function per kind of conversation.
//!
//! Public chats need none: their id is their name.

use crate::crypto::{PublicKey, SharedSecret};

/// Number of partitions that people without an agreed topic share.
const PARTITIONS: u32 = 5000;

/// `0x` and the 65 bytes of the key in hex: how texts of Status name a person.
fn identity(key: &PublicKey) -> String {
    format!("0x{}", hex::encode(key.to_uncompressed()))
}

/// Where a person publishes the bundles that others need to write to them.
#[must_use]
pub fn contact_code(person: &PublicKey) -> String {
    format!("{}-contact-code", identity(person))
}

/// Where a person listens who has agreed on no topic with the sender. Shared by about one in 5000.
#[must_use]
pub fn partitioned(person: &PublicKey) -> String {
    let partition = person.x().into_iter().fold(0_u32, |remainder, byte| {
        // The remainder stays below 5000, so this cannot overflow.
        remainder.wrapping_mul(256).wrapping_add(byte.into()) % PARTITIONS
    });
    format!("contact-discovery-{partition}")
}

/// Where a person sends to themselves: backups.
#[must_use]
pub fn personal(person: &PublicKey) -> String {
    format!("contact-discovery-{}", hex::encode(person.to_uncompressed()))
}

/// The topic that two people agreed on, derived from their Diffie-Hellman secret. It is a secret itself, since the
/// symmetric key comes from it.
#[must_use]
pub fn negotiated(secret: &SharedSecret) -> String {
    hex::encode(secret.as_bytes())
}

/// How the filter of a negotiated topic is called on this device. Never on the wire.
#[must_use]
pub fn negotiated_filter(peer: &PublicKey) -> String {
    format!("{}-negotiated", identity(peer))
}

/// The public chat of a person's profile.
#[must_use]
pub fn profile_chat(person: &PublicKey) -> String {
    format!("@{}", identity(person))
}

/// A community's id, which is also the name of the topic of its description.
#[must_use]
pub fn community(community: &PublicKey) -> String {
    format!("0x{}", hex::encode(community.to_compressed()))
}

/// Status updates of the members of a community.
#[must_use]
pub fn community_pings(id: &str) -> String {
    format!("{id}-ping")
}

/// Links to the archives of a community.
#[must_use]
pub fn community_magnet_links(id: &str) -> String {
    format!("{id}-magnetlinks")
}

/// Contact codes of the members of a community.
#[must_use]
pub fn community_member_updates(id: &str) -> String {
    format!("{id}-memberUpdate")
}

/// Announcements of the shard of a community.
#[must_use]
pub fn community_shard_info(id: &str) -> String {
    format!("{id}-shard-info")
}

/// Where a community receives requests: the hex of its key, without `0x`.
#[must_use]
pub fn community_requests(community: &PublicKey) -> String {
    hex::encode(community.to_uncompressed())
}

/// A chat of a community: the two ids concatenated.
#[must_use]
pub fn community_chat(community_id: &str, channel_id: &str) -> String {
    format!("{community_id}{channel_id}")
}
