//! A message as clients read it.

use prost::Message as _;
use schemars::JsonSchema;
use serde::Serialize;
use status_domain::chat::{is_right_to_left, line_count, said, text};
use status_domain::history::gap::Gap;
use status_ports::{ChatRecord, LastMessage, MessageContactRequestState, MessageRecord, OutgoingStatus};
use status_proto::status::chat_message::{ContentType, Payload};
use status_proto::status::{ChatMessage, UnfurledLink, UnfurledStatusLink};

use super::chat::is_last_as_read_back;
use super::text::ParsedTextJson;
use super::{BridgeMessageJson, LinkPreviewJson, Scene, StatusLinkPreviewJson};

/// `common.Message`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "common.Message")]
#[serde(rename_all = "camelCase")]
pub(crate) struct MessageJson {
    id: String,
    whisper_timestamp: u64,
    from: String,
    alias: String,
    identicon: String,
    seen: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    outgoing_status: Option<&'static str>,
    quoted_message: Option<QuotedMessageJson>,
    rtl: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    parsed_text: Option<ParsedTextJson>,
    line_count: usize,
    text: String,
    chat_id: String,
    local_chat_id: String,
    clock: u64,
    replace: &'static str,
    response_to: String,
    #[serde(skip_serializing_if = "is_false")]
    new: bool,
    ens_name: String,
    display_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    album_id: String,
    #[serde(skip_serializing_if = "is_zero")]
    image_width: u32,
    #[serde(skip_serializing_if = "is_zero")]
    image_height: u32,
    #[serde(skip_serializing_if = "is_zero")]
    album_images_count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio_duration_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sticker: Option<StickerJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap_parameters: Option<GapParametersJson>,
    timestamp: u64,
    content_type: i32,
    message_type: i32,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<String>,
    #[serde(skip_serializing_if = "is_false")]
    mentioned: bool,
    #[serde(skip_serializing_if = "is_false")]
    replied: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    link_previews: Vec<LinkPreviewJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status_link_previews: Vec<StatusLinkPreviewJson>,
    #[serde(skip_serializing_if = "is_zero_clock")]
    edited_at: u64,
    #[serde(skip_serializing_if = "is_false")]
    deleted: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    deleted_by: String,
    #[serde(skip_serializing_if = "is_false")]
    deleted_for_me: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_request_state: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bridge_message: Option<BridgeMessageJson>,
    #[serde(skip_serializing_if = "is_zero_state")]
    contact_verification_state: u8,
    compressed_key: String,
    emoji_hash: Vec<&'static str>,
}

/// `common.QuotedMessage`: a message that another one replies to.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "common.QuotedMessage")]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuotedMessageJson {
    id: String,
    content_type: i32,
    from: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parsed_text: Option<ParsedTextJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    album_images: Vec<String>,
    album_images_count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audio: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    sticker: bool,
    #[serde(skip_serializing_if = "is_false")]
    deleted: bool,
    #[serde(skip_serializing_if = "is_false")]
    deleted_for_me: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bridge_message: Option<BridgeMessageJson>,
}

/// `common.StickerAlias`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "common.StickerAlias")]
pub(crate) struct StickerJson {
    hash: String,
    pack: i32,
    url: String,
}

/// `common.GapParameters`: filled where a gap is, and there wherever a message comes from the database.
#[derive(Clone, Copy, Debug, Default, JsonSchema, Serialize)]
#[schemars(rename = "common.GapParameters")]
pub(crate) struct GapParametersJson {
    #[serde(skip_serializing_if = "is_zero_clock")]
    from: u64,
    #[serde(skip_serializing_if = "is_zero_clock")]
    to: u64,
}

