//! What a preview may say, made here or received.

use status_proto::status::unfurled_link::LinkType;
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{
    ChatMessage, UnfurledLink, UnfurledLinkThumbnail, UnfurledStatusCommunityLink, UnfurledStatusLink,
    UnfurledStatusLinks,
};

use super::PageHead;
use super::address::is_of_the_web;
use super::picture::{Thumbnail, is_icon, is_picture};
use crate::crypto::PublicKey;
use crate::share_url::is_shared_url;

/// Previews of one message, and as many of links to people and communities.
pub const MAX_PREVIEWS: usize = 5;
/// Unicode scalar values of a title.
pub const MAX_TITLE_LENGTH: usize = 256;
/// Unicode scalar values of a description.
pub const MAX_DESCRIPTION_LENGTH: usize = 1024;
/// Bytes of an address.
pub const MAX_URL_LENGTH: usize = 2048;

/// Unicode scalar values of an emoji, a colour, a UUID.
pub(super) const MAX_NAME_LENGTH: usize = 64;

/// The preview of a page. `None` if the page does not say what it is called.
#[must_use]
pub fn page_preview(url: &str, head: &PageHead, thumbnail: Option<Thumbnail>, icon: Vec<u8>) -> Option<UnfurledLink> {
    let title = shortened(&head.title, MAX_TITLE_LENGTH);
    let preview = UnfurledLink {
        title,
        description: shortened(&head.description, MAX_DESCRIPTION_LENGTH),
        favicon_payload: if is_icon(&icon) { icon } else { Vec::new() },
        ..picture_preview(url, thumbnail.unwrap_or_default())
    };
    (!preview.title.is_empty()).then(|| UnfurledLink { r#type: LinkType::Link.into(), ..preview })
}

/// The preview of a picture.
#[must_use]
pub fn picture_preview(url: &str, thumbnail: Thumbnail) -> UnfurledLink {
    UnfurledLink {
        url: url.to_owned(),
        thumbnail_payload: thumbnail.file,
        thumbnail_width: thumbnail.width,
        thumbnail_height: thumbnail.height,
        r#type: LinkType::Image.into(),
        ..UnfurledLink::default()
    }
}

/// The beginning of a text without blanks around it, in one line of at most so many characters.
pub(super) fn shortened(text: &str, length: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(length) {
        None => line,
        Some(_) => line.chars().take(length.saturating_sub(1)).chain(['…']).collect(),
    }
}

fn is_link(link: &UnfurledLink) -> bool {
    (link.r#type() != LinkType::Link || !link.title.is_empty())
        && link.url.len() <= MAX_URL_LENGTH
        && is_of_the_web(&link.url)
}

/// Whether a picture and its size go together; neither is fine, too.
fn is_shown(file: &[u8], width: u32, height: u32) -> bool {
    if file.is_empty() { width == 0 && height == 0 } else { width > 0 && height > 0 && is_picture(file) }
}

fn is_short(text: &str, length: usize) -> bool {
    text.chars().nth(length).is_none()
}

fn is_compressed_key(bytes: &[u8]) -> bool {
    bytes.len() == 33 && PublicKey::from_bytes(bytes).is_ok()
}

fn is_status_link(link: &UnfurledStatusLink) -> bool {
    let is_said = |name: &str, description: &str| {
        is_short(name, MAX_TITLE_LENGTH) && is_short(description, MAX_DESCRIPTION_LENGTH)
    };
    let is_thumbnail = |picture: &Option<UnfurledLinkThumbnail>| {
        picture.as_ref().is_none_or(|picture| is_shown(&picture.payload, picture.width, picture.height))
    };
    let is_community = |community: &UnfurledStatusCommunityLink| {
        is_compressed_key(&community.community_id)
            && is_thumbnail(&community.icon)
            && is_thumbnail(&community.banner)
            && is_said(&community.display_name, &community.description)
            && is_short(&community.color, MAX_NAME_LENGTH)
    };
    let is_address = link.url.len() <= MAX_URL_LENGTH && is_shared_url(&link.url);
    is_address
        && match &link.payload {
            None => false,
            Some(Payload::Contact(contact)) => {
                is_compressed_key(&contact.public_key)
                    && is_thumbnail(&contact.icon)
                    && is_said(&contact.display_name, &contact.description)
            }
            Some(Payload::Community(community)) => is_community(community),
            Some(Payload::Channel(channel)) => {
                !channel.channel_uuid.is_empty()
                    && channel.community.as_ref().is_some_and(is_community)
                    && [&channel.channel_uuid, &channel.emoji, &channel.color]
                        .into_iter()
                        .all(|name| is_short(name, MAX_NAME_LENGTH))
                    && is_said(&channel.display_name, &channel.description)
            }
        }
}

/// What is kept of previews, received or to be sent: of those that break a rule nothing, of texts that are too long their
/// beginning. The message around them is as good without.
pub fn keep_valid_previews(links: &mut Vec<UnfurledLink>, status_links: &mut Option<UnfurledStatusLinks>) {
    for link in links.iter_mut() {
        cut(&mut link.title, MAX_TITLE_LENGTH);
        cut(&mut link.description, MAX_DESCRIPTION_LENGTH);
        if !is_shown(&link.thumbnail_payload, link.thumbnail_width, link.thumbnail_height) {
            (link.thumbnail_payload, link.thumbnail_width, link.thumbnail_height) = (Vec::new(), 0, 0);
        }
        if !is_icon(&link.favicon_payload) {
            link.favicon_payload = Vec::new();
        }
    }
    links.retain(is_link);
    links.truncate(MAX_PREVIEWS);
    if let Some(shared) = status_links {
        shared.unfurled_status_links.retain(is_status_link);
        shared.unfurled_status_links.truncate(MAX_PREVIEWS);
    }
    status_links.take_if(|shared| shared.unfurled_status_links.is_empty());
}

fn cut(text: &mut String, length: usize) {
    if let Some((end, _)) = text.char_indices().nth(length) {
        text.truncate(end);
    }
}

/// A received message with what is kept of its previews.
pub(crate) fn with_valid_previews(content: &ChatMessage) -> ChatMessage {
    let mut kept = content.clone();
    keep_valid_previews(&mut kept.unfurled_links, &mut kept.unfurled_status_links);
    kept
}
