//! Where the bytes of pictures and recordings are kept: beside the message, so that pages of chats stay light. Together
//! both are the message that its author signed. A message that is no picture or recording may have previews of links
//! with pictures; then those are what is kept beside it.

use std::borrow::Cow;

use prost::Message as _;
use status_ports::{MessageRecord, ProfileTransaction, StorageError};
use status_proto::status::ChatMessage;
use status_proto::status::chat_message::{ContentType, Payload};

use crate::link::{lacks_preview_pictures, preview_pictures, restore_preview_pictures, take_preview_pictures};

/// The bytes of the picture or recording of a message, if it has one and holds them. What a message carries besides what
/// it says it is, is not of it.
pub(crate) fn own_bytes(content: &ChatMessage) -> Option<&Vec<u8>> {
    let bytes = match (content.content_type(), content.payload.as_ref()?) {
        (ContentType::Image, Payload::Image(image)) => &image.payload,
        (ContentType::Audio, Payload::Audio(audio)) => &audio.payload,
        _ => return None,
    };
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

/// The bytes of a message that are kept beside it.
pub(crate) fn heavy_bytes(content: &ChatMessage) -> Option<Cow<'_, [u8]>> {
    match own_bytes(content) {
        Some(bytes) => Some(Cow::Borrowed(bytes)),
        None if has_place(content) => None,
        None => preview_pictures(content).map(Cow::Owned),
    }
}

/// Whether a message is a picture or a recording: then nothing else is kept beside it.
fn has_place(content: &ChatMessage) -> bool {
    matches!(content.payload, Some(Payload::Image(_) | Payload::Audio(_)))
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
    let may_hold_bytes = matches!(content.payload, Some(Payload::Image(_) | Payload::Audio(_)));
    if !may_hold_bytes && heavy_bytes(content).is_none() {
        return content.encode_to_vec();
    }
    let mut light = content.clone();
    match bytes_mut(&mut light) {
        Some(bytes) => bytes.clear(),
        None => take_preview_pictures(&mut light),
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
    let lacks_pictures = !has_place(&content) && lacks_preview_pictures(&mut content);
    match bytes_mut(&mut content) {
        Some(bytes) if bytes.is_empty() => *bytes = stores.find_attachment(&message.id)?.unwrap_or_default(),
        None if lacks_pictures => {
            let kept = stores.find_attachment(&message.id)?.unwrap_or_default();
            restore_preview_pictures(&mut content, &kept);
        }
        _ => return Ok(message.payload.clone()),
    }
    Ok(content.encode_to_vec())
}

/// The bytes of the picture or recording of a message, wherever they are.
///
/// # Errors
/// [`StorageError`] if the store fails.
pub fn attachment(stores: &mut dyn ProfileTransaction, message_id: &str) -> Result<Option<Vec<u8>>, StorageError> {
    let Some(message) = stores.find_message(message_id)? else { return Ok(None) };
    let content = ChatMessage::decode(message.payload.as_slice()).unwrap_or_default();
    match own_bytes(&content) {
        // Messages that were stored before attachments were apart hold them.
        Some(bytes) => Ok(Some(bytes.clone())),
        None if has_place(&content) => stores.find_attachment(message_id),
        None => Ok(None),
    }
}
