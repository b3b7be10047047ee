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

/// Why a preview is not sent. The texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PreviewError {
    /// More than a message may have.
    #[error("too many link previews, at most {MAX_PREVIEWS}")]
    TooMany,
    /// A preview that is none.
    #[error("invalid link preview, url='{url}': {reason}")]
    Link {
        /// Its address.
        url: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A preview of a link to somebody or something that is none.
    #[error("invalid status link preview, url='{url}': {reason}")]
    StatusLink {
        /// Its address.
        url: String,
        /// What is wrong.
        reason: &'static str,
    },
}

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

/// Whether these previews may be sent.
///
/// # Errors
/// [`PreviewError`] for the first that must not.
pub fn validate_previews(
    links: &[UnfurledLink],
    status_links: Option<&UnfurledStatusLinks>,
) -> Result<(), PreviewError> {
    let status_links = status_links.map(|links| links.unfurled_status_links.as_slice()).unwrap_or_default();
    if links.len().max(status_links.len()) > MAX_PREVIEWS {
        return Err(PreviewError::TooMany);
    }
    for link in links {
        check_link(link).map_err(|reason| PreviewError::Link { url: link.url.clone(), reason })?;
    }
    for link in status_links {
        check_status_link(link).map_err(|reason| PreviewError::StatusLink { url: link.url.clone(), reason })?;
    }
    Ok(())
}

fn check_link(link: &UnfurledLink) -> Result<(), &'static str> {
    if link.r#type() == LinkType::Link && link.title.is_empty() {
        return Err("title is empty");
    }
    if link.url.is_empty() {
        return Err("url is empty");
    }
    if link.url.len() > MAX_URL_LENGTH || !is_of_the_web(&link.url) {
        return Err("url is not one of the web");
    }
    check_picture(&link.thumbnail_payload, link.thumbnail_width, link.thumbnail_height)?;
    if !link.favicon_payload.is_empty() && !is_icon(&link.favicon_payload) {
        return Err("favicon is no icon, or too large");
    }
    check_length(&link.title, MAX_TITLE_LENGTH)?;
    check_length(&link.description, MAX_DESCRIPTION_LENGTH)
}

fn check_picture(file: &[u8], width: u32, height: u32) -> Result<(), &'static str> {
    let has_size = width > 0 && height > 0;
    match (file.is_empty(), has_size) {
        (true, _) if width == 0 && height == 0 => Ok(()),
        (true, _) => Err("thumbnail is not valid for proto: dataUri is empty, but width/height are not zero"),
        (false, false) => Err("thumbnail is not valid for proto: dataUri is not empty, but width/heigth are zero"),
        (false, true) if is_picture(file) => Ok(()),
        (false, true) => Err("thumbnail is no picture, or too large"),
    }
}

fn check_length(text: &str, length: usize) -> Result<(), &'static str> {
    if text.chars().nth(length).is_some() { Err("text is too long") } else { Ok(()) }
}

fn is_compressed_key(bytes: &[u8]) -> bool {
    bytes.len() == 33 && PublicKey::from_bytes(bytes).is_ok()
}

fn check_status_link(link: &UnfurledStatusLink) -> Result<(), &'static str> {
    if link.url.is_empty() {
        return Err("url can't be empty");
    }
    if link.url.len() > MAX_URL_LENGTH || !is_shared_url(&link.url) {
        return Err("url is not a status shared url");
    }
    let thumbnail = |picture: &Option<UnfurledLinkThumbnail>| match picture {
        Some(picture) => check_picture(&picture.payload, picture.width, picture.height),
        None => Ok(()),
    };
    let community = |community: &UnfurledStatusCommunityLink| {
        if !is_compressed_key(&community.community_id) {
            return Err("communityId is no key");
        }
        thumbnail(&community.icon)?;
        thumbnail(&community.banner)?;
        check_length(&community.display_name, MAX_TITLE_LENGTH)?;
        check_length(&community.description, MAX_DESCRIPTION_LENGTH)?;
        check_length(&community.color, MAX_NAME_LENGTH)
    };
    match &link.payload {
        None => Err("none of contact/community/channel are set"),
        Some(Payload::Contact(contact)) => {
            if !is_compressed_key(&contact.public_key) {
                return Err("contact publicKey is no key");
            }
            thumbnail(&contact.icon)?;
            check_length(&contact.display_name, MAX_TITLE_LENGTH)?;
            check_length(&contact.description, MAX_DESCRIPTION_LENGTH)
        }
        Some(Payload::Community(shared)) => community(shared),
        Some(Payload::Channel(channel)) => {
            if channel.channel_uuid.is_empty() {
                return Err("channelUuid is empty");
            }
            community(channel.community.as_ref().ok_or("channel community is nil")?)?;
            check_length(&channel.channel_uuid, MAX_NAME_LENGTH)?;
            check_length(&channel.emoji, MAX_NAME_LENGTH)?;
            check_length(&channel.color, MAX_NAME_LENGTH)?;
            check_length(&channel.display_name, MAX_TITLE_LENGTH)?;
            check_length(&channel.description, MAX_DESCRIPTION_LENGTH)
        }
    }
}

/// What is kept of received previews: of those that break a rule nothing, of texts that are too long their beginning.
/// The message around them is as good without.
pub(crate) fn keep_valid_previews(links: &mut Vec<UnfurledLink>, status_links: &mut Option<UnfurledStatusLinks>) {
    for link in links.iter_mut() {
        cut(&mut link.title, MAX_TITLE_LENGTH);
        cut(&mut link.description, MAX_DESCRIPTION_LENGTH);
        if check_picture(&link.thumbnail_payload, link.thumbnail_width, link.thumbnail_height).is_err() {
            (link.thumbnail_payload, link.thumbnail_width, link.thumbnail_height) = (Vec::new(), 0, 0);
        }
        if !is_icon(&link.favicon_payload) {
            link.favicon_payload = Vec::new();
        }
    }
    links.retain(|link| check_link(link).is_ok());
    links.truncate(MAX_PREVIEWS);
    if let Some(shared) = status_links {
        shared.unfurled_status_links.retain(|link| check_status_link(link).is_ok());
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
