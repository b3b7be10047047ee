//! Previews of links as clients read and send them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::crypto::PublicKey;
use status_domain::identity::{parse_hex_public_key, public_key_text};
use status_domain::link::hostname;
use status_domain::media::FileFormat;
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{
    UnfurledLink, UnfurledLinkThumbnail, UnfurledStatusChannelLink, UnfurledStatusCommunityLink,
    UnfurledStatusContactLink, UnfurledStatusLink, UnfurledStatusLinks,
};

/// `common.LinkPreviewThumbnail`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "common.LinkPreviewThumbnail")]
#[serde(rename = "common.LinkPreviewThumbnail", rename_all = "camelCase", default)]
pub(crate) struct ThumbnailJson {
    #[serde(skip_serializing_if = "is_zero")]
    width: u32,
    #[serde(skip_serializing_if = "is_zero")]
    height: u32,
    /// Where the media server has it, once it was sent.
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    /// The picture itself, before it was sent.
    #[serde(skip_serializing_if = "String::is_empty")]
    data_uri: String,
}

/// `common.LinkPreview`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "common.LinkPreview")]
#[serde(rename = "common.LinkPreview", default)]
pub(crate) struct LinkPreviewJson {
    /// 0 a page, 1 a picture.
    #[serde(rename = "type")]
    kind: i32,
    url: String,
    hostname: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    favicon: ThumbnailJson,
    thumbnail: ThumbnailJson,
}

/// `common.StatusLinkPreview`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "common.StatusLinkPreview")]
#[serde(rename = "common.StatusLinkPreview", default)]
pub(crate) struct StatusLinkPreviewJson {
    #[serde(skip_serializing_if = "String::is_empty")]
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactPreviewJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    community: Option<CommunityPreviewJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<ChannelPreviewJson>,
}

/// `common.StatusContactLinkPreview`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "common.StatusContactLinkPreview")]
#[serde(rename = "common.StatusContactLinkPreview", rename_all = "camelCase", default)]
struct ContactPreviewJson {
    /// `0x04…`.
    public_key: String,
    display_name: String,
    description: String,
    icon: ThumbnailJson,
}

/// `common.StatusCommunityLinkPreview`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "common.StatusCommunityLinkPreview")]
#[serde(rename = "common.StatusCommunityLinkPreview", rename_all = "camelCase", default)]
struct CommunityPreviewJson {
    /// `0x` + 66 hex digits.
    community_id: String,
    display_name: String,
    description: String,
    members_count: u32,
    color: String,
    icon: ThumbnailJson,
    banner: ThumbnailJson,
}

/// `common.StatusCommunityChannelLinkPreview`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
#[schemars(rename = "common.StatusCommunityChannelLinkPreview")]
#[serde(rename = "common.StatusCommunityChannelLinkPreview", rename_all = "camelCase", default)]
struct ChannelPreviewJson {
    channel_uuid: String,
    emoji: String,
    display_name: String,
    description: String,
    color: String,
    community: Option<CommunityPreviewJson>,
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}

/// How a picture is shown: by its bytes, or where the media server has it. Given what names it there and the picture.
type Shown<'a> = dyn Fn(&str, &[u8]) -> ThumbnailJson + 'a;

/// A picture with its bytes.
fn whole(_: &str, file: &[u8]) -> ThumbnailJson {
    let mime = FileFormat::of(file).map_or("image/unknown", FileFormat::mime);
    ThumbnailJson { data_uri: format!("data:{mime};base64,{}", STANDARD.encode(file)), ..ThumbnailJson::default() }
}

impl LinkPreviewJson {
    /// A preview that was made just now.
    pub(crate) fn unfurled(link: &UnfurledLink) -> Self {
        Self::new(link, &whole)
    }

    /// A preview of a stored message; `url_of` names the place of `thumbnail` or `favicon` at the media server.
    pub(crate) fn stored(link: &UnfurledLink, url_of: impl Fn(&str) -> String) -> Self {
        Self::new(link, &|name, _| ThumbnailJson { url: url_of(name), ..ThumbnailJson::default() })
    }

    fn new(link: &UnfurledLink, shown: &Shown<'_>) -> Self {
        let picture =
            |name: &str, file: &[u8]| if file.is_empty() { ThumbnailJson::default() } else { shown(name, file) };
        let thumbnail = picture("thumbnail", &link.thumbnail_payload);
        Self {
            kind: link.r#type,
            url: link.url.clone(),
            hostname: hostname(&link.url),
            title: link.title.clone(),
            description: link.description.clone(),
            favicon: picture("favicon", &link.favicon_payload),
            thumbnail: ThumbnailJson { width: link.thumbnail_width, height: link.thumbnail_height, ..thumbnail },
        }
    }
}

impl StatusLinkPreviewJson {
    /// A preview that was made just now.
    pub(crate) fn unfurled(link: &UnfurledStatusLink) -> Self {
        Self::new(link, &whole)
    }

    /// A preview of a stored message; `url_of` names the place of a picture, such as `contact-icon`, at the media server.
    pub(crate) fn stored(link: &UnfurledStatusLink, url_of: impl Fn(&str) -> String) -> Self {
        Self::new(link, &|name, _| ThumbnailJson { url: url_of(name), ..ThumbnailJson::default() })
    }

    fn new(link: &UnfurledStatusLink, shown: &Shown<'_>) -> Self {
        let bare = Self { url: link.url.clone(), ..Self::default() };
        match &link.payload {
            None => bare,
            Some(Payload::Contact(contact)) => Self { contact: Some(ContactPreviewJson::new(contact, shown)), ..bare },
            Some(Payload::Community(shared)) => {
                Self { community: Some(CommunityPreviewJson::new(shared, "community", shown)), ..bare }
            }
            Some(Payload::Channel(channel)) => Self { channel: Some(ChannelPreviewJson::new(channel, shown)), ..bare },
        }
    }
}

