//! Opening payloads ahead of the transaction that takes them in.
//!
//! To open a payload and to recover who signed it needs nothing of the database once the key of its topic was derived. It is
//! the most expensive part that does not depend on what came before, so it may be done for many messages at once, on all
//! processors, while the database is busy.

use std::collections::BTreeMap;

use super::filter::{FilterKind, Opened};
use super::receive::RawMessage;
use crate::crypto::PrivateKey;
use crate::envelope::SymmetricKey;
use crate::envelope::topic::{ContentTopic, Shard};
use crate::envelope::waku_message;
use crate::envelope::waku_payload::{self, WakuPayloadError};

/// How a filter opens payloads, with the key itself.
pub(super) enum Key {
    /// That of our identity.
    Identity,
    /// One that was derived before.
    Symmetric(SymmetricKey),
}

/// The filters whose keys are known. It can be used anywhere, and goes on as it is when the filters of the profile change.
pub struct Opener {
    pub(super) identity: PrivateKey,
    pub(super) by_topic: BTreeMap<(Shard, ContentTopic), Vec<(FilterKind, Key)>>,
}

/// A message whose payload opened, with what the transaction needs of the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OpenedAhead {
    /// The deterministic message hash.
    pub(super) hash: [u8; 32],
    /// That of the Waku message. Unix nanoseconds.
    pub(super) timestamp_ns: Option<i64>,
    pub(super) opened: Opened,
}

impl Opener {
    /// Opens the payload of a message, if one of the filters can. What does not open, or is no message at all, is left for
    /// [`super::Transport::receive`] to say why.
    pub fn open(&self, raw: &mut RawMessage) {
        raw.opened = self.find(raw);
    }

    fn find(&self, raw: &RawMessage) -> Option<Box<OpenedAhead>> {
        let message = waku_message::decode(&raw.bytes).ok()?;
        let topic = (raw.pubsub_topic.parse().ok()?, message.content_topic.parse().ok()?);
        for (kind, key) in self.by_topic.get(&topic)? {
            let frame = match key {
                Key::Identity => waku_payload::open_asymmetric(&message.payload, &self.identity),
                Key::Symmetric(key) => waku_payload::open_symmetric(&message.payload, key),
            };
            match frame {
                Ok(frame) => {
                    return Some(Box::new(OpenedAhead {
                        hash: waku_message::message_hash(&raw.pubsub_topic, &message),
                        timestamp_ns: message.timestamp,
                        opened: Opened { kind: *kind, frame },
                    }));
                }
                Err(WakuPayloadError::Asymmetric | WakuPayloadError::Symmetric(_)) => {}
                Err(_) => return None,
            }
        }
        None
    }
}
