//! Edits (specification: messaging, section 9.3).

use prost::Message;
use status_ports::{ChatRecord, CompressedKey, EarlyChangeKind, MessageRecord, StorageError};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{ChatMessage, EditMessage, UnfurledLink, UnfurledStatusLinks};

use super::change::{self, MessageChangeError, Target};
use super::read::count_unviewed;
use super::validate::validate_text;
use super::{ChatMessageError, mention, message_type, next_clock, resend, said, text};
use crate::crypto::PublicKey;
use crate::link::keep_valid_previews;
use crate::messaging::{CommandError, Context, Decision, HandleError, Outcome, ReceivedMessage};
use crate::notification;

/// Images of an album that are changed together.
const MAX_ALBUM: u32 = 1000;

/// What a client wants to say instead.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edit {
    /// Which message; of an album any image.
    pub message_id: String,
    /// The new text; people who are mentioned in it by name are mentioned by their keys.
    pub text: String,
    /// `ContentType` of the chat message protobuf; 0 leaves it as it is.
    pub content_type: i32,
    /// Previews of links.
    pub unfurled_links: Vec<UnfurledLink>,
    /// Previews of links to people and communities.
    pub unfurled_status_links: Option<UnfurledStatusLinks>,
}

/// Edits an own message for everybody; of an album every image.
///
/// # Errors
/// [`CommandError::MessageNotFound`], [`CommandError::NoChatToUse`], [`CommandError::MessageChange`] if it is not ours, was
/// deleted, or has no text, [`CommandError::Content`] if the text breaks a rule, or [`CommandError::Storage`].
pub fn edit_message(context: &mut Context<'_>, edit: &Edit) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let me = decision.context.me;
    let found = decision.context.stores.find_message(&edit.message_id)?;
    let message = found.ok_or(CommandError::MessageNotFound)?;
    if message.from != me.to_compressed() {
        return Err(MessageChangeError::NotAuthor.into());
    }
    edited_type(message.content_type, edit.content_type)?;
    if message.deleted {
        return Err(MessageChangeError::Deleted.into());
    }
    let (mut links, mut status_links) = (edit.unfurled_links.clone(), edit.unfurled_status_links.clone());
    keep_valid_previews(&mut links, &mut status_links);
    let found = decision.context.stores.find_chat(&message.local_chat_id)?;
    let mut chat = found.ok_or(CommandError::NoChatToUse)?;
    change::ensure_writable(&mut decision, &chat)?;
    let text = mention::replace_in_chat(decision.context.stores, &me, &chat.id, &edit.text)?;
    validate_text(&text)?;
    for mut image in with_album(&mut decision, message)? {
        let content = EditMessage {
            clock: next_clock(&mut chat, decision.context.now),
            text: text.clone(),
            chat_id: chat.id.clone(),
            message_id: image.id.clone(),
            message_type: message_type(chat.kind).into(),
            content_type: edited_type(image.content_type, edit.content_type)?.into(),
            unfurled_links: links.clone(),
            unfurled_status_links: status_links.clone(),
            ..EditMessage::default()
        };
        resend::keep_original(&mut decision, &chat, &image)?;
        apply(&mut image, &content, &me.to_compressed(), &me)?;
        decision.send_to_chat(&chat, Type::EditMessage, &content)?;
        settle(&mut decision, &mut chat, image, false)?;
    }
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// A message, and if it is an image of an album the other images by the same author.
pub(super) fn with_album(
    decision: &mut Decision<'_, '_>,
    message: MessageRecord,
) -> Result<Vec<MessageRecord>, StorageError> {
    if message.album_id.is_empty() {
        return Ok(vec![message]);
    }
    let mut album = decision.context.stores.album_messages(&message.local_chat_id, &message.album_id, MAX_ALBUM)?;
    // Ids of albums are chosen by their authors.
    album.retain(|image| image.from == message.from);
    if album.iter().all(|image| image.id != message.id) {
        album.push(message);
    }
    Ok(album)
}

pub(crate) fn handle_edit(decision: &mut Decision<'_, '_>, received: &ReceivedMessage) -> Result<(), HandleError> {
    let edit = EditMessage::decode(received.payload.as_slice())?;
    validate_text(&edit.text)?;
    if ContentType::try_from(edit.content_type).is_err() {
        return Err(ChatMessageError::UnknownContentType.into());
    }
    let target = Target {
        clock: edit.clock,
        chat_id: &edit.chat_id,
        message_id: &edit.message_id,
        message_type: edit.message_type(),
    };
    let found = change::target(decision, received, EarlyChangeKind::Edit, &target)?;
    let Some((mut chat, mut message)) = found else { return Ok(()) };
    let mentioned = message.mentioned;
    let is_newer = apply(&mut message, &edit, &received.author.to_compressed(), &decision.context.me)?;
    if is_newer {
        let is_counted = !message.seen && !message.deleted && message.mentioned != mentioned;
        settle(decision, &mut chat, message, is_counted)?;
        change::save_chat_at(decision, chat, edit.clock)?;
    }
    Ok(())
}

/// Puts an edit into its message. `false` if the message has a later one.
pub(super) fn apply(
    message: &mut MessageRecord,
    edit: &EditMessage,
    author: &CompressedKey,
    me: &PublicKey,
) -> Result<bool, MessageChangeError> {
    if message.from != *author {
        return Err(MessageChangeError::NotAuthor);
    }
    let content_type = edited_type(message.content_type, edit.content_type)?;
    let mut content = ChatMessage::decode(message.payload.as_slice()).map_err(|_| MessageChangeError::NotEditable)?;
    if edit.clock <= message.edited_at || edit.clock < message.clock {
        return Ok(false);
    }
    match &mut content.payload {
        Some(Payload::BridgeMessage(bridge)) if content_type == ContentType::BridgeMessage => {
            bridge.content.clone_from(&edit.text);
            message.bridge_content.clone_from(&edit.text);
        }
        _ => content.text.clone_from(&edit.text),
    }
    content.content_type = content_type.into();
    content.unfurled_links.clone_from(&edit.unfurled_links);
    content.unfurled_status_links.clone_from(&edit.unfurled_status_links);
    keep_valid_previews(&mut content.unfurled_links, &mut content.unfurled_status_links);
    message.payload = content.encode_to_vec();
    message.text = content.text;
    message.content_type = content_type.into();
    message.edited_at = edit.clock;
    message.mentioned = text::is_mentioned(&text::parse(said(message)), me);
    Ok(true)
}

/// What a message becomes by an edit. A picture stays one, and so does a message of a bridge.
fn edited_type(message: i32, edit: i32) -> Result<ContentType, MessageChangeError> {
    let known = |kind| ContentType::try_from(kind).map_err(|_| MessageChangeError::NotEditable);
    let (message, edit) = (known(message)?, known(edit)?);
    match (message, edit) {
        (ContentType::TextPlain | ContentType::Emoji, ContentType::TextPlain | ContentType::Emoji) => Ok(edit),
        (ContentType::TextPlain | ContentType::Emoji | ContentType::BridgeMessage, ContentType::UnknownContentType)
        | (ContentType::BridgeMessage, ContentType::BridgeMessage)
        | (
            ContentType::Image,
            ContentType::UnknownContentType | ContentType::Image | ContentType::TextPlain | ContentType::Emoji,
        ) => Ok(message),
        _ => Err(MessageChangeError::NotEditable),
    }
}

/// Stores an edited message and what shows it. The chat is not stored by this.
fn settle(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    message: MessageRecord,
    is_counted: bool,
) -> Result<(), StorageError> {
    decision.save_message(message.clone())?;
    change::list_replies(decision, &message)?;
    notification::message_edited(decision, &message)?;
    if is_counted {
        count_unviewed(decision.context.stores, chat)?;
    }
    Ok(())
}
