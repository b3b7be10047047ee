//! From Waku messages to decisions.

use std::collections::BTreeMap;

use status_ports::{Attempt, StorageError, UnixMillis};

use super::Transport;
use super::ahead::OpenedAhead;
use super::bodies::Bodies;
use super::filter::{FilterKind, Opened};
use crate::chat;
use crate::crypto::PublicKey;
use crate::envelope::topic::{ContentTopic, ContentTopicError, PubsubTopicError, Shard};
use crate::envelope::waku_message::{self, WakuMessageError};
use crate::envelope::waku_payload::WakuPayloadError;
use crate::envelope::{ApplicationMessage, ApplicationMessageError};
use crate::messaging::{Context, HandleError, Outcome, ReceivedMessage, handle};
use crate::ratchet::OpenError;
use crate::ratchet::double_ratchet::RatchetError;
use crate::ratchet::hash_ratchet::HashRatchetError;
use crate::reliability::mvds::{self, MvdsError};
use crate::reliability::segmentation::{self, SegmentationError};

/// How far ahead of ours the clock of a sender may be. Whoever is further ahead could push the clocks of our chats out
/// of everybody's reach.
const MAX_AHEAD_MS: UnixMillis = 24 * 60 * 60 * 1000;

/// A Waku message as it came from the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMessage {
    /// Pubsub topic it came on.
    pub pubsub_topic: String,
    /// The encoded Waku message.
    pub bytes: Vec<u8>,
    /// Its payload, if it was opened ahead.
    pub(super) opened: Option<Box<OpenedAhead>>,
}

impl RawMessage {
    /// A message that nobody looked into.
    #[must_use]
    pub const fn new(pubsub_topic: String, bytes: Vec<u8>) -> Self {
        Self { pubsub_topic, bytes, opened: None }
    }
}

/// Where messages come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Network,
    StoreNode,
}

/// A message of ours that its recipient confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The chat here.
    pub chat_id: String,
    /// The message.
    pub message_id: String,
}

/// What a batch of Waku messages came to.
#[derive(Debug, Default)]
pub struct Received {
    /// What changed, all messages together.
    pub outcome: Outcome,
    /// Messages of ours that arrived.
    pub delivered: Vec<Delivered>,
    /// Whether something waits to be sent: acknowledgements, answers, what somebody missed who is back.
    pub wants_to_send: bool,
    /// How many were opened and decided.
    pub handled: usize,
    /// Why others were not, in part or as a whole.
    pub refusals: Vec<Refusal>,
}