impl From<Gap> for GapParametersJson {
    fn from(gap: Gap) -> Self {
        Self { from: gap.from_s, to: gap.to_s }
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

fn is_zero_state(value: &u8) -> bool {
    *value == 0
}

fn is_zero_clock(value: &u64) -> bool {
    *value == 0
}

const fn outgoing_status(status: OutgoingStatus) -> &'static str {
    match status {
        OutgoingStatus::Sending => "sending",
        OutgoingStatus::Sent => "sent",
        OutgoingStatus::Delivered => "delivered",
    }
}

const fn contact_request_state(state: MessageContactRequestState) -> Option<u8> {
    match state {
        MessageContactRequestState::None => None,
        MessageContactRequestState::Pending => Some(1),
        MessageContactRequestState::Accepted => Some(2),
        MessageContactRequestState::Dismissed => Some(3),
    }
}

/// Whether a message is of this content.
fn is(message: &MessageRecord, kind: ContentType) -> bool {
    message.content_type == i32::from(kind)
}

/// A note of the chat itself, such as that a contact request was accepted.
pub(super) fn is_note(message: &MessageRecord) -> bool {
    [
        ContentType::SystemMessageMutualEventSent,
        ContentType::SystemMessageMutualEventAccepted,
        ContentType::SystemMessageMutualEventRemoved,
    ]
    .iter()
    .any(|kind| message.content_type == i32::from(*kind))
}

/// A note of what happened to a group.
pub(super) fn is_group_note(message: &MessageRecord) -> bool {
    message.content_type == i32::from(ContentType::SystemMessageContentPrivateGroup)
}

/// The note that a message was pinned.
fn is_pin_note(message: &MessageRecord) -> bool {
    message.content_type == i32::from(ContentType::SystemMessagePinnedMessage)
}

/// A question of an identity verification, or an answer.
pub(super) fn is_of_verification(message: &MessageRecord) -> bool {
    message.content_type == i32::from(ContentType::IdentityVerification)
}

/// A contact request that came when there was nothing to ask any more.
fn is_void_request(message: &MessageRecord) -> bool {
    message.content_type == i32::from(ContentType::ContactRequest)
        && message.contact_request_state == MessageContactRequestState::None
}

impl MessageJson {
    /// A message as it stands in the list of its chat.
    pub(crate) fn stored(message: &MessageRecord, scene: &Scene) -> Self {
        let quoted = scene.message(&message.response_to).map(|quoted| QuotedMessageJson::new(quoted, scene));
        let alias =
            if scene.is_contact(&message.from) { scene.face(&message.from).short.clone() } else { String::new() };
        Self {
            alias,
            display_name: String::new(),
            gap_parameters: Some(Gap::of(message).map(GapParametersJson::from).unwrap_or_default()),
            quoted_message: quoted,
            ..Self::bare(message, scene).with_urls(message, scene)
        }
    }

    /// A message that was received just now.
    pub(crate) fn received(message: &MessageRecord, scene: &Scene) -> Self {
        Self { new: !is_note(message), ..Self::stored(message, scene) }
    }

    /// A message as it was when it was made or received, before anybody looked at it.
    pub(crate) fn fresh(message: &MessageRecord, scene: &Scene) -> Self {
        let is_own = message.from == scene.me;
        let face = scene.face(&message.from);
        let bare = Self::bare(message, scene);
        if is_note(message) || is_group_note(message) {
            return Self { display_name: String::new(), ..bare };
        }
        Self {
            alias: if is_own { face.three_words.clone() } else { face.short.clone() },
            identicon: if is_own { face.identicon().to_owned() } else { String::new() },
            new: !is_own && !is_void_request(message),
            seen: is_own,
            outgoing_status: is_own.then_some("sending"),
            ..bare
        }
    }

