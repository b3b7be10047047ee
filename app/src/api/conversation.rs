//! Chats and messages as the `chat` service has them: with the ENS name that we chose, and kinds of content that it finds
//! itself.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::chat::text::is_emoji_only;
use status_domain::chat::{self, NewMessage};
use status_domain::settings::setting;
use status_proto::status::StickerMessage;
use status_proto::status::chat_message::{ContentType, Payload};

use super::group::no_community;
use super::messenger::say;
use super::shape::{ChatJson, MessageJson, MessengerResponseJson};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// What clients show that do not know stickers.
const INSTEAD_OF_STICKER: &str = "Update to latest version to see a nice sticker here!";
/// What clients show that do not know pictures.
const INSTEAD_OF_PICTURE: &str = "Update to latest version to see a nice image here!";
/// What clients show that do not know recordings.
const INSTEAD_OF_RECORDING: &str = "Update to latest version to listen to an audio message here!";

pub(super) fn register(table: &mut Table) {
    table.method(
        "chat_sendMessage",
        "Sends a text to a chat, or emoji if it is nothing but such.",
        &["communityID", "chatID", "text", "responseTo"],
        |session: Session, (community, chat_id, text, response_to): (HexBytes, String, String, String)| async move {
            let ens_name = author(&session, &community).await?;
            send(&session, vec![of_text(&chat_id, text, &response_to, &ens_name)]).await
        },
    );
    table.method(
        "chat_sendSticker",
        "Sends a sticker to a chat.",
        &["communityID", "chatID", "packID", "hash", "responseTo"],
        |session: Session, (community, chat_id, pack, hash, response_to): StickerParams| async move {
            let ens_name = author(&session, &community).await?;
            let sticker = Payload::Sticker(StickerMessage { hash, pack });
            let message = of(ContentType::Sticker, INSTEAD_OF_STICKER.to_owned(), Some(sticker));
            send(&session, vec![NewMessage { chat_id, response_to, ens_name, ..message }]).await
        },
    );
    table.method(
        "chat_sendImages",
        "Sends pictures on disk to a chat, with a text after them unless it is empty: all or none.",
        &["communityID", "chatID", "imagePaths", "text", "responseTo"],
        |session: Session, (community, chat_id, paths, text, response_to): ImagesParams| async move {
            let ens_name = author(&session, &community).await?;
            let mut messages = Vec::new();
            for path in paths {
                let picture = Payload::Image(session.pictures().for_message(&path).await?);
                let message = of(ContentType::Image, INSTEAD_OF_PICTURE.to_owned(), Some(picture));
                let (chat_id, response_to, ens_name) = (chat_id.clone(), response_to.clone(), ens_name.clone());
                messages.push(NewMessage { chat_id, response_to, ens_name, ..message });
            }
            if !text.is_empty() {
                messages.push(of_text(&chat_id, text, &response_to, &ens_name));
            }
            if messages.is_empty() {
                return Err(RpcError::method("there is nothing to send"));
            }
            send(&session, messages).await
        },
    );
    table.method(
        "chat_sendAudio",
        "Sends a recording on disk to a chat.",
        &["communityID", "chatID", "audioPath", "responseTo"],
        |session: Session, (community, chat_id, path, response_to): (HexBytes, String, String, String)| async move {
            let ens_name = author(&session, &community).await?;
            let recording = Payload::Audio(session.pictures().recording(&path, 0).await?);
            let message = of(ContentType::Audio, INSTEAD_OF_RECORDING.to_owned(), Some(recording));
            send(&session, vec![NewMessage { chat_id, response_to, ens_name, ..message }]).await
        },
    );
}

type StickerParams = (HexBytes, String, i32, String, String);
type ImagesParams = (HexBytes, String, Vec<String>, String, String);

/// `chat.SendMessageResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "chat.SendMessageResponse")]
struct SentJson {
    chat: Option<ChatJson>,
    messages: Vec<MessageJson>,
}

impl From<MessengerResponseJson> for SentJson {
    fn from(response: MessengerResponseJson) -> Self {
        let (chat, messages, _, _) = response.into_group();
        Self { chat, messages }
    }
}

/// The ENS name under which we write; empty without one.
async fn author(session: &Session, community: &HexBytes) -> Result<String, RpcError> {
    no_community(community)?;
    Ok(setting(&session.settings().await?, "preferred-name").as_str().unwrap_or_default().to_owned())
}

fn of(content_type: ContentType, text: String, payload: Option<Payload>) -> NewMessage {
    NewMessage { text, content_type: content_type.into(), payload, ..NewMessage::default() }
}

fn of_text(chat_id: &str, text: String, response_to: &str, ens_name: &str) -> NewMessage {
    let content_type = if is_emoji_only(&text) { ContentType::Emoji } else { ContentType::TextPlain };
    NewMessage {
        chat_id: chat_id.to_owned(),
        response_to: response_to.to_owned(),
        ens_name: ens_name.to_owned(),
        ..of(content_type, text, None)
    }
}

async fn send(session: &Session, messages: Vec<NewMessage>) -> Result<SentJson, RpcError> {
    say(session, move |context| chat::send_messages(context, messages)).await.map(SentJson::from)
}
