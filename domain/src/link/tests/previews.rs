use std::slice;

use proptest::prelude::*;
use status_proto::status::unfurled_link::LinkType;
use status_proto::status::unfurled_status_link::Payload;
use status_proto::status::{
    ChatMessage, UnfurledLink, UnfurledLinkThumbnail, UnfurledStatusContactLink, UnfurledStatusLink,
    UnfurledStatusLinks,
};

use super::super::preview::with_valid_previews;
use super::super::*;
use crate::identity::parse_compressed_key;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const KEY: &str = "zQ3shVu45tykMERhpswJemsmmUGzpp4bapBut9gus9WEMKTwo";

fn valid() -> UnfurledLink {
    UnfurledLink {
        url: "https://example.com/x".to_owned(),
        title: "X".to_owned(),
        thumbnail_payload: PNG.to_vec(),
        thumbnail_width: 10,
        thumbnail_height: 20,
        favicon_payload: PNG.to_vec(),
        ..UnfurledLink::default()
    }
}

fn valid_contact() -> UnfurledStatusLink {
    let key = parse_compressed_key(KEY).unwrap();
    UnfurledStatusLink {
        url: format!("https://status.app/u#{KEY}"),
        payload: Some(Payload::Contact(UnfurledStatusContactLink {
            public_key: key.to_compressed().to_vec(),
            display_name: "alice".to_owned(),
            ..UnfurledStatusContactLink::default()
        })),
    }
}

fn shared(links: Vec<UnfurledStatusLink>) -> Option<UnfurledStatusLinks> {
    Some(UnfurledStatusLinks { unfurled_status_links: links })
}

/// What is kept of a preview that was changed.
fn kept(change: impl FnOnce(&mut UnfurledLink)) -> Vec<UnfurledLink> {
    let mut link = valid();
    change(&mut link);
    let mut links = vec![link];
    keep_valid_previews(&mut links, &mut None);
    links
}

