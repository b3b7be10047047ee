//! Protected pubsub topics: only holders of the topic's key may publish, and their signature stands in `meta`.

use status_proto::waku::WakuMessage;

use crate::crypto::{PrivateKey, PublicKey, SIGNATURE_LENGTH, Signature, sha256};

/// R‖S, without the recovery byte.
pub const TOPIC_SIGNATURE_LENGTH: usize = 64;

/// How far the clock of the publisher may be off.
const WINDOW_NS: u64 = 5 * 60 * 1_000_000_000;

/// Signs a message for a protected topic. `meta` is part of the message hash, so this comes before hashing.
pub fn sign_protected(pubsub_topic: &str, message: &mut WakuMessage, topic_key: &PrivateKey) {
    let mut signature = Signature::sign_digest(topic_key, &digest(pubsub_topic, message)).to_bytes().to_vec();
    signature.truncate(TOPIC_SIGNATURE_LENGTH);
    message.meta = Some(signature);
}

/// Whether the message was signed with the topic's key, within five minutes of `now_ns`.
#[must_use]
pub fn verify_protected(pubsub_topic: &str, message: &WakuMessage, topic_key: &PublicKey, now_ns: i64) -> bool {
    let in_time = message.timestamp.is_some_and(|at| at.abs_diff(now_ns) <= WINDOW_NS);
    let meta = message.meta.as_deref().filter(|meta| meta.len() == TOPIC_SIGNATURE_LENGTH);
    let Some(meta) = meta.filter(|_| in_time) else { return false };
    let digest = digest(pubsub_topic, message);
    // The recovery byte is not sent: the signature is good if one of the two keys it can name is the topic's.
    [0, 1].into_iter().any(|recovery| {
        let mut bytes = [recovery; SIGNATURE_LENGTH];
        for (to, from) in bytes.iter_mut().zip(meta) {
            *to = *from;
        }
        Signature::from_bytes(&bytes)
            .and_then(|signature| signature.recover(&digest))
            .is_ok_and(|key| key == *topic_key)
    })
}

/// Unlike in the message hash, the timestamp is little endian, `ephemeral` counts, and `meta` does not.
fn digest(pubsub_topic: &str, message: &WakuMessage) -> [u8; 32] {
    sha256(&[
        pubsub_topic.as_bytes(),
        &message.payload,
        message.content_topic.as_bytes(),
        &message.timestamp.unwrap_or_default().to_le_bytes(),
        &[u8::from(message.ephemeral.unwrap_or_default())],
    ])
}
