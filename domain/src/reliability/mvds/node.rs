//! The node: what is sent to whom and when, and what an arriving payload means.

use std::collections::BTreeMap;

use status_ports::{
    CompressedKey, Entropy, MvdsAckRecord, MvdsStateKind, MvdsStateRecord, MvdsStore, StorageError, UnixMillis,
};
use status_proto::mvds::{Message, Payload};

use super::id::{from_list, group_id, message_id};
use super::schedule::{is_exhausted, next_send_at, online_send_at};
use crate::crypto::PublicKey;

/// How many states one call of [`Node::due`] takes up. Their bodies are in memory at once.
const BATCH: u32 = 64;
/// How many acknowledgements one call of [`Node::due`] takes up.
const ACK_BATCH: u32 = 1024;
/// How many states a returning peer gets at once.
const ONLINE_BATCH: u32 = 100;
/// How many ids of one list of a payload are looked at. A list of ours never has more than [`ACK_BATCH`].
const MAX_IDS: usize = 4096;
/// How many messages of a payload are taken in. Those behind are not acknowledged, so that an honest peer sends them again.
const MAX_MESSAGES: usize = 4096;
/// How many offers of one payload are looked at: less than one call of [`Node::due`] takes up, since each makes a row that is
/// due before messages which are queued later. Status clients offer nothing at all.
const MAX_OFFERS: usize = 32;
/// An id and its framing in a list.
const ID_SIZE: usize = 36;
/// Group, timestamp and framing of a message.
const MESSAGE_OVERHEAD: usize = 64;
/// How long an arrival is remembered: longer than any sender repeats it.
const RETENTION_MS: UnixMillis = 90 * 24 * 60 * 60 * 1000;

/// Why the node could not go on. Nothing was decided; the transaction is to be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum MvdsError {
    /// The store failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A message that arrived for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// Datasync message id.
    pub id: [u8; 32],
    /// The application metadata message.
    pub body: Vec<u8>,
}

/// What an arriving payload came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Messages to hand up, in the order of the payload. Repeated ones are left out.
    pub messages: Vec<ReceivedMessage>,
    /// Ids of our messages that the peer acknowledged just now, each only once.
    pub delivered: Vec<[u8; 32]>,
    /// Other ids that the peer acknowledged: of messages that were given up, acknowledged before, or never ours.
    pub late: Vec<[u8; 32]>,
    /// Whether [`Node::due`] should be called at once: acknowledgements or answers wait.
    pub wants_to_send: bool,
}

/// A payload to be sent to one peer.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// The recipient.
    pub peer: PublicKey,
    /// What to send.
    pub payload: Payload,
    /// Ids of the messages inside.
    pub message_ids: Vec<[u8; 32]>,
    /// Whether a message inside was never sent before.
    pub has_new_message: bool,
}

/// A message that is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expired {
    /// Datasync message id.
    pub id: [u8; 32],
    /// Who never acknowledged it.
    pub peer: CompressedKey,
}

/// What is to be sent at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Due {
    /// Payloads to send now.
    pub payloads: Vec<Outgoing>,
    /// Messages that were sent as often as they may be and are given up.
    pub expired: Vec<Expired>,
    /// When to call again. It may be the moment itself, if more waits than one call takes up.
    pub next_at: Option<UnixMillis>,
}

/// One identity's side of the data synchronisation.
#[derive(Clone, Debug)]
pub struct Node {
    me: PublicKey,
    max_payload_size: usize,
}

impl Node {
    /// The node of an identity. Payloads larger than `max_payload_size` bytes have only one message in them.
    #[must_use]
    pub const fn new(me: PublicKey, max_payload_size: usize) -> Self {
        Self { me, max_payload_size }
    }

