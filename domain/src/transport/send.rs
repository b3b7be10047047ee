//! From application messages to Waku messages in the outbox.

use status_ports::{Attempt, GiveUpReason, OutgoingEnvelope, Priority, StorageError, UnixMillis};

use status_proto::status::application_metadata_message::Type;

use super::contact_code::ContactCode;
use super::filter::Name;
use super::receive::datasync_failed;
use super::{MAX_MESSAGE_BYTES, Transport};
use crate::crypto::PublicKey;
use crate::envelope::MessageId;
use crate::envelope::topic::{ContentTopic, Shard, names};
use crate::envelope::waku_message;
use crate::envelope::waku_payload::{self, WakuPayloadError};
use crate::history::sent_check;
use crate::messaging::{Audience, Context, Delivery, OutgoingMessage};
use crate::ratchet::EncryptError;
use crate::ratchet::double_ratchet::RatchetError;
use crate::ratchet::hash_ratchet::HashRatchetError;
use crate::reliability::mvds::{self, Expired};
use crate::reliability::segmentation::{self, SplitError};

/// A Waku message older than this gets a new timestamp when it is published: nodes that keep messages refuse old ones.
const FRESH_MS: UnixMillis = 15_000;

/// Why a message does not get into the outbox.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// It cannot be encrypted for its recipient.
    #[error(transparent)]
    Encrypt(EncryptError),
    /// Larger than recipients take.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Larger than a payload can be.
    #[error(transparent)]
    Payload(#[from] WakuPayloadError),
}

/// Whether nodes that keep messages for those who are away keep this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Retention {
    Kept,
    Ephemeral,
}

/// What may be published now.
#[derive(Clone, Copy, Debug)]
pub struct Allowance {
    /// Whether somebody's message may be waiting.
    pub person_waits: bool,
    /// Whether the limit has room for what machines say to each other, too.
    pub machines: bool,
    /// Whether people had their say for so long that what machines say goes along with it now.
    pub turn_of_machines: bool,
    /// What should be published as our contact code, if there is room.
    pub contact_code: Option<ContactCode>,
    /// Whether word that we are there is due, if there is room.
    pub status_update: bool,
}

/// What is to be published next.
#[derive(Debug, Default)]
pub struct Next {
    /// The most urgent envelope of the outbox. It may be one for which there is no room yet.
    pub envelope: Option<OutgoingEnvelope>,
    /// When to look again, without an envelope; `None` if nothing waits.
    pub at: Option<UnixMillis>,
    /// Our contact code was put into the outbox.
    pub has_contact_code: bool,
    /// Word that we are there was put into the outbox, or (`Some(false)`) nobody is to have any.
    pub has_status_update: Option<bool>,
    /// Ids of application messages that were sent as often as they may be, and are given up: nobody confirmed them.
    pub expired: Vec<String>,
    /// What could not be put into the outbox. It is tried again when it is due again.
    pub failed: Vec<SendError>,
}

impl Transport {
    /// Takes over messages for delivery, in the transaction of the decision that sends them. They leave with
    /// [`Self::next`].
    ///
    /// # Errors
    /// [`StorageError`] if the database fails, or for a message without datasync that cannot be encrypted.
    pub fn queue(&mut self, context: &mut Context<'_>, messages: &[OutgoingMessage]) -> Result<(), StorageError> {
        // A message to several people comes once for each of them.
        let mut followed = "";
        for message in messages {
            // Nobody writes to oneself; other devices of ours are told by messages of their own.
            if matches!(&message.audience, Audience::Person(person) if *person == self.me) {
                continue;
            }
            if followed != message.id && is_followed(message) {
                context.stores.delivery_queued(&message.id, context.now)?;
                followed = &message.id;
            }
            let recipient = match &message.audience {
                Audience::Person(person) => *person,
                Audience::Everybody(name) => {
                    let retention = match message.delivery {
                        Delivery::Ephemeral => Retention::Ephemeral,
                        Delivery::Datasync | Delivery::Once => Retention::Kept,
                    };
                    let ids = vec![message.id.clone()];
                    let sealed =
                        self.seal_public(context, name.clone(), &message.bytes, ids, priority(message.kind), retention);
                    sealed.map_err(storage)?;
                    continue;
                }
            };
            match message.delivery {
                Delivery::Datasync => {
                    let body = message.bytes.clone();
                    let queued = self.datasync.queue(context.stores, &recipient, body, context.now);
                    let id = queued.map_err(datasync_failed)?;
                    context.stores.expect_confirmation(&id, &message.id, &recipient.to_compressed(), context.now)?;
                }
                Delivery::Once | Delivery::Ephemeral => {
                    let ids = vec![message.id.clone()];
                    let sealed = self.seal(context, &recipient, &message.bytes, ids, priority(message.kind));
                    sealed.map_err(storage)?;
                }
            }
        }
        Ok(())
    }

