//! A chat in a list, without its last message but with what a list shows of it.

use prost::Message as _;
use schemars::JsonSchema;
use serde::Serialize;
use status_domain::chat::text;
use status_ports::{ChatRecord, MessageRecord};
use status_proto::status::ChatMessage;
use status_proto::status::chat_message::{ContentType, Payload};

use super::group::GroupMemberJson;
use super::text::ParsedTextJson;
use super::{ChatJson, Scene};

/// Bytes of the text that are shown.
const SHOWN_BYTES: usize = 100;

/// `protocol.ChatPreview`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.ChatPreview")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChatPreviewJson {
    id: String,
    name: String,
    description: String,
    color: String,
    emoji: String,
    active: bool,
    chat_type: u8,
    timestamp: u64,
    last_clock_value: u64,
    deleted_at_clock_value: u64,
    unviewed_messages_count: u32,
    unviewed_mentions_count: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    alias: String,
    identicon: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    muted: bool,
    mute_till: String,
    #[serde(skip_serializing_if = "is_zero")]
    joined: u64,
    #[serde(skip_serializing_if = "is_zero")]
    synced_to: u64,
    #[serde(skip_serializing_if = "is_zero")]
    synced_from: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    parsed_text: Option<ParsedTextJson>,
    #[serde(skip_serializing_if = "String::is_empty")]
    text: String,
    #[serde(skip_serializing_if = "is_no_type")]
    content_type: i32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    highlight: bool,
    members: Option<Vec<GroupMemberJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outgoing_status: Option<&'static str>,
    response_to: String,
    #[serde(skip_serializing_if = "is_none")]
    album_images_count: u32,
    from: String,
    deleted: bool,
    deleted_for_me: bool,
    /// The picture of a group as data URI.
    #[serde(skip_serializing_if = "String::is_empty")]
    image: String,
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

fn is_no_type(value: &i32) -> bool {
    *value == 0
}

fn is_none(value: &u32) -> bool {
    *value == 0
}

/// What a list shows of a message: nothing but its kind unless it is a text or a picture.
#[derive(Default)]
struct Begin {
    text: String,
    parsed_text: Option<ParsedTextJson>,
    album_images_count: u32,
}

impl Begin {
    fn of(message: &MessageRecord) -> Self {
        let blocks = text::parse(&message.text);
        match ContentType::try_from(message.content_type) {
            Ok(ContentType::TextPlain) => {
                let plain = text::without_markup(&blocks);
                let text = cut(&plain).to_owned();
                // Clients look up the names of those who are mentioned.
                let parsed_text = text.contains("0x").then(|| ParsedTextJson::from(blocks));
                Self { text, parsed_text, ..Self::default() }
            }
            Ok(ContentType::Emoji) => {
                Self { text: message.text.clone(), parsed_text: Some(blocks.into()), ..Self::default() }
            }
            Ok(ContentType::Image) => {
                let album_images_count = match ChatMessage::decode(message.payload.as_slice()).map(|said| said.payload)
                {
                    Ok(Some(Payload::Image(image))) => image.album_images_count,
                    _ => 0,
                };
                Self { parsed_text: Some(blocks.into()), album_images_count, ..Self::default() }
            }
            _ => Self::default(),
        }
    }
}

impl ChatPreviewJson {
    pub(crate) fn new(chat: &ChatRecord, scene: &Scene) -> Self {
        let shown = ChatJson::listed(chat, scene);
        let last = chat.last_message.as_ref().and_then(|last| scene.message(&last.id));
        let begin = last.map(Begin::of).unwrap_or_default();
        Self {
            id: shown.id,
            name: shown.name,
            description: shown.description,
            color: shown.color,
            emoji: shown.emoji,
            active: shown.active,
            chat_type: shown.chat_type,
            timestamp: shown.timestamp,
            last_clock_value: shown.last_clock_value,
            deleted_at_clock_value: shown.deleted_at_clock_value,
            unviewed_messages_count: shown.unviewed_messages_count,
            unviewed_mentions_count: shown.unviewed_mentions_count,
            alias: shown.alias,
            identicon: shown.identicon,
            muted: shown.muted,
            mute_till: shown.mute_till,
            joined: shown.joined,
            synced_to: shown.synced_to,
            synced_from: shown.synced_from,
            parsed_text: begin.parsed_text,
            text: begin.text,
            content_type: last.map_or(0, |last| last.content_type),
            highlight: shown.highlight,
            members: shown.members,
            outgoing_status: shown.last_message.and_then(|last| last.outgoing_status()),
            response_to: last.map(|last| last.response_to.clone()).unwrap_or_default(),
            album_images_count: begin.album_images_count,
            from: last.map(|last| scene.face(&last.from).text.clone()).unwrap_or_default(),
            deleted: last.is_some_and(|last| last.deleted),
            deleted_for_me: last.is_some_and(|last| last.deleted_for_me),
            image: shown.image,
        }
    }
}

/// The begin of a text, without half a character at its end.
fn cut(text: &str) -> &str {
    let end = (0..=SHOWN_BYTES.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}