/// Why a message, or a part of it, came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// On a topic, or for a key, that is not ours.
    #[error("not for us")]
    Foreign,
    /// Handled before.
    #[error("handled before")]
    Repeated,
    /// No Waku message.
    #[error(transparent)]
    WakuMessage(#[from] WakuMessageError),
    /// On no static shard.
    #[error(transparent)]
    PubsubTopic(#[from] PubsubTopicError),
    /// On no topic of Status.
    #[error(transparent)]
    ContentTopic(#[from] ContentTopicError),
    /// Without time, before 1970, or from a far future.
    #[error("absurd timestamp")]
    Timestamp,
    /// The payload opens, but what is inside is damaged.
    #[error(transparent)]
    Payload(#[from] WakuPayloadError),
    /// Nobody signed it.
    #[error("unsigned payload")]
    Unsigned,
    /// Somebody else published where only one person should.
    #[error("published in the name of another")]
    WrongPublisher,
    /// All segments came, but they are not what they claim.
    #[error("segments do not make the message they claim")]
    Segments,
    /// Encrypted, and we cannot read it.
    #[error("undecryptable: {0}")]
    Undecryptable(OpenError),
    /// No application message.
    #[error(transparent)]
    ApplicationMessage(#[from] ApplicationMessageError),
    /// An application message of a type that this version does not know.
    #[error("unknown message type {0}")]
    UnknownType(i32),
    /// Its handler refused it.
    #[error("refused: {0}")]
    Handler(HandleError),
}

/// Why work on one message ends.
enum Stop {
    Refused(Refusal),
    Storage(StorageError),
}

impl<E: Into<Refusal>> From<E> for Stop {
    fn from(refusal: E) -> Self {
        Self::Refused(refusal.into())
    }
}

/// What became of a message whose envelope opened.
enum Fate {
    Handled,
    /// Other segments are missing.
    Incomplete,
}

/// Who sent it, and when.
struct Origin {
    signer: PublicKey,
    whisper_timestamp: UnixMillis,
}

/// What the outside of a message says.
struct Outer {
    hash: [u8; 32],
    whisper_timestamp: UnixMillis,
    opened: Opened,
}

/// What was encrypted, and the installation that encrypted it.
struct Decrypted {
    plain: Vec<u8>,
    device: String,
}

/// The same for a message whose payload was opened before.
fn opened_ahead(context: &mut Context<'_>, ahead: &OpenedAhead) -> Result<Outer, Stop> {
    let whisper_timestamp = whisper_timestamp(ahead.timestamp_ns, context.now).ok_or(Refusal::Timestamp)?;
    if context.stores.envelope_processed(&ahead.hash).map_err(Stop::Storage)? {
        return Err(Refusal::Repeated.into());
    }
    Ok(Outer { hash: ahead.hash, whisper_timestamp, opened: ahead.opened.clone() })
}

impl Transport {
    /// Takes in a batch of Waku messages within one transaction. What is wrong with one of them concerns no other: a
    /// layer that refuses it changes nothing, and the reason is told.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails; then the transaction is to be rolled back.
    pub fn receive(&mut self, context: &mut Context<'_>, batch: &[RawMessage]) -> Result<Received, StorageError> {
        self.take_in(context, batch, Source::Network)
    }

    /// Like [`Self::receive`], for messages of the past from a store node: whoever sent them is not online for that.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails; then the transaction is to be rolled back.
    pub fn receive_stored(
        &mut self,
        context: &mut Context<'_>,
        batch: &[RawMessage],
    ) -> Result<Received, StorageError> {
        self.take_in(context, batch, Source::StoreNode)
    }

    fn take_in(
        &mut self,
        context: &mut Context<'_>,
        batch: &[RawMessage],
        source: Source,
    ) -> Result<Received, StorageError> {
        let mut received = Received::default();
        let mut heard = BTreeMap::new();
        for message in batch {
            match self.receive_one(context, message, &mut received, &mut heard) {
                Ok(()) => {}
                Err(Stop::Refused(refusal)) => received.refusals.push(refusal),
                Err(Stop::Storage(error)) => return Err(error),
            }
        }
        if source == Source::StoreNode {
            heard.clear();
        }
        // After all acknowledgements, so that nothing is repeated that was just confirmed.
        for (person, is_back) in heard {
            if self.presence.hear(&person.to_compressed(), context.now) || is_back {
                let from = self.presence.repeat_at(&person.to_compressed(), context.now);
                let waits = self.datasync.peer_online(context.stores, &person, from, context.entropy);
                received.wants_to_send |= waits.map_err(datasync_failed)?;
            }
        }
        self.follow(&received.outcome);
        if !received.outcome.outgoing.is_empty() {
            self.queue(context, &received.outcome.outgoing)?;
            received.wants_to_send = true;
        }
        Ok(received)
    }

    fn receive_one(
        &mut self,
        context: &mut Context<'_>,
        raw: &RawMessage,
        received: &mut Received,
        heard: &mut BTreeMap<PublicKey, bool>,
    ) -> Result<(), Stop> {
        let Outer { hash, whisper_timestamp, opened } = match &raw.opened {
            Some(ahead) => opened_ahead(context, ahead)?,
            None => self.open_outer(context, raw)?,
        };
        let (_, signer) = opened.frame.signature.ok_or(Refusal::Unsigned)?;
        let is_contact_code = match opened.kind {
            FilterKind::ContactCode(owner) if owner != signer => return Err(Refusal::WrongPublisher.into()),
            kind => matches!(kind, FilterKind::ContactCode(_)),
        };
        if signer != self.me {
            // Who comes online publishes the contact code.
            *heard.entry(signer).or_default() |= is_contact_code;
        }
        let origin = Origin { signer, whisper_timestamp };
        let fate = self.open(context, &origin, opened.frame.data, received);
        // What was refused would be refused again: it is done with, too.
        if !matches!(fate, Ok(Fate::Incomplete) | Err(Stop::Storage(_))) {
            context.stores.mark_envelope_processed(&hash, context.now).map_err(Stop::Storage)?;
        }
        fate?;
        received.handled = received.handled.saturating_add(1);
        Ok(())
    }

    /// The Waku message and its payload.
    fn open_outer(&mut self, context: &mut Context<'_>, raw: &RawMessage) -> Result<Outer, Stop> {
        let message = waku_message::decode(&raw.bytes)?;
        let topic: (Shard, ContentTopic) = (raw.pubsub_topic.parse()?, message.content_topic.parse()?);
        if !self.filters.listens_to(topic.0, topic.1) {
            return Err(Refusal::Foreign.into());
        }
        let whisper_timestamp = whisper_timestamp(message.timestamp, context.now).ok_or(Refusal::Timestamp)?;
        let hash = waku_message::message_hash(&raw.pubsub_topic, &message);
        if context.stores.envelope_processed(&hash).map_err(Stop::Storage)? {
            return Err(Refusal::Repeated.into());
        }
        let opened = self.filters.open(context.stores, &self.identity, topic, &message.payload);
        let opened = opened.map_err(Stop::Storage)?.ok_or(Refusal::Foreign)??;
        Ok(Outer { hash, whisper_timestamp, opened })
    }

    /// The layers inside the Waku payload. Each keeps what it did if a later one refuses: a message that was decrypted
    /// is decrypted once, and segments that were joined do not wait any longer, whatever was inside.
    fn open(
        &mut self,
        context: &mut Context<'_>,
        origin: &Origin,
        data: Vec<u8>,
        received: &mut Received,
    ) -> Result<Fate, Stop> {
        let whole = match segmentation::receive(context.stores, &origin.signer, &data, context.now) {
            Ok(segmentation::Received::NoSegment(_)) => data,
            Ok(segmentation::Received::Complete(message)) => message,
            Ok(segmentation::Received::Incomplete) => return Ok(Fate::Incomplete),
            Ok(segmentation::Received::AlreadyCompleted) => return Err(Refusal::Repeated.into()),
            Ok(segmentation::Received::Mismatch) => return Err(Refusal::Segments.into()),
            Err(SegmentationError::Storage(error)) => return Err(Stop::Storage(error)),
        };
        let decrypted = self.decrypt(context, origin, &whole)?;
        // Not everything is encrypted, and what is not may look as if it were: then the bytes themselves count.
        let (plain, device, undecryptable) = match decrypted {
            Ok(Decrypted { plain, device }) => (plain, Some(device), None),
            Err(error) => (whole, None, Some(error)),
        };
        match mvds::decode(&plain) {
            Ok(payload) => self.synchronise(context, origin, device.as_deref(), payload, received)?,
            Err(_) => {
                let opened = ApplicationMessage::open(&plain, &origin.signer).map_err(Stop::from);
                let opened = opened.and_then(|opened| decide(context, origin, opened, received));
                match (opened, undecryptable) {
                    (Err(Stop::Refused(Refusal::ApplicationMessage(_) | Refusal::UnknownType(_))), Some(error))
                        if !matches!(error, OpenError::NotAProtocolMessage) =>
                    {
                        return Err(Refusal::Undecryptable(error).into());
                    }
                    (opened, _) => opened?,
                }
            }
        }
        Ok(Fate::Handled)
    }

    fn decrypt(
        &mut self,
        context: &mut Context<'_>,
        origin: &Origin,
        bytes: &[u8],
    ) -> Result<Result<Decrypted, OpenError>, Stop> {
        let now_ns = super::send::nanos(context.now);
        let (endpoint, sender) = (&self.endpoint, &origin.signer);
        let is_stranger = self.filters.is_stranger(sender);
        let opened = context.attempt(|context| match is_stranger {
            true => endpoint.open_from_stranger(context.stores, sender, bytes, now_ns, context.entropy),
            false => endpoint.open(context.stores, sender, bytes, now_ns, context.entropy),
        });
        match opened {
            Ok(opened) => {
                if let Some(secret) = opened.secret {
                    let added = self.filters.add_negotiated(context.stores, sender, &secret);
                    added.map_err(Stop::Storage)?;
                }
                Ok(Ok(Decrypted { plain: opened.payload, device: opened.installation_id }))
            }
            Err(failure) => {
                let error = refused(failure).map_err(Stop::Storage)?;
                if matches!(error, OpenError::NotAProtocolMessage | OpenError::Bundle(_)) {
                    return Ok(Err(error));
                }
                // With it, what it says of the sender's devices was undone. Our answer is to reach them all the same.
                let learnt =
                    context.attempt(|context| endpoint.learn_installations(context.stores, sender, bytes, now_ns));
                match learnt.map_err(refused) {
                    Ok(()) | Err(Ok(_)) => Ok(Err(error)),
                    Err(Err(storage)) => Err(Stop::Storage(storage)),
                }
            }
        }
    }

    fn synchronise(
        &mut self,
        context: &mut Context<'_>,
        origin: &Origin,
        device: Option<&str>,
        payload: status_proto::mvds::Payload,
        received: &mut Received,
    ) -> Result<(), Stop> {
        let synchronised = self.datasync.receive(context.stores, &origin.signer, payload, context.now);
        let synchronised = synchronised.map_err(datasync_failed).map_err(Stop::Storage)?;
        received.wants_to_send |= synchronised.wants_to_send;
        let peer = origin.signer.to_compressed();
        for id in synchronised.delivered.into_iter().chain(synchronised.late) {
            received.delivered.extend(confirm(context, &id, &peer, device).map_err(Stop::Storage)?);
        }
        let bodies = synchronised.messages.into_iter().map(|message| message.body).collect();
        for opened in Bodies::new(bodies, origin.signer, self.workers.as_deref()).opened() {
            // It arrived and is acknowledged, whatever it comes to.
            match opened.map_err(Stop::from).and_then(|opened| decide(context, origin, opened, received)) {
                Err(Stop::Refused(refusal)) => received.refusals.push(refusal),
                decided => decided?,
            }
        }
        Ok(())
    }
}

/// The decision on what was in the innermost layer.
fn decide(
    context: &mut Context<'_>,
    origin: &Origin,
    message: ApplicationMessage,
    received: &mut Received,
) -> Result<(), Stop> {
    let kind = message.kind().ok_or(Refusal::UnknownType(message.type_number))?;
    let message = ReceivedMessage {
        id: message.id.to_string(),
        author: message.author,
        envelope_signer: origin.signer,
        kind,
        payload: message.payload,
        whisper_timestamp: origin.whisper_timestamp,
    };
    let outcome = attempt(context, |context| {
        handle(context, &message).map_err(|error| match error {
            HandleError::Storage(error) => Stop::Storage(error),
            error => Stop::Refused(Refusal::Handler(error)),
        })
    })?;
    received.outcome.merge(outcome);
    Ok(())
}

/// Runs a part of the work so that a refusal undoes all that it changed.
fn attempt<T>(context: &mut Context<'_>, work: impl FnOnce(&mut Context<'_>) -> Result<T, Stop>) -> Result<T, Stop> {
    context.attempt(work).map_err(|error| match error {
        Attempt::Refused(stop) => stop,
        Attempt::Storage(error) => Stop::Storage(error),
    })
}

/// The time of the Waku message in milliseconds, cut to seconds as the network does it.
fn whisper_timestamp(timestamp_ns: Option<i64>, now: UnixMillis) -> Option<UnixMillis> {
    let nanos = u64::try_from(timestamp_ns?).ok().filter(|nanos| *nanos > 0)?;
    let millis = (nanos / 1_000_000_000).saturating_mul(1000);
    (millis <= now.saturating_add(MAX_AHEAD_MS)).then_some(millis)
}

/// Marks the message that a datasync id stands for as delivered, if it is one of a chat.
fn confirm(
    context: &mut Context<'_>,
    datasync_id: &[u8; 32],
    peer: &[u8; 33],
    device: Option<&str>,
) -> Result<Option<Delivered>, StorageError> {
    let Some(message_id) = context.stores.confirm(datasync_id, peer, device, context.now)? else {
        return Ok(None);
    };
    context.stores.remove_published_envelopes_of(&message_id)?;
    let message = chat::message_delivered(context, &message_id)?;
    Ok(message.map(|message| Delivered { chat_id: message.local_chat_id, message_id }))
}

/// Why a message could not be opened, unless the database failed.
fn refused(failure: Attempt<OpenError>) -> Result<OpenError, StorageError> {
    match failure {
        Attempt::Storage(error) => Err(error),
        Attempt::Refused(error) => storage_failure(error).map_or_else(Ok, Err),
    }
}

/// Whether a message could not be opened because the database failed, and not for what it is.
fn storage_failure(error: OpenError) -> Result<StorageError, OpenError> {
    match error {
        OpenError::Storage(error)
        | OpenError::Ratchet(RatchetError::Storage(error))
        | OpenError::HashRatchet(HashRatchetError::Storage(error)) => Ok(error),
        error => Err(error),
    }
}

pub(super) fn datasync_failed(MvdsError::Storage(error): MvdsError) -> StorageError {
    error
}
