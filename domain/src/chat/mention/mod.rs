//! Mentions by name: while a text is written, and when it is sent (specification: messaging, section 7.3).

mod find;
mod places;
mod typing;
mod user;

use status_ports::ProfileTransaction;

pub use find::replace;
pub use typing::{AtSign, Edit, Place, Segment, Typing};
pub use user::{Suggestion, User, suggestions, users};

use crate::crypto::PublicKey;
use crate::messaging::CommandError;

/// Bytes of a text that is being written. A message has fewer; what is pasted may have more for a moment.
pub const MAX_TEXT_BYTES: usize = 65_536;

/// Why a mention cannot be written. The texts are those of the API where it has one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MentionError {
    /// There is no such chat.
    #[error("chat not found when getting mentionable users, chatID: {0}")]
    UnknownChat(String),
    /// There is no such chat in which names could be replaced by keys.
    #[error("chat not found when check mentions, chatID: {0}")]
    NoChatToCheck(String),
    /// The text is longer than [`MAX_TEXT_BYTES`].
    #[error("text shouldn't be longer than {MAX_TEXT_BYTES} bytes")]
    TextTooLong,
    /// A later call was answered before.
    #[error("callID is less than or equal to latestCallID, callID: {call}, maxCallID: {latest}")]
    OutdatedCall {
        /// The number of this call.
        call: u64,
        /// The greatest number so far.
        latest: u64,
    },
    /// Nobody is being mentioned there.
    #[error("no mention is being written")]
    NoMention,
}

/// A text with the names of people who can be mentioned in a chat replaced by their keys.
///
/// # Errors
/// [`MentionError::UnknownChat`], or [`CommandError::Storage`].
pub fn replace_in_chat(
    stores: &mut dyn ProfileTransaction,
    me: &PublicKey,
    chat_id: &str,
    text: &str,
) -> Result<String, CommandError> {
    // Nobody is mentioned by most texts, and then nobody is looked up.
    if !text.contains('@') {
        return Ok(text.to_owned());
    }
    Ok(replace(text, &users(stores, me, chat_id)?))
}

#[cfg(test)]
mod tests;
