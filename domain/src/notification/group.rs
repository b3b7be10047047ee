//! Entries about groups.

use status_ports::{ActivityRecord, ChatRecord, StorageError};

use super::entry::raise;
use super::{NEW_PRIVATE_GROUP, id};
use crate::crypto::keccak256;
use crate::messaging::{Decision, ReceivedMessage};

/// Somebody whom we do not know added us to a group: whether we want to be in it is asked.
pub(crate) fn raise_group_invitation(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    update: &ReceivedMessage,
) -> Result<(), StorageError> {
    let mut id = id::of_chat(&chat.id);
    // The id is so short that whoever makes a group may choose that of another.
    let taken = decision.context.stores.find_activity(&id)?;
    if id.is_empty() || taken.is_some_and(|entry| entry.chat_id != chat.id) {
        id = keccak256(&[chat.id.as_bytes()]).to_vec();
    }
    let entry = ActivityRecord {
        name: chat.name.clone(),
        author: Some(update.author.to_compressed()),
        updated_at: decision.context.now,
        ..ActivityRecord::new(id, NEW_PRIVATE_GROUP, chat.id.clone(), update.whisper_timestamp)
    };
    raise(decision, entry)
}
