use proptest::prelude::*;

use super::super::*;

const URL: &str = "https://example.com/a/page?x=y";

fn head(page: &str) -> PageHead {
    read_head(page.as_bytes(), "text/html", URL)
}

#[test]
fn a_page_says_of_itself_what_its_preview_shows() {
    let read = head(
        r#"<!doctype html><html><head><title>other</title>
        <meta property="og:title" content="Tom &amp; Jerry&#39;s">
        <META content='first' PROPERTY='og:description'/><meta property="og:description" content="second">
        <meta property="og:image" content="/img/one.png"><meta property="og:image" content="two.png">
        <link rel="shortcut icon" href="//cdn.example.org/favicon.ico"></head>
        <body><meta property="og:title" content="late">"#,
    );
    assert_eq!(
        read,
        PageHead {
            title: "Tom & Jerry's".to_owned(),
            description: "first".to_owned(),
            image: Some("https://example.com/img/one.png".to_owned()),
            icon: Some("https://cdn.example.org/favicon.ico".to_owned()),
        }
    );
}

#[test]
fn what_scripts_and_comments_say_and_what_follows_the_head_does_not_count() {
    for page in [
        r#"<script>var a = '<meta property="og:title" content="x">';</script>"#,
        r#"<!-- <meta property="og:title" content="x"> -->"#,
        r#"<style><meta property="og:title" content="x"></style>"#,
        r#"<title><meta property="og:title" content="x"></title>"#,
        r#"<head></head><meta property="og:title" content="x">"#,
        r#"<body><meta property="og:title" content="x">"#,
        r#"<meta property="og:title" content="  ">"#,
        r#"<meta property="og:title" content="x"#,
    ] {
        assert_eq!(head(page).title, "", "{page}");
    }
    assert_eq!(head(r#"<title>"</title><meta name="og:title" content="x">"#).title, "x");
}

#[test]
fn references_lead_from_the_base_of_the_page_and_only_into_the_web() {
    let based = head(r#"<base href="https://cdn.example.org/x/"><meta property="og:image" content="y.png">"#);
    assert_eq!(based.image.as_deref(), Some("https://cdn.example.org/x/y.png"));
    for reference in
        ["javascript:alert(1)", "data:image/png;base64,AAAA", "file:///etc/passwd", "https://", "ftp://a.b/c"]
    {
        let page = format!(r#"<meta property="og:image" content="{reference}"><link rel="icon" href="{reference}">"#);
        assert_eq!(head(&page), PageHead::default(), "{reference}");
    }
    let touch = head(r#"<link rel="apple-touch-icon" href="t.png">"#);
    assert_eq!(touch.icon.as_deref(), Some("https://example.com/a/t.png"));
}

#[test]
fn pages_are_read_in_their_encoding() {
    let russian = "привет";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    let page = |meta: &str| [meta.as_bytes(), b"<meta property='og:title' content='", bytes.as_ref(), b"'>"].concat();
    assert_eq!(read_head(&page(""), "text/html; charset=windows-1251", URL).title, russian);
    assert_eq!(read_head(&page("<meta charset=windows-1251>"), "text/html", URL).title, russian);
    let old = page("<meta http-equiv='Content-Type' content='text/html; charset=\"windows-1251\"'>");
    assert_eq!(read_head(&old, "", URL).title, russian);
    assert_eq!(read_head(&page("<meta charset=utf-16>"), "", URL).title.chars().next(), Some('\u{fffd}'));
    let (wide, _) = (russian.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), ());
    let tag = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let page = [vec![0xff, 0xfe], tag("<meta property='og:title' content='"), wide, tag("'>")].concat();
    assert_eq!(read_head(&page, "text/html", URL).title, russian);
}

#[test]
fn a_page_of_tags_without_end_is_read_to_a_bound() {
    let page = format!("{}<meta property='og:title' content='x'>", "<p a=b>".repeat(10_000));
    assert_eq!(head(&page).title, "");
    assert_eq!(head(&"<meta ".repeat(100_000)).title, "");
}

proptest! {
    #[test]
    fn any_page_is_read(page in proptest::collection::vec(any::<u8>(), 0..400), kind in "\\PC{0,40}", url in "\\PC{0,40}") {
        let _ = read_head(&page, &kind, &url);
    }

    #[test]
    fn what_a_page_says_comes_through(title in "[^\"&<\u{0}\r]{1,40}", near in "[a-z<>='\" ]{0,40}") {
        prop_assume!(!title.trim().is_empty());
        let page = format!("<meta property=\"og:title\" content=\"{title}\">{near}");
        prop_assert_eq!(head(&page).title, title);
    }
}
