//! Entries about groups.

use status_ports::{ActivityRecord, ChatRecord, StorageError};

use super::NEW_PRIVATE_GROUP;
use super::contact_request::raise;
use crate::crypto::keccak256;
use crate::messaging::{Decision, ReceivedMessage};

/// Somebody whom we do not know added us to a group: whether we want to be in it is asked.
pub(crate) fn raise_group_invitation(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    update: &ReceivedMessage,
) -> Result<(), StorageError> {
    let mut id = id_of_chat(&chat.id);
    // The id is so short that whoever makes a group may choose that of another.
    let taken = decision.context.stores.find_activity(&id)?;
    if taken.is_some_and(|entry| entry.chat_id != chat.id) {
        id = keccak256(&[chat.id.as_bytes()]).to_vec();
    }
    let entry = ActivityRecord {
        id,
        kind: NEW_PRIVATE_GROUP,
        chat_id: chat.id.clone(),
        name: chat.name.clone(),
        author: Some(update.author.to_compressed()),
        message_id: String::new(),
        reply_message_id: String::new(),
        timestamp: update.whisper_timestamp,
        read: false,
        dismissed: false,
        accepted: false,
        deleted: false,
        contact_verification_status: 0,
        updated_at: decision.context.now,
    };
    raise(decision, entry)
}

/// The id of the entry about a chat: as many bytes as the id of the chat has pairs of hex digits at its begin. All devices
/// of a person must find the same.
pub(crate) fn id_of_chat(chat_id: &str) -> Vec<u8> {
    let digits = chat_id.strip_prefix("0x").unwrap_or(chat_id);
    let padding = if digits.len() % 2 == 1 { "0" } else { "" };
    let mut digits = padding.chars().chain(digits.chars()).map_while(|digit| digit.to_digit(16));
    let mut id = Vec::new();
    while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
        id.extend(u8::try_from(high << 4 | low));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::id_of_chat;

    #[test]
    fn the_id_of_an_entry_is_read_from_that_of_its_chat() {
        let key = "04".repeat(65);
        assert_eq!(id_of_chat(&format!("0x{key}")), [4; 65]);
        // 169 characters: a zero goes before them, and the dash ends it.
        let group = format!("45375fad-bc36-4f6e-84d4-493c20ab52bd-0x{key}");
        assert_eq!(id_of_chat(&group), [0x04, 0x53, 0x75, 0xfa]);
        assert_eq!(id_of_chat("été"), [0_u8; 0]);
    }
}
