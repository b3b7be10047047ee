use proptest::prelude::*;
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{
    ChatMessage, UnfurledLink, UnfurledLinkThumbnail, UnfurledStatusContactLink, UnfurledStatusLink,
    UnfurledStatusLinks,
};

use super::super::*;

fn message(pictures: &[Vec<u8>], icon: Option<Vec<u8>>) -> ChatMessage {
    let link = |picture: &Vec<u8>| UnfurledLink {
        title: "x".to_owned(),
        thumbnail_payload: picture.clone(),
        favicon_payload: picture.iter().rev().copied().collect(),
        ..UnfurledLink::default()
    };
    let icon = icon.map(|payload| UnfurledLinkThumbnail { payload, width: 1, height: 1 });
    let contact = UnfurledStatusContactLink { icon, ..UnfurledStatusContactLink::default() };
    let shared = UnfurledStatusLink { url: "y".to_owned(), payload: Some(Payload::Contact(contact)) };
    ChatMessage {
        text: "text".to_owned(),
        unfurled_links: pictures.iter().map(link).collect(),
        unfurled_status_links: Some(UnfurledStatusLinks { unfurled_status_links: vec![shared] }),
        ..ChatMessage::default()
    }
}

/// Of no bytes, or of more than a mark has.
fn any_picture() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![Just(vec![]), proptest::collection::vec(any::<u8>(), 2..20)]
}

proptest! {
    #[test]
    fn pictures_that_are_kept_beside_a_message_come_back(
        pictures in proptest::collection::vec(any_picture(), 0..5),
        icon in proptest::option::of(any_picture()),
    ) {
        let whole = message(&pictures, icon);
        let mut light = whole.clone();
        take_preview_pictures(&mut light);
        match preview_pictures(&whole) {
            None => prop_assert_eq!(&light, &whole),
            Some(kept) => {
                prop_assert!(lacks_preview_pictures(&mut light));
                prop_assert_eq!(preview_pictures(&light), None);
                let mut restored = light.clone();
                restore_preview_pictures(&mut restored, &kept);
                prop_assert_eq!(&restored, &whole);
                let mut lost = light;
                restore_preview_pictures(&mut lost, b"\xff");
                prop_assert!(!lacks_preview_pictures(&mut lost));
            }
        }
    }
}
