//! Entries about messages: the first ones of a person, mentions, replies.

use status_ports::{ChatRecord, MessageRecord, StorageError};

use crate::messaging::Decision;

/// A message came in; neither it nor its chat is stored yet.
pub(crate) fn message_received(
    _decision: &mut Decision<'_, '_>,
    _chat: &ChatRecord,
    _message: &MessageRecord,
) -> Result<(), StorageError> {
    Ok(())
}
