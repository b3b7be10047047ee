//! Texts and their markup; the vectors of the project have many more.

use super::{Block, Emphasis, Inline, is_mentioned, links, mentions, parse};
use crate::crypto::PrivateKey;
use crate::identity::{compressed_key, public_key_text};

fn text(literal: &str) -> Inline {
    Inline::Text(literal.into())
}

fn paragraph(children: &[Inline]) -> Block {
    Block::Paragraph(children.to_vec())
}

/// The pieces of a text that is one paragraph.
fn pieces(source: &str) -> Vec<Inline> {
    match parse(source).as_slice() {
        [Block::Paragraph(children)] => children.clone(),
        other => panic!("{source:?} gives {other:?}"),
    }
}

#[test]
fn blank_lines_part_paragraphs() {
    assert_eq!(parse(""), []);
    assert_eq!(parse(" \n\t\n"), []);
    assert_eq!(parse("a\n\nb"), [paragraph(&[text("a")]), paragraph(&[text("b")])]);
}

#[test]
fn nothing_else_begins_a_block() {
    for source in ["# heading", "- list", "1. one", "a\n> q", "a\n---\nb", "[1]: x"] {
        assert_eq!(pieces(source), [text(source)], "{source}");
    }
}

#[test]
fn code_stands_between_fences() {
    let code = |language: &str, literal: &str| Block::Code { language: language.into(), literal: literal.into() };
    assert_eq!(parse("```go\na\n```"), [code("go", "a\n")]);
    assert_eq!(parse("a\n~~~\nb\n~~~\nc"), [paragraph(&[text("a")]), code("", "b\n"), paragraph(&[text("c")])]);
    assert_eq!(pieces("```\na"), [text("```\na")]);
}

#[test]
fn emphasis_is_literal_inside() {
    let emphasis = |kind, literal: &str| Inline::Emphasis(kind, literal.into());
    assert_eq!(pieces("*x*"), [text(""), emphasis(Emphasis::Emph, "x")]);
    assert_eq!(pieces("**x *y* z**"), [text(""), emphasis(Emphasis::Strong, "x *y* z")]);
    assert_eq!(pieces("***x***"), [text(""), emphasis(Emphasis::StrongEmph, "x")]);
    assert_eq!(pieces("a ~x~ b"), [text("a "), emphasis(Emphasis::Deleted, "x"), text(" b")]);
    for source in ["snake_case_name", "2*3*4", "* x *", "**x", "***", "*x\\*"] {
        assert!(!pieces(source).iter().any(|piece| matches!(piece, Inline::Emphasis(..))), "{source}");
    }
}

#[test]
fn a_backslash_makes_a_mark_plain() {
    assert_eq!(pieces("a\\*b"), [text("a"), text("*"), text("b")]);
    assert_eq!(pieces("a\\"), [text("a")]);
    assert_eq!(pieces("a\\b"), [text("a\\b")]);
}

#[test]
fn addresses_with_a_scheme_are_links() {
    let destinations = |source: &str| links(&parse(source));
    assert_eq!(destinations("https://example.com/(a)"), ["https://example.com/(a"]);
    assert_eq!(destinations("(https://e.com)"), ["https://e.com"]);
    assert_eq!(destinations("see https://e.com/a, HTTP://e.org/b."), ["https://e.com/a", "HTTP://e.org/b"]);
    assert_eq!(destinations("https://e.com/a; https://e.com/?x&amp;"), ["https://e.com/a", "https://e.com/?x&amp;"]);
    for source in ["http://", "http://-", "www.e.com", "xhttp://e.com", "mailto:a@b.c", "`http://e.com`"] {
        assert_eq!(destinations(source), [""; 0], "{source}");
    }
}

#[test]
fn people_are_mentioned_by_key() {
    let key = PrivateKey::from_bytes(&[7; 32]).unwrap().public_key();
    let (long, short) = (public_key_text(&key), compressed_key(&key));
    for source in [format!("hi @{long}"), format!("@{short}, hi"), format!("x@{long}!")] {
        let blocks = parse(&source);
        assert_eq!(mentions(&blocks), [long.as_str()], "{source}");
        assert!(is_mentioned(&blocks, &key));
    }
    assert!(is_mentioned(&parse("@0x00001"), &key));
    let other = PrivateKey::from_bytes(&[8; 32]).unwrap().public_key();
    assert!(!is_mentioned(&parse(&format!("@{long}")), &other));
    for source in ["@0x00000", "@0x00010", "@ Q3x", "@!Q3", "@.x3 hi", "@zQ3", "@", "@0x04", &format!("*@{long}*")] {
        assert_eq!(mentions(&parse(source)), [""; 0], "{source}");
    }
}

