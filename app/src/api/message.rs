//! Messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::chat::{self, NewMessage};
use status_domain::crypto::PublicKey;
use status_domain::messaging::CommandError;
use status_ports::{MessageRecord, Page, ProfileStoreExt, ProfileTransaction, StorageError};
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{ImageMessage, StickerMessage};

use super::messenger::{execute, given, person, required, run, say};
use super::shape::{
    ActivityJson, BridgeMessageJson, LinkPreviewJson, MessageJson, MessengerResponseJson, Scene, StatusLinkPreviewJson,
    unfurled_links, unfurled_status_links,
};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// Messages of one answer. Whoever asks for more gets a cursor.
pub(super) const MAX_PAGE: u32 = 1000;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_chatMessages",
        "A page of the messages of a chat, newest first.",
        &["chatID", "cursor", "limit"],
        |session: Session, (chat_id, cursor, limit): (String, String, i64)| async move {
            page(&session, chat_id, cursor, limit).await
        },
    );
    table.method(
        "wakuext_messageByMessageID",
        "One message.",
        &["messageID"],
        |session: Session, (id,): (String,)| async move { find(&session, id).await },
    );
    table.method(
        "wakuext_firstUnseenMessageID",
        "The oldest message of a chat that is not read; empty if all are.",
        &["chatID"],
        |session: Session, (chat_id,): (String,)| async move {
            let found = session.profile().query(move |stores| stores.find_first_unseen_message(&chat_id)).await;
            found.map(Option::unwrap_or_default)
        },
    );
    table.method(
        "wakuext_sendChatMessage",
        "Sends a message to a chat.",
        &["message"],
        |session: Session, (message,): (Option<NewMessageJson>,)| async move {
            let message = given(message)?.into_message(&session).await?;
            say(&session, move |context| chat::send_message(context, message)).await
        },
    );
    table.method(
        "wakuext_sendChatMessages",
        "Sends several messages: all or none.",
        &["messages"],
        |session: Session, (messages,): (Vec<Option<NewMessageJson>>,)| async move {
            let mut new = Vec::new();
            for message in messages {
                new.push(given(message)?.into_message(&session).await?);
            }
            say(&session, move |context| chat::send_messages(context, new)).await
        },
    );
    table.method(
        "wakuext_sendOneToOneMessage",
        "Sends a text to a person.",
        &["request"],
        |session: Session, (request,): (Option<SendOneToOneMessageJson>,)| async move {
            send_to_person(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_shareImageMessage",
        "Sends the picture of a message to people.",
        &["request"],
        |session: Session, (request,): (Option<ShareImageMessageJson>,)| async move {
            share_image(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_reSendChatMessage",
        "Sends an own message once more.",
        &["messageID"],
        |session: Session, (id,): (String,)| async move {
            execute(&session, move |context| chat::resend_message(context, &id)).await.map(drop)
        },
    );
    table.method(
        "wakuext_markMessagesRead",
        "Marks messages of a chat as read.",
        &["chatID", "ids"],
        |session: Session, (chat_id, ids): (String, Vec<String>)| async move {
            run(&session, move |context| chat::mark_messages_read(context, &chat_id, &ids)).await
        },
    );
    table.method(
        "wakuext_markMessageAsUnread",
        "Marks a message of a chat as unread, and all that others wrote after it.",
        &["chatID", "messageID"],
        |session: Session, (chat_id, id): (String, String)| async move {
            run(&session, move |context| chat::mark_message_unread(context, &chat_id, &id)).await
        },
    );
    table.method(
        "wakuext_markMessagesSeen",
        "Marks messages of a chat as read. Kept for old clients.",
        &["chatID", "ids"],
        |session: Session, (chat_id, ids): (String, Vec<String>)| async move {
            mark_seen(&session, chat_id, ids).await
        },
    );
}

/// `ext.ApplicationMessagesResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ext.ApplicationMessagesResponse")]
pub(super) struct MessagesJson {
    /// `null` without any.
    messages: Option<Vec<MessageJson>>,
    cursor: String,
}

impl MessagesJson {
    pub(super) fn new(messages: &[MessageRecord], cursor: String, scene: &Scene) -> Self {
        let messages: Vec<_> = messages.iter().map(|message| MessageJson::stored(message, scene)).collect();
        Self { messages: Some(messages).filter(|messages| !messages.is_empty()), cursor }
    }
}

/// `ext.MarkMessageSeenResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ext.MarkMessageSeenResponse")]
#[serde(rename_all = "camelCase")]
struct MarkedSeenJson {
    count: u32,
    count_with_mentions: u32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    activity_center_notifications: Vec<ActivityJson>,
}

/// What of `common.Message` a client gives to send one.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "common.NewMessage")]
// What status-go decodes messages into has no name, so that its errors spell it out.
#[serde(
    rename = r#"struct { *common.Alias; ResponseTo string "json:\"responseTo\""; EnsName string "json:\"ensName\""; DisplayName string "json:\"displayName\""; ChatID string "json:\"chatId\""; Sticker *protobuf.StickerMessage "json:\"sticker\""; AudioDurationMs uint64 "json:\"audioDurationMs\""; ParsedText json.RawMessage "json:\"parsedText\""; ContentType protobuf.ChatMessage_ContentType "json:\"contentType\""; AlbumID string "json:\"albumId\""; ImageWidth uint32 "json:\"imageWidth\""; ImageHeight uint32 "json:\"imageHeight\""; AlbumImagesCount uint32 "json:\"albumImagesCount\""; From string "json:\"from\""; Deleted bool "json:\"deleted,omitempty\""; DeletedForMe bool "json:\"deletedForMe,omitempty\"" }"#,
    rename_all = "camelCase"
)]
struct NewMessageJson {
    chat_id: String,
    text: String,
    content_type: i32,
    response_to: String,
    ens_name: String,
    sticker: Option<StickerInputJson>,
    bridge_message: Option<BridgeMessageJson>,
    image_path: String,
    audio_path: String,
    audio_duration_ms: u64,
    album_id: String,
    album_images_count: u32,
    image_width: u32,
    image_height: u32,
    #[serde(rename = "communityId")]
    community_id: String,
    link_previews: Vec<LinkPreviewJson>,
    status_link_previews: Vec<StatusLinkPreviewJson>,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "protobuf.StickerMessage")]
