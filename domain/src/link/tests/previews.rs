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

fn refused(change: impl FnOnce(&mut UnfurledLink)) -> String {
    let mut link = valid();
    change(&mut link);
    validate_previews(&[link], None).unwrap_err().to_string()
}

#[test]
fn a_preview_that_breaks_a_rule_is_not_sent() {
    assert_eq!(validate_previews(&[valid()], shared(vec![valid_contact()]).as_ref()), Ok(()));
    assert_eq!(refused(|link| link.title.clear()), "invalid link preview, url='https://example.com/x': title is empty");
    assert!(refused(|link| link.url.clear()).ends_with("url is empty"));
    assert!(refused(|link| "javascript:alert(1)".clone_into(&mut link.url)).ends_with("url is not one of the web"));
    assert!(refused(|link| link.url.push_str(&"x".repeat(MAX_URL_LENGTH))).ends_with("url is not one of the web"));
    assert!(refused(|link| link.thumbnail_width = 0).contains("width/heigth are zero"));
    assert!(refused(|link| link.thumbnail_payload.clear()).contains("width/height are not zero"));
    assert!(
        refused(|link| link.thumbnail_payload = b"<svg/>".to_vec()).ends_with("thumbnail is no picture, or too large")
    );
    assert!(refused(|link| link.thumbnail_payload.resize(MAX_PICTURE_BYTES + 1, 0)).ends_with("or too large"));
    assert!(refused(|link| link.favicon_payload = b"<script>".to_vec()).ends_with("favicon is no icon, or too large"));
    assert!(refused(|link| link.title = "x".repeat(MAX_TITLE_LENGTH + 1)).ends_with("text is too long"));
    let many = vec![valid(); MAX_PREVIEWS + 1];
    assert_eq!(validate_previews(&many, None), Err(PreviewError::TooMany));
    let image = UnfurledLink { title: String::new(), r#type: LinkType::Image.into(), ..valid() };
    assert_eq!(validate_previews(&[image], None), Ok(()), "a picture needs no title");
}

#[test]
fn a_preview_of_somebody_who_is_nobody_is_not_sent() {
    let refused = |change: fn(&mut UnfurledStatusLink)| {
        let mut link = valid_contact();
        change(&mut link);
        validate_previews(&[], shared(vec![link]).as_ref()).unwrap_err().to_string()
    };
    assert!(refused(|link| link.url.clear()).ends_with("url can't be empty"));
    assert!(refused(|link| "https://example.com/u#x".clone_into(&mut link.url)).ends_with("not a status shared url"));
    assert!(refused(|link| link.payload = None).ends_with("none of contact/community/channel are set"));
    assert!(
        refused(|link| {
            link.payload =
                Some(Payload::Contact(UnfurledStatusContactLink { public_key: vec![4; 65], ..Default::default() }));
        })
        .ends_with("contact publicKey is no key")
    );
    assert!(
        refused(|link| link.payload = Some(Payload::Channel(Default::default()))).ends_with("channelUuid is empty")
    );
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
    fn what_is_kept_of_anything_could_be_sent(links in proptest::collection::vec(any_link(), 0..10), icon in any::<Option<Vec<u8>>>()) {
        let mut contact = valid_contact();
        if let Some(Payload::Contact(contact)) = &mut contact.payload {
            contact.icon = icon.map(|payload| UnfurledLinkThumbnail { payload, width: 1, height: 1 });
        }
        let message = ChatMessage { unfurled_links: links, unfurled_status_links: shared(vec![contact]), ..ChatMessage::default() };
        let kept = with_valid_previews(&message);
        prop_assert_eq!(validate_previews(&kept.unfurled_links, kept.unfurled_status_links.as_ref()), Ok(()));
        prop_assert_eq!(with_valid_previews(&kept), kept);
    }

    #[test]
    fn whatever_a_page_says_its_preview_could_be_sent(title in ".{0,400}", description in ".{0,2000}", icon in any::<Vec<u8>>()) {
        let head = PageHead { title, description, ..PageHead::default() };
        if let Some(made) = page_preview("https://example.com", &head, None, icon) {
            prop_assert_eq!(validate_previews(&[made], None), Ok(()));
        }
    }
}