#[test]
fn a_preview_that_breaks_a_rule_is_left_out() {
    assert_eq!(kept(|_| ()), [valid()]);
    assert_eq!(kept(|link| link.title.clear()), []);
    assert_eq!(kept(|link| link.url.clear()), []);
    assert_eq!(kept(|link| "javascript:alert(1)".clone_into(&mut link.url)), []);
    assert_eq!(kept(|link| link.url.push_str(&"x".repeat(MAX_URL_LENGTH))), []);
    let image = UnfurledLink { title: String::new(), r#type: LinkType::Image.into(), ..valid() };
    assert_eq!(kept(|link| *link = image.clone()), slice::from_ref(&image), "a picture needs no title");
}

#[test]
fn of_a_preview_only_what_breaks_a_rule_is_left_out() {
    let bare = &[UnfurledLink { thumbnail_payload: vec![], thumbnail_width: 0, thumbnail_height: 0, ..valid() }];
    assert_eq!(kept(|link| link.thumbnail_width = 0), bare);
    assert_eq!(kept(|link| link.thumbnail_payload.clear()), bare);
    assert_eq!(kept(|link| link.thumbnail_payload = b"<svg/>".to_vec()), bare);
    assert_eq!(kept(|link| link.thumbnail_payload.resize(MAX_PICTURE_BYTES + 1, 0)), bare);
    let without_icon = UnfurledLink { favicon_payload: vec![], ..valid() };
    assert_eq!(kept(|link| link.favicon_payload = b"<script>".to_vec()), [without_icon]);
    let cut = UnfurledLink { title: "x".repeat(MAX_TITLE_LENGTH), ..valid() };
    assert_eq!(kept(|link| link.title = "x".repeat(MAX_TITLE_LENGTH + 1)), [cut]);
}

#[test]
fn a_preview_of_somebody_who_is_nobody_is_left_out() {
    let kept = |change: fn(&mut UnfurledStatusLink)| {
        let mut link = valid_contact();
        change(&mut link);
        let mut links = shared(vec![link]);
        keep_valid_previews(&mut Vec::new(), &mut links);
        links
    };
    assert_eq!(kept(|_| ()), shared(vec![valid_contact()]));
    assert_eq!(kept(|link| link.url.clear()), None);
    assert_eq!(kept(|link| "https://example.com/u#x".clone_into(&mut link.url)), None);
    assert_eq!(kept(|link| link.payload = None), None);
    let nobody = |link: &mut UnfurledStatusLink| {
        link.payload =
            Some(Payload::Contact(UnfurledStatusContactLink { public_key: vec![4; 65], ..Default::default() }));
    };
    assert_eq!(kept(nobody), None);
    assert_eq!(kept(|link| link.payload = Some(Payload::Channel(Default::default()))), None);
}

#[test]
fn of_received_previews_only_what_keeps_the_rules_is_kept() {
    let long = UnfurledLink { title: "é".repeat(MAX_TITLE_LENGTH + 5), ..valid() };
    let without_picture =
        UnfurledLink { thumbnail_payload: b"<html>".to_vec(), favicon_payload: vec![1; 70_000], ..valid() };
    let evil = UnfurledLink { url: "javascript:alert(1)".to_owned(), ..valid() };
    let nameless = UnfurledLink { title: String::new(), ..valid() };
    let message = ChatMessage {
        text: "hello".to_owned(),
        unfurled_links: vec![evil, long, nameless, without_picture],
        unfurled_status_links: shared(vec![UnfurledStatusLink::default(), valid_contact()]),
        ..ChatMessage::default()
    };
    let kept = with_valid_previews(&message);
    let expected_long = UnfurledLink { title: "é".repeat(MAX_TITLE_LENGTH), ..valid() };
    let expected_bare = UnfurledLink {
        thumbnail_payload: vec![],
        thumbnail_width: 0,
        thumbnail_height: 0,
        favicon_payload: vec![],
        ..valid()
    };
    assert_eq!(kept.unfurled_links, [expected_long, expected_bare]);
    assert_eq!(kept.unfurled_status_links, shared(vec![valid_contact()]));
    assert_eq!(kept.text, "hello");
    let flood = ChatMessage {
        unfurled_links: vec![valid(); 1000],
        unfurled_status_links: shared(vec![]),
        ..ChatMessage::default()
    };
    let kept = with_valid_previews(&flood);
    assert_eq!((kept.unfurled_links.len(), kept.unfurled_status_links), (MAX_PREVIEWS, None));
}

#[test]
fn a_preview_of_a_page_is_short_and_in_one_line() {
    let head =
        PageHead { title: format!(" a\n b {}", "c".repeat(500)), description: "\t".to_owned(), ..PageHead::default() };
    let thumbnail = Thumbnail { file: PNG.to_vec(), width: 1, height: 2 };
    let made = page_preview("https://example.com", &head, Some(thumbnail), b"no icon".to_vec()).unwrap();
    assert!(made.title.starts_with("a b ccc") && made.title.ends_with('…'));
    assert_eq!(made.title.chars().count(), MAX_TITLE_LENGTH);
    assert_eq!((made.description.as_str(), made.favicon_payload.len(), made.thumbnail_height), ("", 0, 2));
    assert_eq!(page_preview("https://example.com", &PageHead::default(), None, vec![]), None);
}

fn any_link() -> impl Strategy<Value = UnfurledLink> {
    let bytes = || prop_oneof![Just(PNG.to_vec()), proptest::collection::vec(any::<u8>(), 0..20)];
    let url = prop_oneof!["https?://[a-z]{1,5}\\.[a-z]{2,3}/\\PC{0,10}", ".{0,20}"];
    ((url, ".{0,300}", ".{0,20}"), (bytes(), 0..3_u32, 0..3_u32), (bytes(), any::<i32>())).prop_map(
        |(
            (url, title, description),
            (thumbnail_payload, thumbnail_width, thumbnail_height),
            (favicon_payload, r#type),
        )| {
            UnfurledLink {
                url,
                title,
                description,
                thumbnail_payload,
                thumbnail_width,
                thumbnail_height,
                favicon_payload,
                r#type,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_kept_of_anything_is_kept_again(links in proptest::collection::vec(any_link(), 0..10), icon in any::<Option<Vec<u8>>>()) {
        let mut contact = valid_contact();
        if let Some(Payload::Contact(contact)) = &mut contact.payload {
            contact.icon = icon.map(|payload| UnfurledLinkThumbnail { payload, width: 1, height: 1 });
        }
        let message = ChatMessage { unfurled_links: links, unfurled_status_links: shared(vec![contact]), ..ChatMessage::default() };
        let kept = with_valid_previews(&message);
        prop_assert_eq!(with_valid_previews(&kept), kept);
    }

    #[test]
    fn whatever_a_page_says_its_preview_could_be_sent(title in ".{0,400}", description in ".{0,2000}", icon in any::<Vec<u8>>()) {
        let head = PageHead { title, description, ..PageHead::default() };
        if let Some(made) = page_preview("https://example.com", &head, None, icon) {
            prop_assert_eq!(kept(|link| *link = made.clone()), [made]);
        }
    }
}