#[serde(rename = "protobuf.StickerMessage")]
struct StickerInputJson {
    hash: String,
    pack: i32,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SendOneToOneMessage")]
#[serde(rename = "requests.SendOneToOneMessage")]
struct SendOneToOneMessageJson {
    id: String,
    message: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.ShareImageMessage")]
#[serde(rename = "requests.ShareImageMessage")]
struct ShareImageMessageJson {
    id: String,
    users: Vec<HexBytes>,
}

impl NewMessageJson {
    async fn into_message(mut self, session: &Session) -> Result<NewMessage, RpcError> {
        if !self.community_id.is_empty() {
            return Err(RpcError::method("messages with communities are not supported"));
        }
        let payload = match ContentType::try_from(self.content_type) {
            Ok(ContentType::BridgeMessage) => {
                self.bridge_message.take().map(|bridged| Payload::BridgeMessage(bridged.into()))
            }
            Ok(ContentType::Sticker) => self
                .sticker
                .take()
                .map(|sticker| Payload::Sticker(StickerMessage { hash: sticker.hash, pack: sticker.pack })),
            Ok(ContentType::Image) if !self.image_path.is_empty() => Some(Payload::Image(ImageMessage {
                album_id: std::mem::take(&mut self.album_id),
                album_images_count: self.album_images_count,
                width: self.image_width,
                height: self.image_height,
                ..session.pictures().for_message(&self.image_path).await?
            })),
            Ok(ContentType::Audio) if !self.audio_path.is_empty() => {
                Some(Payload::Audio(session.pictures().recording(&self.audio_path, self.audio_duration_ms).await?))
            }
            _ if !self.image_path.is_empty() || !self.audio_path.is_empty() => {
                return Err(RpcError::method("the content type is not that of the file"));
            }
            _ => None,
        };
        Ok(NewMessage {
            chat_id: self.chat_id,
            text: self.text,
            content_type: self.content_type,
            response_to: self.response_to,
            ens_name: self.ens_name,
            payload,
            unfurled_links: unfurled_links(&self.link_previews),
            unfurled_status_links: unfurled_status_links(&self.status_link_previews),
        })
    }
}

/// A page is not larger than what one answer may hold.
pub(super) fn page_size(limit: i64) -> u32 {
    u32::try_from(limit.max(0)).unwrap_or(MAX_PAGE).min(MAX_PAGE)
}

async fn page(session: &Session, chat_id: String, cursor: String, limit: i64) -> Result<MessagesJson, RpcError> {
    let limit = page_size(limit);
    let scene = session.shaper().scene();
    let (page, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            if stores.find_chat(&chat_id)?.is_none() {
                return Err(CommandError::ChatNotFound);
            }
            let page = messages_from(stores, &chat_id, &cursor, limit)?;
            let scene = scene.with_messages(stores, &page.items)?;
            Ok((page, scene))
        })
        .await?;
    Ok(MessagesJson::new(&page.items, page.cursor, &scene))
}

/// A cursor that no page gave has always begun at the newest message.
pub(super) fn messages_from(
    stores: &mut dyn ProfileTransaction,
    chat_id: &str,
    cursor: &str,
    limit: u32,
) -> Result<Page<MessageRecord>, StorageError> {
    match stores.chat_messages(chat_id, cursor, limit) {
        Err(StorageError::UnknownCursor) => stores.chat_messages(chat_id, "", limit),
        other => other,
    }
}

async fn find(session: &Session, id: String) -> Result<MessageJson, RpcError> {
    let scene = session.shaper().scene();
    let (message, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let message = stores.find_message(&id)?.ok_or(CommandError::MessageNotFound)?;
            let scene = scene.with_messages(stores, std::slice::from_ref(&message))?;
            Ok::<_, CommandError>((message, scene))
        })
        .await?;
    Ok(MessageJson::stored(&message, &scene))
}

async fn send_to_person(
    session: &Session,
    request: SendOneToOneMessageJson,
) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "send-one-to-one-message: invalid id")?;
    required(&request.message, "send-one-to-one-message: invalid message")?;
    let key = person(&request.id)?;
    say(session, move |context| chat::send_one_to_one_message(context, &key, &request.message)).await
}

async fn share_image(session: &Session, request: ShareImageMessageJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "share image message: invalid id")?;
    if request.users.is_empty() {
        return Err(RpcError::method("share image message: empty users"));
    }
    let people = request.users.iter().map(|key| PublicKey::from_bytes(&key.0)).collect::<Result<Vec<_>, _>>()?;
    say(session, move |context| chat::share_image(context, &request.id, &people)).await
}

async fn mark_seen(session: &Session, chat_id: String, ids: Vec<String>) -> Result<MarkedSeenJson, RpcError> {
    let outcome = execute(session, move |context| chat::mark_messages_read(context, &chat_id, &ids)).await?;
    let seen = outcome.seen.first().cloned();
    let shown = session.shaper().command(session.profile(), outcome, false).await?;
    Ok(MarkedSeenJson {
        count: seen.as_ref().map_or(0, |seen| seen.count),
        count_with_mentions: seen.as_ref().map_or(0, |seen| seen.count_with_mentions),
        activity_center_notifications: shown.into_activities(),
    })
}
