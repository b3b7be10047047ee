//! Why a message did not pass the double ratchet.

use status_ports::StorageError;

/// Why a message did not pass the double ratchet. The state is what it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RatchetError {
    /// The ciphertext is too short to hold an IV and an authentication code.
    #[error("ciphertext is too short")]
    TooShort,
    /// The authentication code does not fit: another key, or altered bytes.
    #[error("can't decrypt: invalid signature")]
    Authentication,
    /// The header's ratchet key is no point of the curve.
    #[error("invalid ratchet key")]
    InvalidRatchetKey,
    /// The key of this message is gone: the message was opened before, or it comes too late.
    #[error("bad until: probably an out-of-order message that was deleted")]
    MessageKeyGone,
    /// More messages of a chain are missing than keys are kept for.
    #[error("too many messages")]
    TooManySkipped,
    /// 2^32 messages were sent without an answer.
    #[error("the chain is exhausted")]
    ChainExhausted,
    /// The stored state cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
