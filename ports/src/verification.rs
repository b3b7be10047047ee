//! Identity verification between contacts.

use crate::{CompressedKey, UnixMillis};

/// A question by which a contact shall prove who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationRecord {
    /// Id of the application message that asked.
    pub id: String,
    /// Who asks.
    pub from: CompressedKey,
    /// Who is asked.
    pub to: CompressedKey,
    /// The question.
    pub challenge: String,
    /// The answer; empty as long as there is none.
    pub response: String,
    /// When it was asked.
    pub requested_at: UnixMillis,
    /// 1 pending, 2 accepted, 3 declined, 4 canceled, 5 trusted, 6 untrustworthy.
    pub status: u8,
    /// Time of the answer; 0 without one.
    pub replied_at: u64,
}

/// Verifications of the open profile.
pub trait VerificationStore {}
