//! Who is there (specification: messaging, section 14).

mod error;
mod expiry;
mod own;
mod receive;
#[cfg(test)]
mod tests;

pub use error::UserStatusError;
pub use expiry::{Expired, expire};
pub use own::set_user_status;

pub(crate) use own::due_update;
pub(crate) use receive::{handle_status_update, prune};

/// Most Unicode scalar values of the text of a status.
const MAX_TEXT_LENGTH: usize = 128;

fn validate_text(text: &str) -> Result<(), UserStatusError> {
    if text.chars().nth(MAX_TEXT_LENGTH).is_some() { Err(UserStatusError::TextTooLong) } else { Ok(()) }
}
