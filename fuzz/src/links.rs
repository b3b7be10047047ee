//! What pages, sites and strangers say for previews of links.

use status_domain::link::{
    MAX_PREVIEWS, PageHead, UnfurlingMode, keep_valid_previews, normalized, page_preview, plan, read_head, read_oembed,
    status_preview, text_urls,
};
use status_domain::share_url::{decode_data, encode_data, is_shared_url, parse_shared_url};
use status_proto::status::{UnfurledLink, UnfurledStatusLinks};

const URL: &str = "https://example.com/a/page";

/// A page with its content type in the first line: whatever it says, its preview could be sent.
pub(crate) fn page_head(input: &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n').unwrap_or_default();
    let (content_type, page) = input.split_at(end);
    let head = read_head(page, &String::from_utf8_lossy(content_type), URL);
    for reference in [&head.image, &head.icon].into_iter().flatten() {
        assert!(reference.starts_with("http://") || reference.starts_with("https://"), "{reference}");
    }
    if let Some(preview) = page_preview(URL, &head, None, page.to_vec()) {
        assert_sendable(preview);
    }
}

fn assert_sendable(preview: UnfurledLink) {
    let mut kept = vec![preview.clone()];
    keep_valid_previews(&mut kept, &mut None);
    assert_eq!(kept, [preview]);
}

/// The description of a page in JSON.
pub(crate) fn oembed(input: &[u8]) {
    let Some(described) = read_oembed(input) else { return };
    let head = PageHead { title: described.title, ..PageHead::default() };
    let preview = page_preview(URL, &head, None, Vec::new()).expect("there is a title");
    assert_sendable(preview);
}

/// A link to somebody or something: what is read of it comes back, and its preview could be sent.
pub(crate) fn share_url(input: &[u8]) {
    if let Ok(data) = encode_data(input) {
        assert_eq!(decode_data(&data).as_deref(), Ok(input));
    }
    let Ok(text) = std::str::from_utf8(input) else { return };
    let _ = decode_data(text);
    let Ok(shared) = parse_shared_url(text) else { return };
    assert!(is_shared_url(text));
    if let Some(link) = status_preview(text, &shared, None, None) {
        let links = Some(UnfurledStatusLinks { unfurled_status_links: vec![link] });
        let mut kept = links.clone();
        keep_valid_previews(&mut Vec::new(), &mut kept);
        // What else could be wrong is the length of the link itself.
        assert!(kept == links || text.len() > status_domain::link::MAX_URL_LENGTH);
    }
}

/// The links of a text.
pub(crate) fn text_links(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let planned = plan(text, UnfurlingMode::AlwaysAsk);
    for link in &planned {
        assert_eq!(normalized(&link.url).as_deref(), Some(link.url.as_str()));
        assert_eq!(link.is_shared, is_shared_url(&link.url));
    }
    assert_eq!(text_urls(text).len(), planned.len().min(MAX_PREVIEWS));
}
