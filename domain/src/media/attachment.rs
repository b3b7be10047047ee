//! Where the bytes of pictures and recordings are kept: beside the message, so that pages of chats stay light. Together
//! both are the message that its author signed.

use prost::Message as _;
use status_ports::{MessageRecord, ProfileTransaction, StorageError};
use status_proto::status::ChatMessage;
use status_proto::status::chat_message::Payload;

/// The bytes of the picture or recording of a message, if it has one and holds them.
pub(crate) fn own_bytes(content: &ChatMessage) -> Option<&Vec<u8>> {
    let bytes = match content.payload.as_ref()? {
        Payload::Image(image) => &image.payload,
        Payload::Audio(audio) => &audio.payload,
        _ => return None,
    };
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

fn bytes_mut(content: &mut ChatMessage) -> Option<&mut Vec<u8>> {
    match content.payload.as_mut()? {
        Payload::Image(image) => Some(&mut image.payload),
        Payload::Audio(audio) => Some(&mut audio.payload),
        _ => None,
    }
}

/// A message without these bytes, serialized: what [`MessageRecord::payload`] holds.
pub(crate) fn light_payload(content: &ChatMessage) -> Vec<u8> {
    if own_bytes(content).is_none() {
        return content.encode_to_vec();
    }
    let mut light = content.clone();
    if let Some(bytes) = bytes_mut(&mut light) {
        bytes.clear();
    }
    light.encode_to_vec()
}

/// The whole message as it was sent, serialized: with the bytes that are kept beside it.
///
/// # Errors
/// [`StorageError`] if the store fails, or what it holds is no message.
pub fn whole_payload(stores: &mut dyn ProfileTransaction, message: &MessageRecord) -> Result<Vec<u8>, StorageError> {
    let damaged = |_| StorageError::Corrupt("payload of a message".to_owned());
    let mut content = ChatMessage::decode(message.payload.as_slice()).map_err(damaged)?;
    match bytes_mut(&mut content) {
        Some(bytes) if bytes.is_empty() => {
            *bytes = stores.find_attachment(&message.id)?.unwrap_or_default();
            Ok(content.encode_to_vec())
        }
        _ => Ok(message.payload.clone()),
    }
}

/// The bytes of the picture or recording of a message, wherever they are.
///
/// # Errors
/// [`StorageError`] if the store fails.
pub fn attachment(stores: &mut dyn ProfileTransaction, message_id: &str) -> Result<Option<Vec<u8>>, StorageError> {
    if let Some(bytes) = stores.find_attachment(message_id)? {
        return Ok(Some(bytes));
    }
    // Messages that were stored before attachments were apart hold them.
    let Some(message) = stores.find_message(message_id)? else { return Ok(None) };
    let content = ChatMessage::decode(message.payload.as_slice()).unwrap_or_default();
    Ok(own_bytes(&content).cloned())
}