    /// The newest message of a chat, in the state that the chat remembers.
    pub(crate) fn last_of(chat: &ChatRecord, scene: &Scene) -> Option<Self> {
        let LastMessage { id, seen, outgoing_status: status, contact_request_state: state, .. } =
            chat.last_message.as_ref()?;
        let message = scene.message(id)?;
        if message.deleted || message.deleted_for_me {
            // It was read again when it was deleted.
            let shown = Self::bare(message, scene).looked_up();
            return Some(Self { seen: *seen, outgoing_status: status.map(outgoing_status), ..shown });
        }
        let shown = Self {
            // Notes need not be read, though they count as what was not.
            seen: *seen || is_note(message),
            outgoing_status: status.map(outgoing_status),
            contact_request_state: contact_request_state(*state),
            ..Self::fresh(message, scene)
        };
        Some(if is_last_as_read_back(chat) { shown.read_back() } else { shown })
    }

    pub(super) fn outgoing_status(&self) -> Option<&'static str> {
        self.outgoing_status
    }

    /// As it was before anybody read it.
    pub(super) fn unseen(self) -> Self {
        Self { seen: false, ..self }
    }

    /// Not new any more.
    pub(super) fn known(self) -> Self {
        Self { new: false, ..self }
    }

    /// Looked up again as the newest one of a chat that lost messages.
    pub(super) fn looked_up(self) -> Self {
        let gap_parameters = Some(GapParametersJson::default());
        Self { alias: String::new(), display_name: String::new(), gap_parameters, ..self }
    }

    /// Read back from where only its JSON was kept, which lacks the type of the chat.
    pub(crate) fn read_back(self) -> Self {
        Self { message_type: 0, ..self }
    }

    fn bare(message: &MessageRecord, scene: &Scene) -> Self {
        let face = scene.face(&message.from);
        // Notes have no markup.
        let blocks = (!is_note(message) && !is_pin_note(message)).then(|| text::parse(said(message)));
        let mut shown = Self {
            id: message.id.clone(),
            whisper_timestamp: message.whisper_timestamp,
            from: face.text.clone(),
            alias: String::new(),
            identicon: String::new(),
            // There is nothing to read in a note of our own, but clients have always been told otherwise; and nothing to
            // mark in how two people are to each other.
            seen: is_note(message) || (message.seen && !(is_pin_note(message) && message.from == scene.me)),
            outgoing_status: message.outgoing_status.map(outgoing_status),
            quoted_message: None,
            rtl: is_right_to_left(&message.text),
            mentions: blocks.as_deref().map(text::mentions).unwrap_or_default(),
            links: blocks.as_deref().map(text::links).unwrap_or_default(),
            link_previews: Vec::new(),
            status_link_previews: Vec::new(),
            parsed_text: blocks.map(ParsedTextJson::from),
            line_count: line_count(&message.text),
            text: message.text.clone(),
            chat_id: message.chat_id.clone(),
            local_chat_id: message.local_chat_id.clone(),
            clock: message.clock,
            replace: "",
            response_to: message.response_to.clone(),
            new: false,
            ens_name: message.ens_name.clone(),
            display_name: message.display_name.clone(),
            image: None,
            album_id: String::new(),
            image_width: 0,
            image_height: 0,
            album_images_count: 0,
            audio: None,
            audio_duration_ms: None,
            sticker: None,
            gap_parameters: None,
            timestamp: message.timestamp,
            content_type: message.content_type,
            message_type: message.message_type,
            mentioned: message.mentioned,
            replied: message.replied,
            edited_at: message.edited_at,
            deleted: message.deleted,
            deleted_by: message.deleted_by.map(|key| scene.face(&key).text.clone()).unwrap_or_default(),
            deleted_for_me: message.deleted_for_me,
            contact_request_state: contact_request_state(message.contact_request_state),
            bridge_message: None,
            contact_verification_state: message.contact_verification_state,
            compressed_key: face.compressed.clone(),
            emoji_hash: face.emoji_hash.clone(),
        };
        shown.add_payload(message, scene);
        shown
    }

