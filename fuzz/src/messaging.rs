//! Handlers of application messages, and the whole way from a Waku message to them.

use status_domain::{
    crypto::PrivateKey,
    envelope::{
        ApplicationMessage,
        topic::{ContentTopic, names},
        waku_message, waku_payload,
    },
    identity::CustomizationColor,
    messaging::{self, Context, HandleError, ReceivedMessage},
    transport::{Allowance, RawMessage, Transport, pubsub_topics},
};
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{OutboxStore as _, UnixMillis};
use status_proto::status::application_metadata_message::Type;

use crate::{
    people::{alice, bobby},
    sequence::pieces,
};

const NOW: UnixMillis = 1_700_000_000_000;

/// The profile of whoever receives.
struct Profile {
    key: PrivateKey,
    stores: MemoryTransaction,
    entropy: SeededEntropy,
}

impl Profile {
    fn new() -> Self {
        Self { key: alice(), stores: MemoryTransaction::new(), entropy: SeededEntropy::new(1) }
    }

    fn context(&mut self, now: UnixMillis) -> Context<'_> {
        Context {
            stores: &mut self.stores,
            identity: &self.key,
            me: self.key.public_key(),
            customization_color: CustomizationColor::Blue,
            now,
            entropy: &mut self.entropy,
        }
    }
}

/// Payloads of any type from somebody, each behind a byte with its type: they are refused or decided, and the same
/// message again decides nothing new.
pub(crate) fn application_payload(input: &[u8]) {
    let mut profile = Profile::new();
    for (piece, now) in pieces(input).zip((NOW..).step_by(1000)) {
        let Some((kind, payload)) = piece.split_first() else { continue };
        let Ok(kind) = Type::try_from(i32::from(*kind)) else { continue };
        let bytes = ApplicationMessage::wrap(kind, payload.to_vec(), &bobby());
        let Ok(opened) = ApplicationMessage::open(&bytes, &bobby().public_key()) else { continue };
        let message = ReceivedMessage {
            id: opened.id.to_string(),
            author: opened.author,
            envelope_signer: bobby().public_key(),
            kind,
            payload: opened.payload,
            whisper_timestamp: now,
        };
        for attempt in 0..2 {
            match messaging::handle(&mut profile.context(now), &message) {
                Err(HandleError::Storage(error)) => unexpected(&error),
                Ok(outcome) if attempt == 1 => assert!(outcome.messages.is_empty(), "the same message twice"),
                Ok(_) | Err(_) => {}
            }
        }
    }
}

/// Whatever the network brings, each behind a byte that says how deep it is wrapped: a Waku message as it is, what is in a
/// payload that somebody signed and sealed for us, or an application message in it. Nothing stops the profile, an
/// envelope counts once, and what is to be sent can be put into the outbox.
pub(crate) fn waku_arrival(input: &[u8]) {
    let mut profile = Profile::new();
    let mut transport = Transport::new(profile.key.clone(), "installation-1");
    for (piece, now) in pieces(input).zip((NOW..).step_by(1000)) {
        let Some((depth, bytes)) = piece.split_first() else { continue };
        let Some(raw) = arrival(*depth, bytes, now) else { continue };
        for attempt in 0..2 {
            match transport.receive(&mut profile.context(now), std::slice::from_ref(&raw)) {
                Ok(received) => {
                    assert!(received.handled <= 1);
                    assert!(attempt == 0 || received.outcome.messages.is_empty(), "an envelope counted twice");
                }
                Err(error) => unexpected(&error),
            }
        }
        let allowance = Allowance { person_waits: true, machines: true, turn_of_machines: false, contact_code: None };
        match transport.next(&mut profile.context(now), allowance) {
            Ok(next) => {
                if let Some(Err(error)) = next.envelope.map(|envelope| profile.stores.remove_envelope(envelope.id)) {
                    unexpected(&error);
                }
            }
            Err(error) => unexpected(&error),
        }
    }
}

fn arrival(depth: u8, bytes: &[u8], now: UnixMillis) -> Option<RawMessage> {
    let pubsub_topic = pubsub_topics().next()?;
    let (me, peer) = (alice().public_key(), bobby());
    let data = match depth % 3 {
        0 => return Some(RawMessage::new(pubsub_topic, bytes.to_vec())),
        1 => bytes.to_vec(),
        _ => {
            let (kind, payload) = bytes.split_first()?;
            ApplicationMessage::wrap(i32::from(*kind), payload.to_vec(), &peer)
        }
    };
    let sealed = waku_payload::seal_asymmetric(&data, Some(&peer), &me, &mut SeededEntropy::new(now)).ok()?;
    let topic = ContentTopic::of_name(&names::partitioned(&me));
    let timestamp_ns = i64::try_from(now).ok()?.checked_mul(1_000_000)?;
    let message = waku_message::compose(topic, sealed, timestamp_ns, false);
    Some(RawMessage::new(pubsub_topic, waku_message::encode(&message)))
}

/// A store in memory never fails.
#[allow(clippy::panic, reason = "a finding")]
fn unexpected(error: &dyn std::error::Error) {
    panic!("{error}");
}
