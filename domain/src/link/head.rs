//! The head of a page: what it says of itself for previews (OpenGraph), and its icon.

use encoding_rs::{Encoding, UTF_8};
use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::address::join;

/// So much of a page is looked at for its encoding.
const ENCODING_BYTES: usize = 4096;
/// Tags of a head.
const MAX_TAGS: usize = 5000;

/// What a page says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageHead {
    /// `og:title`, or empty.
    pub title: String,
    /// `og:description`, or empty.
    pub description: String,
    /// Where its picture is: `og:image`.
    pub image: Option<String>,
    /// Where its icon is.
    pub icon: Option<String>,
}

/// Reads the head of a page, which is at `url` and was answered with this content type. Never fails: who says nothing of
/// himself has no title.
#[must_use]
pub fn read_head(body: &[u8], content_type: &str, url: &str) -> PageHead {
    let (text, _, _) = encoding(body, content_type).decode(body);
    let mut head = PageHead::default();
    let mut base = None;
    let mut references = References::default();
    for tag in tags_of_head(&text) {
        match tag.name.as_slice() {
            b"base" if base.is_none() => base = join(url, &attribute(&tag, "href")),
            b"meta" => read_meta(&tag, &mut head, &mut references),
            b"link" => read_link(&tag, &mut references),
            _ => {}
        }
    }
    let base = base.as_deref().unwrap_or(url);
    let lead = |reference: &Option<String>| reference.as_deref().and_then(|reference| join(base, reference));
    head.image = lead(&references.image);
    head.icon = lead(&references.icon).or_else(|| lead(&references.touch_icon));
    head
}

/// The tags of a head, up to its end. What scripts, styles and comments say is none of them.
fn tags_of_head(text: &str) -> impl Iterator<Item = StartTag<()>> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let is_of_head = |token: &Token<()>| match token {
        Token::StartTag(tag) => tag.name.as_slice() != b"body",
        Token::EndTag(tag) => tag.name.as_slice() != b"head",
        _ => true,
    };
    let tokens = Tokenizer::new_with_emitter(text, emitter).filter_map(Result::ok).take_while(is_of_head);
    let tags = tokens.filter_map(|token| match token {
        Token::StartTag(tag) => Some(tag),
        _ => None,
    });
    tags.take(MAX_TAGS)
}

/// References as they stand in the page; the first of each kind counts.
#[derive(Default)]
struct References {
    image: Option<String>,
    icon: Option<String>,
    touch_icon: Option<String>,
}

fn read_meta(tag: &StartTag<()>, head: &mut PageHead, references: &mut References) {
    // Many pages put the name where only the property should be.
    let mut property = attribute(tag, "property");
    if property.is_empty() {
        property = attribute(tag, "name");
    }
    let content = attribute(tag, "content");
    if content.trim().is_empty() {
        return;
    }
    match property.trim() {
        "og:title" if head.title.is_empty() => head.title = content,
        "og:description" if head.description.is_empty() => head.description = content,
        "og:image" | "og:image:url" if references.image.is_none() => references.image = Some(content),
        _ => {}
    }
}

fn read_link(tag: &StartTag<()>, references: &mut References) {
    let (relation, target) = (attribute(tag, "rel"), attribute(tag, "href"));
    if target.trim().is_empty() {
        return;
    }
    for word in relation.split_ascii_whitespace() {
        let place = match word.to_ascii_lowercase().as_str() {
            "icon" => &mut references.icon,
            "apple-touch-icon" => &mut references.touch_icon,
            _ => continue,
        };
        place.get_or_insert_with(|| target.clone());
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> String {
    tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
}

/// In which encoding a page is: as the server says, else as the page itself does, else UTF-8.
fn encoding(body: &[u8], content_type: &str) -> &'static Encoding {
    let said = charset_of(content_type).and_then(|label| Encoding::for_label(label.as_bytes()));
    said.or_else(|| said_by(body)).unwrap_or(UTF_8)
}

/// What a page says of its encoding, in letters that all encodings of the web share.
fn said_by(body: &[u8]) -> Option<&'static Encoding> {
    let begin: String = body.iter().take(ENCODING_BYTES).map(|byte| char::from(*byte)).collect();
    for tag in tags_of_head(&begin).filter(|tag| tag.name.as_slice() == b"meta") {
        let plain = attribute(&tag, "charset");
        let label = if plain.is_empty() { charset_of(&attribute(&tag, "content")) } else { Some(plain) };
        if let Some(found) = label.and_then(|label| Encoding::for_label(label.as_bytes())) {
            // Who could be read so far is in no encoding of two bytes a letter.
            let is_wide = found == encoding_rs::UTF_16BE || found == encoding_rs::UTF_16LE;
            return Some(if is_wide { UTF_8 } else { found });
        }
    }
    None
}

/// The label in `text/html; charset=utf-8`.
fn charset_of(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let (_, behind) = lower.split_once("charset=")?;
    let label = behind.split(';').next().unwrap_or_default();
    Some(label.trim().trim_matches(['"', '\'']).to_owned()).filter(|label| !label.is_empty())
}
