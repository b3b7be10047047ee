//! Ids of entries (specification: messaging, section 12). All devices of a person must come to the same.

use status_ports::{ActivityRecord, MessageRecord, ProfileTransaction, StorageError};

/// No id of an album or a chat is longer. What is longer was made to look like another id, or to fill the disk.
const MAX_ID_TEXT: usize = 200;

/// The bytes of the hex digits at the begin of a text, as clients have always read texts that are not all hex: a UUID is
/// its first four bytes. An odd number of characters gets a zero in front.
pub(crate) fn lenient_hex(text: &str) -> Vec<u8> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text).as_bytes();
    let zero = (digits.len() % 2 == 1).then_some(&b'0');
    let mut digits = zero.into_iter().chain(digits);
    let mut bytes = Vec::new();
    while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
        let (Some(high), Some(low)) = (value(*high), value(*low)) else { break };
        bytes.push(high << 4 | low);
    }
    bytes
}

fn value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The id of the entry about a chat that is not open yet.
pub(super) fn of_chat(chat_id: &str) -> Vec<u8> {
    lenient_hex(chat_id)
}

/// The id of the entry that shows one message: the bytes of the message's id.
pub(super) fn of_message(message_id: &str) -> Vec<u8> {
    let digits = message_id.strip_prefix("0x").unwrap_or(message_id);
    // Ids of messages are hex; one that is not names itself.
    hex::decode(digits).unwrap_or_else(|_| message_id.as_bytes().to_vec())
}

/// The entry that shows a message, or the album of which it is a part; and the id that one would have.
///
/// The author names the album. Four bytes of that name are easily those of another entry, so that an album only gets an
/// id that is free or its own.
pub(super) fn entry_of(
    stores: &mut dyn ProfileTransaction,
    message: &MessageRecord,
) -> Result<(Vec<u8>, Option<ActivityRecord>), StorageError> {
    if !message.album_id.is_empty() && message.album_id.len() <= MAX_ID_TEXT {
        let id = lenient_hex(&message.album_id);
        let found = if id.is_empty() { None } else { Some(stores.find_activity(&id)?) };
        match found {
            Some(None) => return Ok((id, None)),
            Some(Some(entry)) if shows_album_of(stores, &entry, message)? => return Ok((id, Some(entry))),
            _ => {}
        }
    }
    let id = of_message(&message.id);
    let entry = stores.find_activity(&id)?.filter(|entry| entry.message_id == message.id);
    Ok((id, entry))
}

fn shows_album_of(
    stores: &mut dyn ProfileTransaction,
    entry: &ActivityRecord,
    message: &MessageRecord,
) -> Result<bool, StorageError> {
    if entry.chat_id != message.local_chat_id || entry.author != Some(message.from) {
        return Ok(false);
    }
    let shown = stores.find_message(&entry.message_id)?;
    Ok(shown.is_some_and(|shown| shown.album_id == message.album_id))
}