    /// Queues a message for a peer; it is due at once. Returns its id. The same message within the same second is the
    /// same message.
    ///
    /// # Errors
    /// [`MvdsError::Storage`].
    pub fn queue(
        &self,
        store: &mut dyn MvdsStore,
        peer: &PublicKey,
        body: Vec<u8>,
        now: UnixMillis,
    ) -> Result<[u8; 32], MvdsError> {
        let group_id = group_id(&self.me, peer);
        let timestamp_seconds = i64::try_from(now / 1000).unwrap_or(i64::MAX);
        let message = Message { group_id: group_id.to_vec(), timestamp: timestamp_seconds, body };
        let id = message_id(&message);
        store.add_mvds_state(&MvdsStateRecord {
            message_id: id,
            peer: peer.to_compressed(),
            kind: MvdsStateKind::Message,
            group_id,
            timestamp_seconds,
            body: message.body,
            created_at: now,
            send_count: 0,
            next_send_at: now,
        })?;
        Ok(id)
    }

    /// Takes in a payload that came from `from` by an authenticated channel.
    ///
    /// # Errors
    /// [`MvdsError::Storage`].
    pub fn receive(
        &self,
        store: &mut dyn MvdsStore,
        from: &PublicKey,
        payload: Payload,
        now: UnixMillis,
    ) -> Result<Received, MvdsError> {
        let peer = from.to_compressed();
        let mut received = Received::default();
        for id in ids(&payload.acks, MAX_IDS) {
            // Only the one for whom a message is can say that it arrived: states are per recipient.
            match store.find_mvds_state(&id, &peer)?.map(|state| state.kind) {
                Some(MvdsStateKind::Message) => {
                    store.remove_mvds_state(&id, &peer)?;
                    received.delivered.push(id);
                }
                Some(MvdsStateKind::Request) => {}
                None => received.late.push(id),
            }
        }
        for id in ids(&payload.requests, MAX_IDS) {
            // Likewise, nobody gets a message that is for somebody else.
            let state = store.find_mvds_state(&id, &peer)?;
            if let Some(state) = state.filter(|state| state.kind == MvdsStateKind::Message) {
                store.schedule_mvds_state(&id, &peer, state.send_count, now)?;
                received.wants_to_send = true;
            }
        }
        for id in ids(&payload.offers, MAX_OFFERS) {
            self.receive_offer(store, id, peer, now)?;
            received.wants_to_send = true;
        }
        for message in payload.messages.into_iter().take(MAX_MESSAGES) {
            let id = message_id(&message);
            if let Some(MvdsStateKind::Request) = store.find_mvds_state(&id, &peer)?.map(|state| state.kind) {
                store.remove_mvds_state(&id, &peer)?;
            }
            // A repeated message means that our acknowledgement was lost: it is acknowledged each time.
            store.add_mvds_ack(&MvdsAckRecord { peer, message_id: id })?;
            received.wants_to_send = true;
            if store.mark_mvds_received(&id, &peer, now)? {
                received.messages.push(ReceivedMessage { id, body: message.body });
            }
        }
        Ok(received)
    }

    fn receive_offer(
        &self,
        store: &mut dyn MvdsStore,
        id: [u8; 32],
        peer: CompressedKey,
        now: UnixMillis,
    ) -> Result<(), MvdsError> {
        if store.mvds_received(&id, &peer)? {
            store.add_mvds_ack(&MvdsAckRecord { peer, message_id: id })?;
        } else {
            store.add_mvds_state(&MvdsStateRecord {
                message_id: id,
                peer,
                kind: MvdsStateKind::Request,
                group_id: [0; 32],
                timestamp_seconds: 0,
                body: Vec::new(),
                created_at: now,
                send_count: 0,
                next_send_at: now,
            })?;
        }
        Ok(())
    }

