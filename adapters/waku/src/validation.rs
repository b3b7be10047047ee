//! Which bytes are a Waku message (14/WAKU2-MESSAGE).

use prost::Message as _;
use status_proto::waku::WakuMessage;

const MAX_META_BYTES: usize = 64;

/// Whether the network carries these bytes. Peers apply the same rule to what we send.
pub(crate) fn is_valid(bytes: &[u8], max_bytes: usize) -> bool {
    bytes.len() <= max_bytes
        && WakuMessage::decode(bytes).is_ok_and(|message| {
            !message.payload.is_empty() && !message.content_topic.is_empty() && message.meta().len() <= MAX_META_BYTES
        })
}

#[cfg(test)]
mod tests;
