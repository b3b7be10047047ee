//! Identity verification (specification: messaging, section 11): a contact asks a question that only the other one can
//! answer, and says whether the answer is to be trusted.
//!
//! A verification is pending until the one who was asked answers or declines, or the one who asked cancels it. An answer
//! is then found trustworthy or not. Nothing else happens to it, whatever arrives: only a cancellation, which the one who
//! asked decided while they knew of no answer, goes before an answer.

mod command;
mod received;

pub use command::{answer_verification, cancel_verification, decline_verification, request_verification, trust_answer};

pub(crate) use received::{
    handle_verification_answer, handle_verification_cancellation, handle_verification_refusal,
    handle_verification_request,
};

use status_ports::{
    CompressedKey, ContactRecord, MessageRecord, ProfileTransaction, StorageError, UnixMillis, VerificationRecord,
};
use status_proto::status::chat_message::ContentType;

use crate::contact::ContactRequests;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::Decision;

/// Bytes of a question or an answer.
const MAX_LENGTH: usize = 280;

/// How far a verification has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum VerificationStatus {
    /// Waiting for an answer.
    Pending = 1,
    /// Answered.
    Accepted = 2,
    /// The one who was asked does not answer.
    Declined = 3,
    /// The one who asked does not ask any more.
    Canceled = 4,
    /// The answer is right.
    Trusted = 5,
    /// The answer is wrong.
    Untrustworthy = 6,
}

impl VerificationStatus {
    /// The number that the messages of the verification carry.
    const fn of_messages(self) -> u8 {
        match self {
            Self::Pending => 1,
            Self::Accepted => 2,
            Self::Declined => 3,
            Self::Trusted => 4,
            Self::Untrustworthy => 5,
            Self::Canceled => 6,
        }
    }

    fn is_of(self, verification: &VerificationRecord) -> bool {
        verification.status == self as u8
    }
}

/// What the verification of a contact has come to: numbers of the contact.
const UNVERIFIED: u8 = 0;
const VERIFYING: u8 = 1;
const VERIFIED: u8 = 2;

/// Why a step of an identity verification is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {
    /// A question has 1 to 280 bytes, not only blanks.
    #[error("invalid verification request challenge length")]
    ChallengeLength,
    /// An answer has 1 to 280 bytes, not only blanks.
    #[error("invalid verification request response length")]
    ResponseLength,
    /// Only contacts ask each other.
    #[error("must be a mutual contact")]
    NotMutual,
    /// There is no such verification.
    #[error("verification request not found")]
    NotFound,
    /// It is between others.
    #[error("the verification request is of somebody else")]
    Foreign,
    /// It was not us who asked.
    #[error("Can cancel only outgoing contact request")]
    NotOurs,
    /// It was answered, declined or canceled before.
    #[error("must be a pending verification request")]
    NotPending,
    /// It was answered, declined or canceled before.
    #[error("can cancel only pending verification request")]
    NotPendingToCancel,
    /// No entry of the activity center shows an answer by this id.
    #[error("could not find notification")]
    NoAnswer,
    /// The id is none of a message.
    #[error("invalid verification request id")]
    InvalidId,
}

/// What others asked us, newest first.
///
/// # Errors
/// [`StorageError`].
pub fn received_verifications(
    stores: &mut dyn ProfileTransaction,
    me: &CompressedKey,
) -> Result<Vec<VerificationRecord>, StorageError> {
    let mut received = stores.verifications_of(me)?;
    received.retain(is_shown);
    Ok(received)
}

/// The newest that one person asked another one.
///
/// # Errors
/// [`StorageError`].
pub fn latest_verification(
    stores: &mut dyn ProfileTransaction,
    from: &CompressedKey,
    to: &CompressedKey,
) -> Result<Option<VerificationRecord>, StorageError> {
    Ok(stores.find_latest_verification(from, to)?.filter(is_shown))
}

/// A cancellation that overtook its question is kept until that comes.
fn is_shown(verification: &VerificationRecord) -> bool {
    verification.requested_at != 0
}

fn check_length(text: &str, error: VerificationError) -> Result<(), VerificationError> {
    if text.len() <= MAX_LENGTH && !text.trim().is_empty() { Ok(()) } else { Err(error) }
}

/// The other one must be a contact of ours, and we one of theirs.
fn check_contact(contact: &ContactRecord) -> Result<(), VerificationError> {
    if contact.is_active() { Ok(()) } else { Err(VerificationError::NotMutual) }
}

/// A message that shows a question or an answer.
fn message(
    id: &str,
    peer: &PublicKey,
    from: CompressedKey,
    text: &str,
    (clock, at): (u64, UnixMillis),
    status: VerificationStatus,
) -> MessageRecord {
    MessageRecord {
        whisper_timestamp: at,
        timestamp: at,
        clock,
        text: text.to_owned(),
        content_type: ContentType::IdentityVerification.into(),
        seen: true,
        contact_verification_state: status.of_messages(),
        ..MessageRecord::new(id.to_owned(), public_key_text(peer), from)
    }
}

fn save(decision: &mut Decision<'_, '_>, verification: VerificationRecord) -> Result<(), StorageError> {
    decision.context.stores.save_verification(&verification)?;
    decision.outcome.verifications.insert(verification.id.clone(), verification);
    Ok(())
}

/// The message of this id says how far the verification has come, if it is here.
fn mark_message(decision: &mut Decision<'_, '_>, id: &str, status: VerificationStatus) -> Result<(), StorageError> {
    match marked(decision, id, status)? {
        Some(message) => decision.save_message(message),
        None => Ok(()),
    }
}

/// The same; the client is shown the message with its entry only.
fn mark_quietly(decision: &mut Decision<'_, '_>, id: &str, status: VerificationStatus) -> Result<(), StorageError> {
    match marked(decision, id, status)? {
        Some(message) => decision.context.stores.save_message(&message),
        None => Ok(()),
    }
}

fn marked(
    decision: &mut Decision<'_, '_>,
    id: &str,
    status: VerificationStatus,
) -> Result<Option<MessageRecord>, StorageError> {
    let found = decision.context.stores.find_message(id)?;
    let is_one = |message: &MessageRecord| message.content_type == i32::from(ContentType::IdentityVerification);
    let mark = |message| MessageRecord { contact_verification_state: status.of_messages(), ..message };
    Ok(found.filter(is_one).map(mark))
}

#[cfg(test)]
mod tests;
