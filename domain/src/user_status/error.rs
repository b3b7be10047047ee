//! Statuses that cannot be.

use super::MAX_TEXT_LENGTH;
use crate::chat::ClockError;

/// Why a status is refused, our own or a received one. The texts are those of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UserStatusError {
    /// None of the statuses that there are.
    #[error("unknown status type")]
    UnknownType,
    /// Too much beside it.
    #[error("custom text shouldn't be longer than {MAX_TEXT_LENGTH}")]
    TextTooLong,
    /// A time that cannot be.
    #[error(transparent)]
    Clock(#[from] ClockError),
}
