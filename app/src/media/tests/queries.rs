use proptest::prelude::*;

use crate::media::MediaUrls;
use crate::media::color;
use crate::media::query::{Query, build};

#[test]
fn urls_have_their_keys_in_order_and_odd_characters_escaped() {
    let urls = MediaUrls::default();
    urls.set_port(1234);
    assert_eq!(urls.messages(), "https://Localhost:1234/messages/");
    assert_eq!(urls.message_image("0x1"), "https://Localhost:1234/messages/images?messageId=0x1");
    assert_eq!(urls.message_audio("0x1"), "https://Localhost:1234/messages/audio?messageId=0x1");
    assert_eq!(urls.sticker("e3"), "https://Localhost:1234/ipfs?hash=e3");
    assert_eq!(
        urls.contact_image("0x04", "large"),
        "https://Localhost:1234/contactImages?imageName=large&publicKey=0x04"
    );
    assert_eq!(
        urls.link_thumbnail("0x1", "https://a.b/?c=d&e f"),
        "https://Localhost:1234/link-preview/thumbnail?message-id=0x1&url=https%3A%2F%2Fa.b%2F%3Fc%3Dd%26e+f"
    );
    assert_eq!(
        urls.status_link_image("0x1", "u", "contact-icon"),
        "https://Localhost:1234/status-link-preview/thumbnail?image-id=contact-icon&message-id=0x1&url=u"
    );
}

#[test]
fn colours_are_read_in_three_ways() {
    for (text, color) in [
        ("#ff8000", Some([255, 128, 0, 255])),
        ("rgb(1, 2,3)", Some([1, 2, 3, 255])),
        ("rgba(1,2,3,0.5)", Some([1, 2, 3, 127])),
        ("rgba(1,2,3,2)", None),
        ("rgb(256,0,0)", None),
        ("rgb(1,2)", None),
        ("#xyz", None),
        ("red", None),
        ("", None),
    ] {
        assert_eq!(color::parse(text), color, "{text}");
    }
}

#[test]
fn the_first_field_of_a_name_counts() {
    let query = Query::parse("a=1&a=2&b&c=%zz&d=%41+b&=x");
    assert_eq!(
        [query.get("a"), query.get("b"), query.get("c"), query.get("d")],
        [Some("1"), Some(""), None, Some("A b")]
    );
    assert_eq!((query.number("a"), query.number("d"), query.text("b")), (1.0, 0.0, None));
}

proptest! {
    #[test]
    fn what_is_built_is_read_back(key in "\\PC{1,8}", value in "\\PC{0,20}") {
        let query = Query::parse(&build(&[(&key, &value), ("z", "")]));
        prop_assert_eq!(query.get(&key), Some(value.as_str()));
    }

    #[test]
    fn any_text_is_a_query(text in "[%a-f0-9+&=]{0,40}|\\PC{0,40}") {
        let query = Query::parse(&text);
        let _ = (query.number("a"), query.get(""), color::parse(&text));
    }
}
