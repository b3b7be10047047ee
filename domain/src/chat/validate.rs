//! What a chat message must be (specification: messaging, section 8).

use status_ports::UnixMillis;
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{AudioMessage, BridgeMessage, ChatMessage, ImageMessage, MessageType, audio_message};

use super::{ClockError, validate_clock};
use crate::media::MAX_RECORDING;

/// Unicode scalar values of a text.
pub const MAX_TEXT_LENGTH: usize = 4096;

/// Bytes of the id of an album; clients take a UUID of 36.
const MAX_ALBUM_ID_LENGTH: usize = 100;

/// Which rule a chat message breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChatMessageError {
    /// The clock cannot be.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// No wall clock.
    #[error("timestamp can't be 0")]
    NoTimestamp,
    /// No text, or blanks only.
    #[error("text can't be empty")]
    EmptyText,
    /// The text is too long.
    #[error("text shouldn't be longer than {MAX_TEXT_LENGTH}")]
    TextTooLong,
    /// No chat.
    #[error("chatId can't be empty")]
    NoChat,
    /// A chat id that is no person.
    #[error("invalid pubkey length")]
    InvalidChat,
    /// Not a message of people.
    #[error("unknown message type")]
    UnknownMessageType,
    /// A kind of chat that this version does not have.
    #[error("messages of this kind of chat are not supported")]
    UnsupportedMessageType,
    /// Not a content of people.
    #[error("unknown content type")]
    UnknownContentType,
    /// A content type that nobody sends: it is written by each side itself.
    #[error("content type {0:?} can't be received from others")]
    LocalContentType(ContentType),
    /// The content type promises a sticker.
    #[error("no sticker content")]
    NoSticker,
    /// The content type promises an image of a known format.
    #[error("no image content")]
    NoImage,
    /// The content type promises a recording of a known type.
    #[error("no audio content")]
    NoAudio,
    /// The content type promises a message of a bridge with author, bridge and text.
    #[error("no bridge message content")]
    NoBridgeMessage,
}

/// Whether a received chat message is one.
pub(super) fn validate_received(message: &ChatMessage, whisper_timestamp: UnixMillis) -> Result<(), ChatMessageError> {
    validate_clock(message.clock, whisper_timestamp)?;
    if message.timestamp == 0 {
        return Err(ChatMessageError::NoTimestamp);
    }
    if message.chat_id.is_empty() {
        return Err(ChatMessageError::NoChat);
    }
    match message.message_type() {
        MessageType::UnknownMessageType | MessageType::SystemMessagePrivateGroup | MessageType::SystemMessageGap => {
            return Err(ChatMessageError::UnknownMessageType);
        }
        MessageType::OneToOne | MessageType::PublicGroup | MessageType::PrivateGroup | MessageType::CommunityChat => {}
    }
    // Of contents that later versions have the text is shown.
    let Ok(content_type) = ContentType::try_from(message.content_type) else { return validate_text(&message.text) };
    match content_type {
        ContentType::UnknownContentType => return Err(ChatMessageError::UnknownContentType),
        ContentType::TransactionCommand
        | ContentType::SystemMessageContentPrivateGroup
        | ContentType::SystemMessageGap
        | ContentType::IdentityVerification
        | ContentType::SystemMessagePinnedMessage
        | ContentType::SystemMessageMutualEventSent
        | ContentType::SystemMessageMutualEventAccepted
        | ContentType::SystemMessageMutualEventRemoved => {
            return Err(ChatMessageError::LocalContentType(content_type));
        }
        ContentType::DiscordMessage | ContentType::BridgeMessage => {}
        ContentType::Image if message.text.is_empty() => {}
        _ => validate_text(&message.text)?,
    }
    validate_payload(message)
}

/// Whether receivers take a text: it says something, in at most [`MAX_TEXT_LENGTH`] characters.
///
/// # Errors
/// [`ChatMessageError::EmptyText`], [`ChatMessageError::TextTooLong`].
pub fn validate_text(text: &str) -> Result<(), ChatMessageError> {
    if text.trim().is_empty() {
        Err(ChatMessageError::EmptyText)
    } else if text.chars().nth(MAX_TEXT_LENGTH).is_some() {
        Err(ChatMessageError::TextTooLong)
    } else {
        Ok(())
    }
}

/// Whether the message carries what its content type promises.
pub(super) fn validate_payload(message: &ChatMessage) -> Result<(), ChatMessageError> {
    let payload = message.payload.as_ref();
    match ContentType::try_from(message.content_type).unwrap_or_default() {
        ContentType::Sticker => match payload {
            Some(Payload::Sticker(sticker)) if !sticker.hash.is_empty() => Ok(()),
            _ => Err(ChatMessageError::NoSticker),
        },
        ContentType::Image => match payload {
            Some(Payload::Image(image)) if is_image(image) => Ok(()),
            _ => Err(ChatMessageError::NoImage),
        },
        ContentType::Audio => match payload {
            Some(Payload::Audio(audio)) if is_audio(audio) => Ok(()),
            _ => Err(ChatMessageError::NoAudio),
        },
        ContentType::BridgeMessage => match payload {
            Some(Payload::BridgeMessage(bridge)) if is_bridge_message(bridge) => Ok(()),
            _ => Err(ChatMessageError::NoBridgeMessage),
        },
        _ => Ok(()),
    }
}

fn is_image(image: &ImageMessage) -> bool {
    is_attachment(&image.payload)
        && image.format() != status_proto::status::ImageFormat::UnknownImageFormat
        && image.album_id.len() <= MAX_ALBUM_ID_LENGTH
}

/// Whether bytes may be kept with a message: some, and not more than the longest recording.
const fn is_attachment(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.len() <= MAX_RECORDING
}

fn is_audio(audio: &AudioMessage) -> bool {
    is_attachment(&audio.payload) && audio.r#type() != audio_message::AudioType::UnknownAudioType
}

const fn is_bridge_message(bridge: &BridgeMessage) -> bool {
    !bridge.user_name.is_empty() && !bridge.bridge_name.is_empty() && !bridge.content.is_empty()
}