    /// The envelope to publish next. To be called when one may be published, not before: what waits until then shares
    /// an envelope.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn next(&mut self, context: &mut Context<'_>, allowance: Allowance) -> Result<Next, StorageError> {
        let mut next = Next { envelope: context.stores.next_envelope(context.now)?, ..Next::default() };
        let is_urgent = |next: &Next| next.envelope.as_ref().is_some_and(|row| row.priority == Priority::High);
        if allowance.turn_of_machines || (!is_urgent(&next) && (allowance.person_waits || allowance.machines)) {
            let machines = if allowance.turn_of_machines { Priority::High } else { Priority::Normal };
            self.put_due(context, machines, &mut next)?;
            next.envelope = context.stores.next_envelope(context.now)?;
        }
        if next.envelope.is_none() && allowance.machines {
            if let Some(what) = allowance.contact_code {
                self.put_contact_code(context, what, &mut next)?;
            } else if allowance.status_update {
                self.put_status_update(context, &mut next)?;
            }
            next.envelope = context.stores.next_envelope(context.now)?;
        }
        next.at = [next.at, context.stores.next_envelope_at()?].into_iter().flatten().min();
        Ok(next)
    }

    /// Puts into the outbox what the data synchronisation has to say now: everything for one person in as few envelopes
    /// as possible.
    fn put_due(&mut self, context: &mut Context<'_>, machines: Priority, next: &mut Next) -> Result<(), StorageError> {
        let due = self.datasync.due(context.stores, context.now, context.entropy).map_err(datasync_failed)?;
        next.at = due.next_at;
        for Expired { id, peer } in due.expired {
            // It stays known, since whoever was away for that long may have got it some other way, and say so.
            next.expired.extend(context.stores.confirmation_given_up(&id, &peer, context.now)?);
        }
        for outgoing in due.payloads {
            let me = self.me;
            let ids = outgoing.payload.messages.iter().map(|message| MessageId::of(&me, &message.body).to_string());
            let ids = if outgoing.has_new_message { ids.collect() } else { Vec::new() };
            let priority = if outgoing.has_new_message { Priority::High } else { machines };
            if !outgoing.message_ids.is_empty() {
                self.presence.write_to(&outgoing.peer.to_compressed(), context.now);
            }
            let bytes = mvds::encode(&outgoing.payload);
            let sealed = context.attempt(|context| self.seal(context, &outgoing.peer, &bytes, ids, priority));
            match sealed {
                Ok(()) => {}
                Err(Attempt::Refused(SendError::Storage(error)) | Attempt::Storage(error)) => return Err(error),
                Err(Attempt::Refused(error)) => next.failed.push(error),
            }
        }
        Ok(())
    }

    fn put_contact_code(
        &mut self,
        context: &mut Context<'_>,
        what: ContactCode,
        next: &mut Next,
    ) -> Result<(), StorageError> {
        next.has_contact_code = true;
        let published = context.attempt(|context| {
            self.publish_contact_code(context, what)?;
            // Whoever comes online says so, and that second: whoever answers has our newest prekey.
            if what == ContactCode::Prekeys { self.publish_status_update(context).map(Some) } else { Ok(None) }
        });
        if let Some(has_status_update) = settled(published, next)? {
            next.has_status_update = has_status_update;
            self.prune(context)?;
        }
        Ok(())
    }

    fn put_status_update(&mut self, context: &mut Context<'_>, next: &mut Next) -> Result<(), StorageError> {
        let published = context.attempt(|context| self.publish_status_update(context));
        // What failed is tried again when it is due again.
        next.has_status_update = Some(settled(published, next)?.unwrap_or(true));
        Ok(())
    }

    /// Encrypts bytes for a person and puts them into the outbox.
    fn seal(
        &mut self,
        context: &mut Context<'_>,
        recipient: &PublicKey,
        bytes: &[u8],
        message_ids: Vec<String>,
        priority: Priority,
    ) -> Result<(), SendError> {
        let sealed = self
            .endpoint
            .encrypt(context.stores, recipient, bytes, nanos(context.now), context.entropy)
            .map_err(encrypt_failed)?;
        // Before it is agreed, too: the answer may come on this topic.
        self.filters.add_negotiated(context.stores, recipient, &sealed.secret)?;
        let negotiated = sealed.agreed.then(|| Name::negotiated(recipient, &sealed.secret));
        for piece in pieces(sealed.message)? {
            let (topic, payload) = match &negotiated {
                Some(name) => {
                    let key = self.filters.key(context.stores, name)?;
                    let payload = waku_payload::seal_symmetric(&piece, Some(&self.identity), key, context.entropy)?;
                    (name.topic(), payload)
                }
                None => {
                    let payload =
                        waku_payload::seal_asymmetric(&piece, Some(&self.identity), recipient, context.entropy)?;
                    (ContentTopic::of_name(&names::partitioned(recipient)), payload)
                }
            };
            enqueue(context, topic, payload, message_ids.clone(), priority, Retention::Kept)?;
        }
        Ok(())
    }

    /// Encrypts bytes for everybody who knows a name, and puts them into the outbox.
    pub(super) fn seal_public(
        &mut self,
        context: &mut Context<'_>,
        name: String,
        bytes: &[u8],
        message_ids: Vec<String>,
        priority: Priority,
        retention: Retention,
    ) -> Result<(), SendError> {
        let message = self.endpoint.wrap_public(context.stores, bytes, nanos(context.now), context.entropy);
        let message = message.map_err(encrypt_failed)?;
        let name = Name::public(name);
        for piece in pieces(message)? {
            let key = self.filters.key(context.stores, &name)?;
            let payload = waku_payload::seal_symmetric(&piece, Some(&self.identity), key, context.entropy)?;
            enqueue(context, name.topic(), payload, message_ids.clone(), priority, retention)?;
        }
        Ok(())
    }

    /// An envelope was published: `peers` took it. Returns the messages that are thereby on the network, for the first
    /// time and as a whole.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn published(
        &mut self,
        context: &mut Context<'_>,
        envelope: &OutgoingEnvelope,
        peers: u32,
    ) -> Result<Vec<String>, StorageError> {
        context.stores.delivery_published(&envelope.message_ids, peers, context.now)?;
        self.settled(context, envelope)
    }

    fn settled(&mut self, context: &mut Context<'_>, envelope: &OutgoingEnvelope) -> Result<Vec<String>, StorageError> {
        context.stores.remove_envelope(envelope.id)?;
        sent_check::sent(context, envelope.message_ids.clone())
    }

    /// The network will never take an envelope: its messages are given up.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn refused(&mut self, context: &mut Context<'_>, envelope: &OutgoingEnvelope) -> Result<(), StorageError> {
        context.stores.delivery_given_up(&envelope.message_ids, GiveUpReason::Refused, context.now)?;
        context.stores.remove_envelope(envelope.id)
    }

    /// An envelope was published, in the form in which it is given, and a store node will be asked whether it has it.
    /// Returns the messages that are on the network already, since nobody keeps their envelopes.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn published_unproven(
        &mut self,
        context: &mut Context<'_>,
        envelope: &OutgoingEnvelope,
        peers: u32,
    ) -> Result<Vec<String>, StorageError> {
        context.stores.delivery_published(&envelope.message_ids, peers, context.now)?;
        if sent_check::watch(context, envelope)? {
            context.stores.remove_envelope(envelope.id)?;
            return Ok(Vec::new());
        }
        self.settled(context, envelope)
    }
}

