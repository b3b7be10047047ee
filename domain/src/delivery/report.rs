//! The report on one message.

use std::collections::BTreeMap;

use status_ports::{
    CompressedKey, GiveUpReason, MvdsStateKind, ProfileTransaction, RecipientDelivery, StorageError, UnixMillis,
};

use super::Hindrance;

/// How far a message came, from the least to the most; at the end, what cannot be helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// It waits in the outbox.
    Queued,
    /// The network took an envelope of it.
    Published,
    /// A node that keeps messages for those who are away has it.
    Stored,
    /// Some of its recipients have it.
    Confirmed,
    /// All of its recipients have it.
    Delivered,
    /// Nobody tries any more.
    GivenUp,
}

/// What a message that is not with everybody yet waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The start of the messenger.
    Start,
    /// A connection of the device to the network.
    Connection,
    /// A peer that takes it.
    Peers,
    /// Room within the limit that the network sets on publishing.
    RateLimit,
    /// Its turn: others go before it.
    Turn,
    /// The word of a recipient. Until it comes, it is sent again.
    Confirmation,
}

/// How far it came towards one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecipientReport {
    /// Whom it is for.
    pub recipient: CompressedKey,
    /// Since when a confirmation is expected.
    pub expected_at: UnixMillis,
    /// How often it was sent there, if it is still being sent.
    pub attempts: Option<u32>,
    /// When it is sent there again, unless a confirmation comes before.
    pub next_attempt_at: Option<UnixMillis>,
    /// When a device confirmed it.
    pub confirmed_at: Option<UnixMillis>,
    /// The installation that confirmed it first, if it said which it is.
    pub confirmed_by: Option<String>,
    /// When it was sent there for the last time without an answer.
    pub given_up_at: Option<UnixMillis>,
}

/// What happened to a message so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryReport {
    /// The message.
    pub message_id: String,
    /// How far it came.
    pub stage: Stage,
    /// When it was put into the outbox.
    pub queued_at: UnixMillis,
    /// When the network took its first envelope.
    pub first_published_at: Option<UnixMillis>,
    /// When the network took its last envelope.
    pub last_published_at: Option<UnixMillis>,
    /// How many envelopes of it the network took.
    pub published_envelopes: u32,
    /// How many peers took one of its envelopes, at most.
    pub peers: u32,
    /// When a node that keeps messages was found to have it. Only looked for if the client asked for that check.
    pub stored_at: Option<UnixMillis>,
    /// When it was given up as a whole, and why.
    pub given_up: Option<(UnixMillis, GiveUpReason)>,
    /// What it waits for, if it does.
    pub waits_for: Option<Wait>,
    /// The people who should confirm it, each once, by key. Nobody does in a public chat.
    pub recipients: Vec<RecipientReport>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeliveryError {
    /// No message of ours has this id, or what happened to it is forgotten.
    #[error("nothing is known of the delivery of this message")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What happened to a message of ours, while `hindrance` keeps what waits from being published.
///
/// # Errors
/// [`DeliveryError`].
pub fn report(
    stores: &mut dyn ProfileTransaction,
    message_id: &str,
    hindrance: Option<Hindrance>,
) -> Result<DeliveryReport, DeliveryError> {
    let record = stores.find_delivery(message_id)?.ok_or(DeliveryError::Unknown)?;
    let mut recipients: BTreeMap<CompressedKey, RecipientReport> = BTreeMap::new();
    for row in stores.recipient_deliveries(message_id)? {
        let next = recipient(stores, row)?;
        match recipients.remove(&next.recipient) {
            Some(earlier) => recipients.insert(next.recipient, better(earlier, next)),
            None => recipients.insert(next.recipient, next),
        };
    }
    let recipients: Vec<_> = recipients.into_values().collect();
    let awaits_envelope = stores.message_awaits_envelope(message_id)?;
    let mut report = DeliveryReport {
        message_id: record.message_id,
        stage: Stage::Queued,
        queued_at: record.queued_at,
        first_published_at: record.first_published_at,
        last_published_at: record.last_published_at,
        published_envelopes: record.published_envelopes,
        peers: record.peers,
        stored_at: record.stored_at,
        given_up: record.given_up,
        waits_for: None,
        recipients,
    };
    report.stage = stage(&report);
    report.waits_for = waits_for(&report, awaits_envelope, hindrance);
    Ok(report)
}

fn recipient(stores: &mut dyn ProfileTransaction, row: RecipientDelivery) -> Result<RecipientReport, StorageError> {
    let state = match row.confirmed_at {
        None => stores.find_mvds_state(&row.datasync_id, &row.recipient)?,
        Some(_) => None,
    };
    let state = state.filter(|state| state.kind == MvdsStateKind::Message);
    Ok(RecipientReport {
        recipient: row.recipient,
        expected_at: row.expected_at,
        attempts: state.as_ref().map(|state| state.send_count),
        next_attempt_at: state.map(|state| state.next_send_at),
        confirmed_at: row.confirmed_at,
        confirmed_by: row.confirmed_by,
        given_up_at: row.given_up_at,
    })
}

/// Of two times that a message was sent to the same person, the one that came further.
fn better(a: RecipientReport, b: RecipientReport) -> RecipientReport {
    let rank = |report: &RecipientReport| match (report.confirmed_at, report.given_up_at) {
        (Some(at), _) => (2, u64::MAX.saturating_sub(at)),
        (None, None) => (1, report.expected_at),
        (None, Some(at)) => (0, at),
    };
    let expected_at = a.expected_at.min(b.expected_at);
    let further = if rank(&b) > rank(&a) { b } else { a };
    RecipientReport { expected_at, ..further }
}

const fn is_tried(recipient: &RecipientReport) -> bool {
    recipient.confirmed_at.is_none() && recipient.given_up_at.is_none()
}

fn stage(report: &DeliveryReport) -> Stage {
    let confirmed = report.recipients.iter().filter(|recipient| recipient.confirmed_at.is_some()).count();
    if confirmed > 0 {
        return if confirmed == report.recipients.len() { Stage::Delivered } else { Stage::Confirmed };
    }
    if report.given_up.is_some() || (!report.recipients.is_empty() && !report.recipients.iter().any(is_tried)) {
        return Stage::GivenUp;
    }
    match (report.stored_at, report.first_published_at) {
        (Some(_), _) => Stage::Stored,
        (None, Some(_)) => Stage::Published,
        (None, None) => Stage::Queued,
    }
}

fn waits_for(report: &DeliveryReport, awaits_envelope: bool, hindrance: Option<Hindrance>) -> Option<Wait> {
    let is_unpublished = report.first_published_at.is_none() || awaits_envelope;
    let is_done = match report.stage {
        Stage::Delivered | Stage::GivenUp => true,
        Stage::Confirmed => !report.recipients.iter().any(is_tried),
        Stage::Queued => false,
        // In a public chat nobody confirms.
        Stage::Published | Stage::Stored => report.recipients.is_empty() && !is_unpublished,
    };
    if is_done {
        return None;
    }
    Some(match hindrance {
        Some(Hindrance::NotStarted) => Wait::Start,
        Some(Hindrance::Offline) => Wait::Connection,
        Some(Hindrance::NoPeers) => Wait::Peers,
        Some(Hindrance::RateLimit) if is_unpublished => Wait::RateLimit,
        _ if report.first_published_at.is_none() => Wait::Turn,
        _ => Wait::Confirmation,
    })
}