    /// What is to be sent now: everything for one peer in one payload, as far as the size allows. What is returned
    /// counts as sent.
    ///
    /// # Errors
    /// [`MvdsError::Storage`].
    pub fn due(&self, store: &mut dyn MvdsStore, now: UnixMillis, entropy: &mut dyn Entropy) -> Result<Due, MvdsError> {
        let mut due = Due::default();
        let mut by_peer: BTreeMap<CompressedKey, Parts> = BTreeMap::new();
        let acks = store.mvds_acks(ACK_BATCH)?;
        store.remove_mvds_acks(&acks)?;
        let mut is_full = is_batch(acks.len(), ACK_BATCH);
        for ack in acks {
            by_peer.entry(ack.peer).or_default().acks.push(ack.message_id);
        }
        let states = store.due_mvds_states(now, BATCH)?;
        is_full |= is_batch(states.len(), BATCH);
        for state in states {
            if is_exhausted(&state) {
                store.remove_mvds_state(&state.message_id, &state.peer)?;
                if state.kind == MvdsStateKind::Message {
                    due.expired.push(Expired { id: state.message_id, peer: state.peer });
                }
                continue;
            }
            let next = next_send_at(state.send_count, now, entropy);
            store.schedule_mvds_state(&state.message_id, &state.peer, state.send_count.saturating_add(1), next)?;
            by_peer.entry(state.peer).or_default().states.push(state);
        }
        for (peer, parts) in by_peer {
            let peer = PublicKey::from_bytes(&peer)
                .map_err(|error| StorageError::Corrupt(format!("peer of data synchronisation: {error}")))?;
            self.pack(peer, parts, &mut due.payloads);
        }
        due.next_at = if is_full { Some(now) } else { store.next_mvds_send_at()? };
        Ok(due)
    }

    /// Cuts what one peer gets into payloads of the allowed size.
    fn pack(&self, peer: PublicKey, parts: Parts, payloads: &mut Vec<Outgoing>) {
        let empty = || Outgoing { peer, payload: Payload::default(), message_ids: Vec::new(), has_new_message: false };
        let mut current = empty();
        let mut size = parts.acks.len().saturating_mul(ID_SIZE);
        current.payload.acks = parts.acks.iter().map(|id| id.to_vec()).collect();
        for state in parts.states {
            let added = match state.kind {
                MvdsStateKind::Request => ID_SIZE,
                MvdsStateKind::Message => state.body.len().saturating_add(MESSAGE_OVERHEAD),
            };
            if size > 0 && size.saturating_add(added) > self.max_payload_size {
                payloads.push(core::mem::replace(&mut current, empty()));
                size = 0;
            }
            size = size.saturating_add(added);
            match state.kind {
                MvdsStateKind::Request => current.payload.requests.push(state.message_id.to_vec()),
                MvdsStateKind::Message => {
                    current.has_new_message |= state.send_count == 0;
                    current.message_ids.push(state.message_id);
                    current.payload.messages.push(Message {
                        group_id: state.group_id.to_vec(),
                        timestamp: state.timestamp_seconds,
                        body: state.body,
                    });
                }
            }
        }
        payloads.push(current);
    }

    /// A peer was just seen online: what waits for it is sent within a second of `from`, which is now, or later if what
    /// was just sent may still be acknowledged. How often it may be sent stays bounded, so that a peer which never
    /// acknowledges does not cost more.
    ///
    /// Returns whether anything waits; then [`Self::due`] gives the time.
    ///
    /// # Errors
    /// [`MvdsError::Storage`].
    pub fn peer_online(
        &self,
        store: &mut dyn MvdsStore,
        peer: &PublicKey,
        from: UnixMillis,
        entropy: &mut dyn Entropy,
    ) -> Result<bool, MvdsError> {
        let at = online_send_at(from, entropy);
        Ok(store.bring_forward_mvds_states(&peer.to_compressed(), at, ONLINE_BATCH)? > 0)
    }

    /// Forgets arrivals that nobody repeats any more. To be called now and then.
    ///
    /// # Errors
    /// [`MvdsError::Storage`].
    pub fn prune(&self, store: &mut dyn MvdsStore, now: UnixMillis) -> Result<(), MvdsError> {
        Ok(store.prune_mvds_received(now.saturating_sub(RETENTION_MS))?)
    }
}

/// What one peer gets.
#[derive(Default)]
struct Parts {
    acks: Vec<[u8; 32]>,
    states: Vec<MvdsStateRecord>,
}

fn ids(list: &[Vec<u8>], limit: usize) -> impl Iterator<Item = [u8; 32]> {
    list.iter().take(limit).map(|id| from_list(id))
}

/// Whether a query gave as much as it may, so that more may wait.
fn is_batch(length: usize, limit: u32) -> bool {
    u32::try_from(length).is_ok_and(|length| length >= limit)
}