/// Whether it is remembered what happens to a message: to all that a person says, not to what machines say by themselves.
fn is_followed(message: &OutgoingMessage) -> bool {
    message.delivery != Delivery::Ephemeral && priority(message.kind) == Priority::High
}

/// What was put into the outbox; `None` if it could not be.
fn settled<T>(put: Result<T, Attempt<SendError>>, next: &mut Next) -> Result<Option<T>, StorageError> {
    match put {
        Ok(done) => Ok(Some(done)),
        Err(Attempt::Refused(SendError::Storage(error)) | Attempt::Storage(error)) => Err(error),
        Err(Attempt::Refused(error)) => {
            next.failed.push(error);
            Ok(None)
        }
    }
}

fn storage(error: SendError) -> StorageError {
    match error {
        SendError::Storage(error) => error,
        error => StorageError::Backend(error.to_string()),
    }
}

/// The message as it is published now: one that waited long gets the time of today.
#[must_use]
pub fn restamp(bytes: Vec<u8>, now: UnixMillis) -> Vec<u8> {
    let Ok(mut message) = waku_message::decode(&bytes) else {
        return bytes;
    };
    let stamped = message.timestamp.and_then(|nanos| u64::try_from(nanos).ok()).unwrap_or_default() / 1_000_000;
    if now.saturating_sub(stamped) < FRESH_MS {
        return bytes;
    }
    message.timestamp = Some(nanos(now));
    waku_message::encode(&message)
}

