//! How far our messages have come (specification: messaging, section 6.3).

use status_ports::{MessageRecord, OutgoingStatus, StorageError};

use crate::messaging::{CommandError, Context, Outcome};

/// Messages were published. Returns those of them that are chat messages and were not so far yet.
///
/// # Errors
/// [`StorageError`].
pub fn message_sent(context: &mut Context<'_>, ids: &[String]) -> Result<Vec<MessageRecord>, StorageError> {
    let mut moved = Vec::new();
    for id in ids {
        moved.extend(advance(context, id, OutgoingStatus::Sent)?);
    }
    Ok(moved)
}

/// A recipient has confirmed a message. Returns it if it is a chat message and had not been confirmed before.
///
/// # Errors
/// [`StorageError`].
pub fn message_delivered(context: &mut Context<'_>, id: &str) -> Result<Option<MessageRecord>, StorageError> {
    advance(context, id, OutgoingStatus::Delivered)
}

/// How far an own message has come, by the word of the client. Nothing happens if it is not ours or was further.
///
/// # Errors
/// [`CommandError::Storage`].
pub fn set_outgoing_status(
    context: &mut Context<'_>,
    id: &str,
    status: OutgoingStatus,
) -> Result<Outcome, CommandError> {
    advance(context, id, status)?;
    Ok(Outcome::default())
}

fn advance(context: &mut Context<'_>, id: &str, status: OutgoingStatus) -> Result<Option<MessageRecord>, StorageError> {
    if context.stores.advance_outgoing_status(id, status)? { context.stores.find_message(id) } else { Ok(None) }
}