#[test]
fn tags_are_small_letters() {
    assert_eq!(pieces("a#b"), [text("a"), Inline::StatusTag("b".into())]);
    for source in ["# b", "#B", "#", "#b\u{e9}"] {
        assert_eq!(pieces(source), [text(source)], "{source}");
    }
}

#[test]
fn a_text_beyond_all_bounds_is_not_taken_apart() {
    let long = "*a* ".repeat(10_000);
    assert_eq!(pieces(&long), [text(&long)]);
}

proptest::proptest! {
    #[test]
    fn any_text_is_taken_apart(source in "([*_~`#@>h\\\\\\[\\]() \n]|http://|@z|0x|.){0,60}") {
        let blocks = parse(&source);
        // Nothing is invented.
        for block in blocks {
            if let Block::Paragraph(children) = block {
                for child in children {
                    let (Inline::Text(literal) | Inline::Code(literal) | Inline::Emphasis(_, literal)) = child else { continue };
                    proptest::prop_assert!(source.contains(&literal), "{literal:?}");
                }
            }
        }
    }
}

/// The syntax tree as the API shows it.
fn json(blocks: &[Block]) -> serde_json::Value {
    use serde_json::{Value, json};
    let inline = |inline: &Inline| match inline {
        Inline::Text(literal) => json!({ "literal": literal }),
        Inline::Code(literal) => json!({ "type": "code", "literal": literal }),
        Inline::Emphasis(kind, literal) => {
            let kind = match kind {
                Emphasis::Emph => "emph",
                Emphasis::Strong => "strong",
                Emphasis::StrongEmph => "strong-emph",
                Emphasis::Deleted => "del",
            };
            json!({ "type": kind, "literal": literal })
        }
        Inline::Link(destination) => json!({
            "type": "link",
            "children": [{ "literal": destination }],
            "literal": "",
            "title": "",
            "destination": destination,
        }),
        Inline::Mention(literal) => json!({ "type": "mention", "literal": literal }),
        Inline::StatusTag(literal) => json!({ "type": "status-tag", "literal": literal }),
    };
    let block = |block: &Block| match block {
        Block::Paragraph(children) => {
            json!({ "type": "paragraph", "children": children.iter().map(inline).collect::<Vec<_>>() })
        }
        Block::Quote(literal) => json!({ "type": "blockquote", "children": Value::Null, "literal": literal }),
        Block::Code { language, literal } if language.is_empty() => json!({ "type": "codeblock", "literal": literal }),
        Block::Code { language, literal } => {
            json!({ "type": "codeblock", "literal": literal, "language": language })
        }
    };
    blocks.iter().map(block).collect()
}

#[test]
fn the_vectors_of_the_project_are_taken_apart_as_they_say() {
    let vectors = include_str!("../../../../tests/vectors/messages.json");
    let vectors: serde_json::Value = serde_json::from_str(vectors).unwrap();
    let mut count = 0;
    for case in vectors["cases"].as_array().unwrap().iter().filter(|case| case["kind"] == "parse") {
        let source = case["text"].as_str().unwrap();
        let blocks = parse(source);
        assert_eq!(json(&blocks), case["parsed_text"], "{source:?}");
        let list = |name: &str| {
            let values = case[name].as_array().into_iter().flatten();
            values.map(|value| value.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(mentions(&blocks), list("mentions"), "{source:?}");
        assert_eq!(links(&blocks), list("links"), "{source:?}");
        let identity = crate::identity::parse_public_key(case["identity"].as_str().unwrap()).unwrap();
        assert_eq!(is_mentioned(&blocks, &identity), case["mentioned"].as_bool().unwrap(), "{source:?}");
        assert_eq!(crate::chat::is_right_to_left(source), case["rtl"].as_bool().unwrap(), "{source:?}");
        assert_eq!(crate::chat::line_count(source) as u64, case["line_count"].as_u64().unwrap(), "{source:?}");
        count += 1;
    }
    assert!(count > 100);
}