/// The message with another time, and thereby another hash.
#[must_use]
pub fn stamp(bytes: Vec<u8>, now: UnixMillis) -> Vec<u8> {
    let Ok(mut message) = waku_message::decode(&bytes) else {
        return bytes;
    };
    message.timestamp = Some(nanos(now));
    waku_message::encode(&message)
}

fn encrypt_failed(error: EncryptError) -> SendError {
    match error {
        EncryptError::Storage(error)
        | EncryptError::Ratchet(RatchetError::Storage(error))
        | EncryptError::HashRatchet(HashRatchetError::Storage(error)) => SendError::Storage(error),
        error => SendError::Encrypt(error),
    }
}

/// Milliseconds as nanoseconds.
pub(super) fn nanos(now: UnixMillis) -> i64 {
    i64::try_from(now.saturating_mul(1_000_000)).unwrap_or(i64::MAX)
}

/// Who waits for a message without datasync.
const fn priority(kind: Type) -> Priority {
    match kind {
        // It goes along with a message that somebody waits for.
        Type::ChatIdentity => Priority::Normal,
        Type::StatusUpdate => Priority::Low,
        _ => Priority::High,
    }
}

/// The message as a whole if it fits, else its segments.
fn pieces(message: Vec<u8>) -> Result<Vec<Vec<u8>>, SplitError> {
    let segments = segmentation::split(&message, segmentation::segment_size(MAX_MESSAGE_BYTES))?;
    Ok(match segments {
        None => vec![message],
        Some(segments) => segments.iter().map(segmentation::Segment::encode).collect(),
    })
}

fn enqueue(
    context: &mut Context<'_>,
    topic: ContentTopic,
    payload: Vec<u8>,
    message_ids: Vec<String>,
    priority: Priority,
    retention: Retention,
) -> Result<(), StorageError> {
    let is_ephemeral = retention == Retention::Ephemeral;
    let message = waku_message::compose(topic, payload, nanos(context.now), is_ephemeral);
    context.stores.enqueue_envelope(&OutgoingEnvelope {
        id: 0,
        pubsub_topic: Shard::DEFAULT.to_string(),
        message: waku_message::encode(&message),
        message_ids,
        priority,
        attempts: 0,
        next_attempt_at: context.now,
    })?;
    Ok(())
}