impl ContactPreviewJson {
    fn new(contact: &UnfurledStatusContactLink, shown: &Shown<'_>) -> Self {
        // What was stored or made was checked.
        let key = PublicKey::from_bytes(&contact.public_key).map(|key| public_key_text(&key));
        Self {
            public_key: key.unwrap_or_default(),
            display_name: contact.display_name.clone(),
            description: contact.description.clone(),
            icon: thumbnail(contact.icon.as_ref(), "contact-icon", shown),
        }
    }
}

impl CommunityPreviewJson {
    fn new(shared: &UnfurledStatusCommunityLink, prefix: &str, shown: &Shown<'_>) -> Self {
        Self {
            community_id: format!("0x{}", hex::encode(&shared.community_id)),
            display_name: shared.display_name.clone(),
            description: shared.description.clone(),
            members_count: shared.members_count,
            color: shared.color.clone(),
            icon: thumbnail(shared.icon.as_ref(), &format!("{prefix}-icon"), shown),
            banner: thumbnail(shared.banner.as_ref(), &format!("{prefix}-banner"), shown),
        }
    }
}

impl ChannelPreviewJson {
    fn new(channel: &UnfurledStatusChannelLink, shown: &Shown<'_>) -> Self {
        let community = channel.community.as_ref();
        Self {
            channel_uuid: channel.channel_uuid.clone(),
            emoji: channel.emoji.clone(),
            display_name: channel.display_name.clone(),
            description: channel.description.clone(),
            color: channel.color.clone(),
            community: community.map(|shared| CommunityPreviewJson::new(shared, "community-channel", shown)),
        }
    }
}

fn thumbnail(picture: Option<&UnfurledLinkThumbnail>, name: &str, shown: &Shown<'_>) -> ThumbnailJson {
    let Some(picture) = picture.filter(|picture| !picture.payload.is_empty()) else { return ThumbnailJson::default() };
    ThumbnailJson { width: picture.width, height: picture.height, ..shown(name, &picture.payload) }
}

/// The previews that a client sends. What is no picture or no key is left out, and then what needs it.
pub(crate) fn unfurled_links(previews: &[LinkPreviewJson]) -> Vec<UnfurledLink> {
    let link = |preview: &LinkPreviewJson| UnfurledLink {
        url: preview.url.clone(),
        title: preview.title.clone(),
        description: preview.description.clone(),
        thumbnail_payload: bytes(&preview.thumbnail),
        thumbnail_width: preview.thumbnail.width,
        thumbnail_height: preview.thumbnail.height,
        r#type: preview.kind,
        favicon_payload: bytes(&preview.favicon),
    };
    previews.iter().map(link).collect()
}

/// The previews of links to people and communities that a client sends; `None` without any.
pub(crate) fn unfurled_status_links(previews: &[StatusLinkPreviewJson]) -> Option<UnfurledStatusLinks> {
    let link = |preview: &StatusLinkPreviewJson| {
        let payload = match (&preview.contact, &preview.community, &preview.channel) {
            (Some(contact), None, None) => Some(Payload::Contact(contact_link(contact))),
            (None, Some(community), None) => Some(Payload::Community(community_link(community))),
            (None, None, Some(channel)) => Some(Payload::Channel(channel_link(channel))),
            // None, or several at once: left out as none.
            _ => None,
        };
        UnfurledStatusLink { url: preview.url.clone(), payload }
    };
    let links: Vec<_> = previews.iter().map(link).collect();
    (!links.is_empty()).then_some(UnfurledStatusLinks { unfurled_status_links: links })
}

fn contact_link(contact: &ContactPreviewJson) -> UnfurledStatusContactLink {
    let key = parse_hex_public_key(&contact.public_key);
    UnfurledStatusContactLink {
        public_key: key.map(|key| key.to_compressed().to_vec()).unwrap_or_default(),
        display_name: contact.display_name.clone(),
        description: contact.description.clone(),
        icon: picture(&contact.icon),
    }
}

fn community_link(shared: &CommunityPreviewJson) -> UnfurledStatusCommunityLink {
    let id = shared.community_id.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
    UnfurledStatusCommunityLink {
        community_id: id.unwrap_or_default(),
        display_name: shared.display_name.clone(),
        description: shared.description.clone(),
        members_count: shared.members_count,
        color: shared.color.clone(),
        icon: picture(&shared.icon),
        banner: picture(&shared.banner),
    }
}

fn channel_link(channel: &ChannelPreviewJson) -> UnfurledStatusChannelLink {
    UnfurledStatusChannelLink {
        channel_uuid: channel.channel_uuid.clone(),
        emoji: channel.emoji.clone(),
        display_name: channel.display_name.clone(),
        description: channel.description.clone(),
        color: channel.color.clone(),
        community: channel.community.as_ref().map(community_link),
    }
}

fn picture(shown: &ThumbnailJson) -> Option<UnfurledLinkThumbnail> {
    let picture = || UnfurledLinkThumbnail { payload: bytes(shown), width: shown.width, height: shown.height };
    (*shown != ThumbnailJson::default()).then(picture)
}

/// The bytes of a data URI; none without one.
fn bytes(shown: &ThumbnailJson) -> Vec<u8> {
    let data = shown.data_uri.strip_prefix("data:image/").and_then(|rest| rest.split_once(";base64,"));
    data.and_then(|(_, text)| STANDARD.decode(text).ok()).unwrap_or_default()
}
