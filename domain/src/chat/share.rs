//! Passing a picture on to people.

use std::collections::BTreeSet;

use prost::Message as _;
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{ChatMessage, ImageMessage};

use super::send::send_into;
use super::{ChatMessageError, NewMessage, one_to_one};
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::media;
use crate::messaging::{CommandError, Context, Decision, Outcome};

/// What stands beside the picture.
const TEXT: &str = "This message has been shared with you";

/// Sends the picture of a message to people, each of whom gets it alone: it is of no album there. Chats are opened where
/// there are none.
///
/// # Errors
/// [`CommandError::MessageNotFound`] if there is no such message, [`CommandError::Content`] if it has no picture, or what
/// [`super::send_message`] says of the first that cannot be sent; then the transaction must be rolled back.
pub fn share_image(context: &mut Context<'_>, message_id: &str, people: &[PublicKey]) -> Result<Outcome, CommandError> {
    let found = context.stores.find_message(message_id)?.filter(|message| !message.deleted && !message.deleted_for_me);
    let message = found.ok_or(CommandError::MessageNotFound)?;
    let content = ChatMessage::decode(message.payload.as_slice()).unwrap_or_default();
    let (Some(Payload::Image(image)), Some(bytes)) = (content.payload, media::attachment(context.stores, message_id)?)
    else {
        return Err(ChatMessageError::NoImage.into());
    };
    let image = ImageMessage { payload: bytes, album_id: String::new(), album_images_count: 0, ..image };
    let mut decision = Decision::new(context);
    let mut told = BTreeSet::new();
    for person in people {
        let chat_id = public_key_text(person);
        if !told.insert(chat_id.clone()) {
            continue;
        }
        if decision.context.stores.find_chat(&chat_id)?.is_none_or(|chat| !chat.active) {
            one_to_one::open(&mut decision, person)?;
        }
        let message = NewMessage {
            chat_id,
            text: TEXT.to_owned(),
            content_type: ContentType::Image.into(),
            payload: Some(Payload::Image(image.clone())),
            ..NewMessage::default()
        };
        send_into(&mut decision, message)?;
    }
    Ok(decision.outcome)
}