    /// Where its picture, recording or sticker is. Of a message that is gone there is only the sticker, which is no secret.
    fn with_urls(mut self, message: &MessageRecord, scene: &Scene) -> Self {
        if let Some(sticker) = &mut self.sticker {
            sticker.url = scene.urls.sticker(&sticker.hash);
        }
        if message.deleted || message.deleted_for_me {
            return self;
        }
        self.image = is(message, ContentType::Image).then(|| scene.urls.message_image(&message.id));
        self.audio = is(message, ContentType::Audio).then(|| scene.urls.message_audio(&message.id));
        self
    }

    /// What has no column of its own.
    fn add_payload(&mut self, message: &MessageRecord, scene: &Scene) {
        // System messages have none, and what was stored was read once before.
        let Ok(payload) = ChatMessage::decode(message.payload.as_slice()) else { return };
        let (id, urls) = (&message.id, &scene.urls);
        let preview = |link: &UnfurledLink| {
            LinkPreviewJson::stored(link, |name| match name {
                "favicon" => urls.link_favicon(id, &link.url),
                _ => urls.link_thumbnail(id, &link.url),
            })
        };
        let status_preview = |link: &UnfurledStatusLink| {
            StatusLinkPreviewJson::stored(link, |name| urls.status_link_image(id, &link.url, name))
        };
        self.link_previews = payload.unfurled_links.iter().map(preview).collect();
        let status_links = payload.unfurled_status_links.unwrap_or_default().unfurled_status_links;
        self.status_link_previews = status_links.iter().map(status_preview).collect();
        match payload.payload {
            Some(Payload::Sticker(sticker)) => {
                self.sticker = Some(StickerJson { hash: sticker.hash, pack: sticker.pack, url: String::new() });
            }
            Some(Payload::Image(image)) => {
                self.album_id = image.album_id;
                self.image_width = image.width;
                self.image_height = image.height;
                self.album_images_count = image.album_images_count;
            }
            Some(Payload::BridgeMessage(bridged)) => self.bridge_message = Some(bridged.into()),
            Some(Payload::Audio(audio)) => self.audio_duration_ms = Some(audio.duration_ms).filter(|ms| *ms > 0),
            _ => {}
        }
    }
}

impl QuotedMessageJson {
    /// Of a deleted message only the author is told. A picture of an album comes with the others.
    fn new(message: &MessageRecord, scene: &Scene) -> Self {
        let is_gone = message.deleted || message.deleted_for_me;
        let shows = |kind| !is_gone && is(message, kind);
        let album = scene.quoted_album_of(message).iter().map(|id| scene.urls.message_image(id)).collect();
        let has_payload = shows(ContentType::Image) || shows(ContentType::BridgeMessage);
        let payload = if has_payload { payload_of(message) } else { None };
        Self {
            id: message.id.clone(),
            content_type: if is_gone { 0 } else { message.content_type },
            from: scene.face(&message.from).text.clone(),
            text: if is_gone { String::new() } else { message.text.clone() },
            parsed_text: (!is_gone && !is_note(message) && !is_pin_note(message))
                .then(|| ParsedTextJson::from(text::parse(said(message)))),
            album_images: if is_gone { Vec::new() } else { album },
            album_images_count: match &payload {
                Some(Payload::Image(image)) => image.album_images_count,
                _ => 0,
            },
            image: shows(ContentType::Image).then(|| scene.urls.message_image(&message.id)),
            audio: shows(ContentType::Audio).then(|| scene.urls.message_audio(&message.id)),
            sticker: shows(ContentType::Sticker),
            deleted: message.deleted,
            deleted_for_me: message.deleted_for_me,
            bridge_message: match payload {
                Some(Payload::BridgeMessage(bridged)) => Some(BridgeMessageJson::quoted(bridged)),
                _ => None,
            },
        }
    }
}

/// What a message carries beside its text.
fn payload_of(message: &MessageRecord) -> Option<Payload> {
    ChatMessage::decode(message.payload.as_slice()).ok()?.payload
}
