//! Formatted text as clients read it.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use status_domain::chat::text::{Block, Emphasis, Inline};

/// The parts of a text.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct ParsedTextJson(Vec<BlockJson>);

impl From<Vec<Block>> for ParsedTextJson {
    fn from(blocks: Vec<Block>) -> Self {
        Self(blocks.into_iter().map(BlockJson).collect())
    }
}

#[derive(Clone, Debug)]
struct BlockJson(Block);

impl Serialize for BlockJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.0 {
            Block::Paragraph(inlines) => {
                map.serialize_entry("type", "paragraph")?;
                let children: Vec<_> = inlines.iter().map(InlineJson).collect();
                map.serialize_entry("children", &children)?;
            }
            Block::Quote(literal) => {
                map.serialize_entry("type", "blockquote")?;
                map.serialize_entry("children", &None::<()>)?;
                map.serialize_entry("literal", literal)?;
            }
            Block::Code { language, literal } => {
                map.serialize_entry("type", "codeblock")?;
                map.serialize_entry("literal", literal)?;
                if !language.is_empty() {
                    map.serialize_entry("language", language)?;
                }
            }
        }
        map.end()
    }
}

struct InlineJson<'a>(&'a Inline);

impl Serialize for InlineJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, literal) = match self.0 {
            Inline::Text(literal) => (None, literal.as_str()),
            Inline::Code(literal) => (Some("code"), literal.as_str()),
            Inline::Emphasis(kind, literal) => (Some(emphasis(*kind)), literal.as_str()),
            Inline::Mention(literal) => (Some("mention"), literal.as_str()),
            Inline::StatusTag(literal) => (Some("status-tag"), literal.as_str()),
            Inline::Link(url) => return LinkJson::new(url).serialize(serializer),
        };
        let mut map = serializer.serialize_map(None)?;
        if let Some(kind) = kind {
            map.serialize_entry("type", kind)?;
        }
        map.serialize_entry("literal", literal)?;
        map.end()
    }
}

const fn emphasis(kind: Emphasis) -> &'static str {
    match kind {
        Emphasis::Emph => "emph",
        Emphasis::Strong => "strong",
        Emphasis::StrongEmph => "strong-emph",
        Emphasis::Deleted => "del",
    }
}

#[derive(Serialize)]
struct LinkJson<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    children: [LiteralJson<'a>; 1],
    literal: &'static str,
    title: &'static str,
    destination: &'a str,
}

#[derive(Serialize)]
struct LiteralJson<'a> {
    literal: &'a str,
}

impl<'a> LinkJson<'a> {
    const fn new(url: &'a str) -> Self {
        Self { kind: "link", children: [LiteralJson { literal: url }], literal: "", title: "", destination: url }
    }
}

impl JsonSchema for ParsedTextJson {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ParsedText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "array",
            "description": "Paragraphs, quotes and code blocks; paragraphs have children, which are texts or have a type.",
            "items": {"type": "object"},
        })
    }
}
