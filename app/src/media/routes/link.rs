//! Pictures of links in messages. These paths say what is wrong.

use prost::Message as _;
use status_domain::media::{self, FileFormat};
use status_ports::{ProfileStoreExt as _, ProfileTransaction, StorageError};
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{ChatMessage, UnfurledLinkThumbnail, UnfurledStatusLink};

use super::Routes;
use crate::media::answer::Answer;
use crate::media::query::Query;

const BAD_REQUEST: &str = "400 Bad Request";

/// Which picture of a link.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Thumbnail,
    Favicon,
}

pub(super) async fn preview(routes: &Routes, query: &Query, part: Part) -> Answer {
    let (id, url) = match (named(query, "message-id"), named(query, "url")) {
        (Ok(id), Ok(url)) => (id, url),
        (Err(missing), _) | (_, Err(missing)) => return missing,
    };
    let failure = match part {
        Part::Thumbnail => "failed to get thumbnail",
        Part::Favicon => "failed to get favicon",
    };
    let Some(message) = message(routes, id).await else {
        return Answer::refusal("500 Internal Server Error", failure);
    };
    let link = message.unfurled_links.into_iter().find(|link| link.url == url);
    let picture = link.map(|link| match part {
        Part::Thumbnail => link.thumbnail_payload,
        Part::Favicon => link.favicon_payload,
    });
    picture_or_refusal(picture.unwrap_or_default())
}

pub(super) async fn status_preview(routes: &Routes, query: &Query) -> Answer {
    let named = [named(query, "message-id"), named(query, "url"), named(query, "image-id")];
    let (id, url, image_id) = match named {
        [Ok(id), Ok(url), Ok(image_id)] => (id, url, image_id),
        [Err(missing), ..] | [_, Err(missing), _] | [.., Err(missing)] => return missing,
    };
    let Some(message) = message(routes, id.clone()).await else {
        return Answer::refusal(BAD_REQUEST, &format!("could not find message with message-id '{id}'"));
    };
    let links = message.unfurled_status_links.map(|links| links.unfurled_status_links).unwrap_or_default();
    let Some(link) = links.iter().find(|link| link.url == url) else {
        return Answer::refusal(BAD_REQUEST, "no link preview found for given url");
    };
    match thumbnail(link, &image_id) {
        Ok(thumbnail) => picture_or_refusal(thumbnail.payload.clone()),
        Err(reason) => Answer::refusal(BAD_REQUEST, &format!("invalid query parameter 'image-id' value: {reason}")),
    }
}

fn named(query: &Query, key: &str) -> Result<String, Answer> {
    // The second spelling is that of other paths, and understood here as well.
    let found = query.text(key).or_else(|| query.text("messageId").filter(|_| key == "message-id"));
    let missing = || Answer::refusal(BAD_REQUEST, &format!("missing query parameter '{key}'"));
    found.map(str::to_owned).ok_or_else(missing)
}

async fn message(routes: &Routes, id: String) -> Option<ChatMessage> {
    let find = move |stores: &mut dyn ProfileTransaction| match stores.find_message(&id)? {
        Some(message) => media::whole_payload(stores, &message).map(Some),
        None => Ok(None),
    };
    let found = routes.gallery.profile()?.query(find).await;
    let found = found.inspect_err(|error: &StorageError| tracing::error!(%error, "A message could not be read."));
    ChatMessage::decode(found.ok()??.as_slice()).ok()
}

fn picture_or_refusal(picture: Vec<u8>) -> Answer {
    match FileFormat::of(&picture) {
        Some(_) => Answer::picture(picture),
        None => Answer::refusal("501 Not Implemented", "mime type not supported"),
    }
}

fn thumbnail<'a>(link: &'a UnfurledStatusLink, image_id: &str) -> Result<&'a UnfurledLinkThumbnail, &'static str> {
    match (image_id, link.payload.as_ref()) {
        ("contact-icon", Some(Payload::Contact(contact))) => contact.icon.as_ref().ok_or("contact icon is empty"),
        ("contact-icon", _) => Err("this is not a contact link"),
        ("community-icon", Some(Payload::Community(community))) => {
            community.icon.as_ref().ok_or("community icon is empty")
        }
        ("community-banner", Some(Payload::Community(community))) => {
            community.banner.as_ref().ok_or("community banner is empty")
        }
        ("community-icon" | "community-banner", _) => Err("this is not a community link"),
        ("community-channel-icon" | "community-channel-banner", Some(Payload::Channel(channel))) => {
            let community = channel.community.as_ref().ok_or("channel community is empty")?;
            if image_id == "community-channel-icon" {
                community.icon.as_ref().ok_or("channel community icon is empty")
            } else {
                community.banner.as_ref().ok_or("channel community banner is empty")
            }
        }
        ("community-channel-icon" | "community-channel-banner", _) => Err("this is not a community channel link"),
        _ => Err("value not supported"),
    }
}
