use proptest::prelude::*;
use status_ports::Excess;

use super::super::*;

#[test]
fn links_of_status_are_previewed_whatever_the_settings_say() {
    let text = "https://example.com/x https://status.app/u#zQ3shabc https://example.com/y.gif";
    for (mode, permission) in
        [(1, Permission::AskUser), (2, Permission::Allowed), (3, Permission::Forbidden), (0, Permission::Forbidden)]
    {
        let planned = plan(text, UnfurlingMode::from_number(mode));
        let permissions: Vec<_> = planned.iter().map(|planned| planned.permission).collect();
        assert_eq!(permissions, [permission, Permission::Allowed, Permission::NotSupported]);
        assert_eq!(planned.iter().map(|planned| planned.is_shared).collect::<Vec<_>>(), [false, true, false]);
    }
}

#[test]
fn a_message_has_at_most_five_previews() {
    let text = "https://a.com https://b.com https://c.com https://d.com https://e.com https://f.com";
    assert_eq!(plan(text, UnfurlingMode::EnableAll).len(), 6, "the client sees all of them");
    assert_eq!(text_urls(text).len(), MAX_PREVIEWS);
    let asked = ["b", "a", "b", "c", "d", "a", "e", "f"].map(str::to_owned).to_vec();
    assert_eq!(distinct_urls(asked), ["b", "a", "c", "d", "e"]);
}

#[test]
fn addresses_are_compared_in_one_form() {
    for (text, form) in [
        ("https://Example.COM/Path/", Some("https://example.com/Path")),
        ("https://example.com", Some("https://example.com")),
        ("https://1.2.3.4/x", Some("https://1.2.3.4/x")),
        ("https://example.com/путь", Some("https://example.com/%D0%BF%D1%83%D1%82%D1%8C")),
        ("https://example.com/%20путь(1)", Some("https://example.com/%20%D0%BF%D1%83%D1%82%D1%8C%281%29")),
        // What says something is kept as it was written.
        ("https://example.com?q=\u{e9}&r=%zz", Some("https://example.com?q=\u{e9}&r=%zz")),
        ("https://Example.com:443/a/../b/./c//", Some("https://example.com:443/a/../b/./c")),
        ("https://example.com/a?", Some("https://example.com/a?")),
        ("HTTPS://example.com/(a)#[b]", Some("https://example.com/(a)#[b]")),
        ("https://example.com/a?b?c#d?(e", Some("https://example.com/a?b?c#d?(e")),
        ("https://example.com/(x|y#d?(e|f#g", Some("https://example.com/%28x%7Cy#d?(e%7Cf%23g")),
        ("https://example.com/#", Some("https://example.com")),
        ("https://example.com/#/", Some("https://example.com")),
        ("https://user:pw@Example.com/", Some("https://user:pw@example.com")),
        ("https://ex\u{e4}mple.com:8080/", Some("https://xn--exmple-cua.com:8080")),
        ("https://example.com/%zz", None),
        ("https://example.com\\@example.org/", None),
        ("https://example..com", None),
        ("https://nodomain", None),
        ("https://localhost:8080", None),
        ("https://", None),
        ("example.com", None),
    ] {
        assert_eq!(normalized(text).as_deref(), form, "{text}");
    }
}

#[test]
fn each_link_has_its_source() {
    for (url, source) in [
        ("https://example.com/a.PNG", Some(Source::Picture)),
        ("https://example.com/a.webp?x=y", Some(Source::Picture)),
        ("https://www.reddit.com/r/x", Some(Source::OEmbed("https://www.reddit.com/oembed"))),
        ("https://reddit.com.example.org/", Some(Source::Page)),
        ("https://example.com/?a.png", Some(Source::Page)),
        ("https://example.com/a.gif", None),
        ("ftp://example.com/a", None),
        ("javascript:alert(1)", None),
        ("", None),
    ] {
        assert_eq!(Source::of(url), source, "{url}");
    }
}

#[test]
fn what_is_asked_of_the_web_is_bounded() {
    let page = Source::Page.request("https://example.com/");
    assert_eq!((page.excess, page.timeout_ms, page.accept.as_str()), (Excess::Cut, 15_000, "text/html; charset=utf-8"));
    let described = Source::OEmbed("https://www.reddit.com/oembed").request("https://reddit.com/?a&b");
    assert_eq!(described.url, "https://www.reddit.com/oembed?format=json&url=https%3A%2F%2Freddit.com%2F%3Fa%26b");
    assert_eq!(described.excess, Excess::Refuse);
    assert_eq!(picture_request("https://example.com/a.png").excess, Excess::Refuse);
}

#[test]
fn a_description_in_json_needs_a_title() {
    let read = read_oembed(br#"{"title": "A", "thumbnail_url": "https://x.y/z.png", "html": "<script>"}"#).unwrap();
    assert_eq!((read.title.as_str(), read.thumbnail_url.as_str()), ("A", "https://x.y/z.png"));
    for none in [&b""[..], b"{}", b"[]", b"{\"title\": 1}", b"{\"title\": \" \"}", b"\xff"] {
        assert_eq!(read_oembed(none), None);
    }
    assert_eq!(read_oembed("[".repeat(100_000).as_bytes()), None);
}

proptest! {
    #[test]
    fn a_normalized_address_stays_as_it_is(text in "(https?://)?[a-z.]{0,20}\\PC{0,30}") {
        if let Some(form) = normalized(&text) {
            prop_assert_eq!(normalized(&form), Some(form));
        }
    }
}
