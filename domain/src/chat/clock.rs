//! Lamport clocks on the scale of milliseconds (specification: messaging, section 4).

use status_ports::{ChatRecord, UnixMillis};

/// How far the clock of a message may be ahead of the time of its envelope.
const MAX_FUTURE_DRIFT_MS: u64 = 120_000;

/// A clock that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Every message has a clock.
    #[error("clock can't be 0")]
    Zero,
    /// It would put everything that follows into the future.
    #[error("clock value too high")]
    TooHigh,
}

/// The clock of the next message of a chat: the time, or just above the greatest clock seen if that is later.
pub(crate) fn next_clock(chat: &mut ChatRecord, now: UnixMillis) -> u64 {
    let last = chat.last_clock_value;
    chat.last_clock_value = if last < now { now } else { last.saturating_add(1) };
    chat.last_clock_value
}

/// Whether a clock is at most a little ahead of the time of its envelope.
pub(crate) const fn is_clock_credible(clock: u64, whisper_timestamp: UnixMillis) -> bool {
    clock.saturating_sub(whisper_timestamp) <= MAX_FUTURE_DRIFT_MS
}

pub(crate) const fn validate_clock(clock: u64, whisper_timestamp: UnixMillis) -> Result<(), ClockError> {
    if clock == 0 {
        Err(ClockError::Zero)
    } else if is_clock_credible(clock, whisper_timestamp) {
        Ok(())
    } else {
        Err(ClockError::TooHigh)
    }
}
