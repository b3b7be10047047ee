//! Whether what was published arrived where messages are kept (specification: transport, sections 3.7 and 5.6).
//!
//! A relay peer that takes an envelope promises nothing. So its hash is looked up at the store node, and an envelope that
//! nobody has is published again: with a new time, and thereby a new hash.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{GiveUpReason, OutgoingEnvelope, PublishedEnvelope, StorageError, UnixMillis};

use super::store_client::{Criteria, MAX_HASHES, MessageHash};
use crate::chat;
use crate::envelope::waku_message;
use crate::messaging::Context;
use crate::transport::stamp;

/// How long an envelope takes to arrive, and how often one looks, in milliseconds.
pub const INTERVAL_MS: UnixMillis = 3_000;
/// An envelope that is not found after this time is lost.
const LOST_AFTER_MS: UnixMillis = 10_000;
/// If no store node can be asked for so long, the word of the relay peers counts.
const UNPROVEN_AFTER_MS: UnixMillis = 60_000;
/// How often an envelope is published in all.
const MAX_ATTEMPTS: u32 = 3;
/// Longest pause before an envelope is published again, in milliseconds.
const LONGEST_PAUSE_MS: UnixMillis = 30_000;
/// Envelopes in one round of the check.
const ROUND: u32 = 200;

/// What a round of the check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concluded {
    /// Messages that are on the network for the first time, as a whole.
    pub sent: Vec<String>,
    /// Messages that could not be brought onto the network, by envelope.
    pub expired: Vec<Vec<String>>,
    /// Whether envelopes are published again.
    pub wants_to_send: bool,
}

/// Keeps an envelope that was just published in mind. Ephemeral ones are kept by nobody: `false`.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn watch(context: &mut Context<'_>, envelope: &OutgoingEnvelope) -> Result<bool, StorageError> {
    let Ok(message) = waku_message::decode(&envelope.message) else {
        return Ok(false);
    };
    if message.ephemeral.unwrap_or_default() {
        return Ok(false);
    }
    context.stores.save_published_envelope(&PublishedEnvelope {
        hash: waku_message::message_hash(&envelope.pubsub_topic, &message),
        pubsub_topic: envelope.pubsub_topic.clone(),
        message: envelope.message.clone(),
        message_ids: envelope.message_ids.clone(),
        priority: envelope.priority,
        attempts: envelope.attempts,
        published_at: context.now,
    })?;
    Ok(true)
}

/// When to look next; `None` if nothing is to be found.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn next_at(context: &mut Context<'_>) -> Result<Option<UnixMillis>, StorageError> {
    Ok(context.stores.first_published_at()?.map(|at| at.saturating_add(INTERVAL_MS)))
}

/// What to ask the store node now: hashes, by pubsub topic.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn due(context: &mut Context<'_>) -> Result<Vec<Criteria>, StorageError> {
    let envelopes = context.stores.published_envelopes(context.now.saturating_sub(INTERVAL_MS), ROUND)?;
    let mut by_topic: BTreeMap<String, Vec<MessageHash>> = BTreeMap::new();
    for envelope in envelopes {
        by_topic.entry(envelope.pubsub_topic).or_default().push(envelope.hash);
    }
    let questions = by_topic.into_iter().flat_map(|(pubsub_topic, hashes)| {
        let chunks: Vec<Criteria> = hashes
            .chunks(MAX_HASHES)
            .map(|hashes| Criteria::Hashes { pubsub_topic: pubsub_topic.clone(), hashes: hashes.to_vec() })
            .collect();
        chunks
    });
    Ok(questions.collect())
}

/// The store node was asked for `asked` and has `found`.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn conclude(
    context: &mut Context<'_>,
    asked: &[MessageHash],
    found: &BTreeSet<MessageHash>,
) -> Result<Concluded, StorageError> {
    let mut concluded = Concluded::default();
    let mut arrived = Vec::new();
    for envelope in context.stores.published_envelopes(context.now, ROUND)? {
        let is_lost = envelope.published_at.saturating_add(LOST_AFTER_MS) <= context.now;
        if found.contains(&envelope.hash) {
            context.stores.remove_published_envelope(&envelope.hash)?;
            arrived.extend(envelope.message_ids);
        } else if is_lost && asked.contains(&envelope.hash) {
            context.stores.remove_published_envelope(&envelope.hash)?;
            publish_again(context, envelope, &mut concluded)?;
        }
    }
    let whole = whole(context, arrived)?;
    context.stores.delivery_stored(&whole, context.now)?;
    concluded.sent = tell(context, whole)?;
    Ok(concluded)
}

fn publish_again(
    context: &mut Context<'_>,
    envelope: PublishedEnvelope,
    concluded: &mut Concluded,
) -> Result<(), StorageError> {
    let attempts = envelope.attempts.saturating_add(1);
    if attempts >= MAX_ATTEMPTS {
        if !envelope.message_ids.is_empty() {
            context.stores.delivery_given_up(&envelope.message_ids, GiveUpReason::NeverStored, context.now)?;
            concluded.expired.push(envelope.message_ids);
        }
        return Ok(());
    }
    let pause = 1000_u64.saturating_mul(1 << attempts.min(16)).min(LONGEST_PAUSE_MS);
    let due_at = context.now.saturating_add(pause);
    context.stores.enqueue_envelope(&OutgoingEnvelope {
        id: 0,
        pubsub_topic: envelope.pubsub_topic,
        message: stamp(envelope.message, due_at),
        message_ids: envelope.message_ids,
        priority: envelope.priority,
        attempts,
        next_attempt_at: due_at,
    })?;
    concluded.wants_to_send = true;
    Ok(())
}

/// No store node can be asked: what was published long enough ago counts as sent. Returns the messages.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn trust_relay(context: &mut Context<'_>, is_hopeless: bool) -> Result<Vec<String>, StorageError> {
    let wait = if is_hopeless { 0 } else { UNPROVEN_AFTER_MS };
    let mut arrived = Vec::new();
    for envelope in context.stores.published_envelopes(context.now.saturating_sub(wait), ROUND)? {
        context.stores.remove_published_envelope(&envelope.hash)?;
        arrived.extend(envelope.message_ids);
    }
    sent(context, arrived)
}

/// Of messages whose envelopes are on the network, those that are so as a whole and for the first time.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn sent(context: &mut Context<'_>, message_ids: Vec<String>) -> Result<Vec<String>, StorageError> {
    let whole = whole(context, message_ids)?;
    tell(context, whole)
}

/// Messages of which no envelope waits any more, each once.
fn whole(context: &mut Context<'_>, message_ids: Vec<String>) -> Result<Vec<String>, StorageError> {
    let mut whole = Vec::new();
    for id in message_ids {
        if !whole.contains(&id) && !context.stores.message_awaits_envelope(&id)? {
            whole.push(id);
        }
    }
    Ok(whole)
}

/// Moves messages that are on the network on, and returns those of which that is news.
fn tell(context: &mut Context<'_>, sent: Vec<String>) -> Result<Vec<String>, StorageError> {
    let moved = chat::message_sent(context, &sent)?;
    // Not every message is one of a chat; for those the network's word is all there is.
    let mut told = Vec::with_capacity(sent.len());
    for id in sent {
        if moved.iter().any(|message| message.id == id) || !context.stores.message_exists(&id)? {
            told.push(id);
        }
    }
    Ok(told)
}

#[cfg(test)]
mod tests;
