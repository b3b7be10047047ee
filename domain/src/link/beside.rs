//! The pictures of previews are kept beside the message, as its other attachments: pages of chats do not read them.

use prost::Message as _;
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{ChatMessage, UnfurledStatusLink};

/// Stands where a picture is that is kept beside the message. No picture is as short.
const MARK: [u8; 1] = [0];

/// The pictures of the previews of a message, serialized; nothing if it holds none.
pub(crate) fn preview_pictures(content: &ChatMessage) -> Option<Vec<u8>> {
    let mut kept = ChatMessage {
        unfurled_links: content.unfurled_links.clone(),
        unfurled_status_links: content.unfurled_status_links.clone(),
        ..ChatMessage::default()
    };
    let has_any = pictures(&mut kept).into_iter().any(|picture| !picture.is_empty() && *picture != MARK);
    has_any.then(|| kept.encode_to_vec())
}

/// Takes the pictures of the previews out of a message.
pub(crate) fn take_preview_pictures(content: &mut ChatMessage) {
    for picture in pictures(content).into_iter().filter(|picture| !picture.is_empty()) {
        *picture = MARK.to_vec();
    }
}

/// Whether pictures of the previews of a message are kept beside it.
pub(crate) fn lacks_preview_pictures(content: &mut ChatMessage) -> bool {
    pictures(content).into_iter().any(|picture| *picture == MARK)
}

/// Puts the pictures back. What is not there any more leaves nothing.
pub(crate) fn restore_preview_pictures(content: &mut ChatMessage, kept: &[u8]) {
    let mut kept = ChatMessage::decode(kept).unwrap_or_default();
    let mut kept = pictures(&mut kept).into_iter();
    for picture in pictures(content) {
        let whole = kept.next().map(std::mem::take);
        if *picture == MARK {
            *picture = whole.unwrap_or_default();
        }
    }
}

/// Every place of a picture, always in the same order.
fn pictures(content: &mut ChatMessage) -> Vec<&mut Vec<u8>> {
    let links = content.unfurled_links.iter_mut();
    let mut places: Vec<_> = links.flat_map(|link| [&mut link.thumbnail_payload, &mut link.favicon_payload]).collect();
    let shared = content.unfurled_status_links.iter_mut().flat_map(|links| links.unfurled_status_links.iter_mut());
    places.extend(shared.flat_map(shared_pictures));
    places
}

fn shared_pictures(link: &mut UnfurledStatusLink) -> Vec<&mut Vec<u8>> {
    let thumbnails = match link.payload.as_mut() {
        None => [None, None],
        Some(Payload::Contact(contact)) => [contact.icon.as_mut(), None],
        Some(Payload::Community(community)) => [community.icon.as_mut(), community.banner.as_mut()],
        Some(Payload::Channel(channel)) => match channel.community.as_mut() {
            None => [None, None],
            Some(community) => [community.icon.as_mut(), community.banner.as_mut()],
        },
    };
    thumbnails.into_iter().flatten().map(|thumbnail| &mut thumbnail.payload).collect()
}
