//! The markup of a text: bold, code, quotes, links, mentions (specification: messaging, section 7).
//!
//! What is marked up, and into which pieces it falls, is what every client of Status expects, oddities included.

mod block;
mod bytes;
mod emoji;
mod emphasis;
mod inline;
mod link;
mod mention;
mod plain;

pub use emoji::is_emoji_only;
pub(crate) use plain::plain;
pub use plain::without_markup;

use crate::crypto::PublicKey;
use crate::identity::{parse_compressed_key, parse_public_key, public_key_text};

/// Mentions everybody in the chat.
pub const EVERYONE: &str = "0x00001";

/// Longer texts than anybody may send are not marked up: the work grows with the square of the length.
const MAX_LENGTH: usize = 16_384;

/// A part of a text that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Running text.
    Paragraph(Vec<Inline>),
    /// A quotation; its text is not marked up.
    Quote(String),
    /// Lines of code.
    Code {
        /// What language; empty if the author did not say.
        language: String,
        /// The code.
        literal: String,
    },
}

/// A piece of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    /// Plain text. Before each other piece there is one, often empty.
    Text(String),
    /// Code.
    Code(String),
    /// Emphasis; its text is not marked up further.
    Emphasis(Emphasis, String),
    /// A link, which is its own text.
    Link(String),
    /// Somebody, by key, or [`EVERYONE`]; without the `@`.
    Mention(String),
    /// A tag; without the `#`.
    StatusTag(String),
}

/// Kinds of emphasis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emphasis {
    /// `*x*`, `_x_`.
    Emph,
    /// `**x**`, `__x__`.
    Strong,
    /// `***x***`, `___x___`.
    StrongEmph,
    /// `~x~`, `~~x~~`.
    Deleted,
}

/// Takes a text apart.
#[must_use]
pub fn parse(text: &str) -> Vec<Block> {
    if text.len() > MAX_LENGTH {
        return vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])];
    }
    block::parse(text)
}

fn inlines(blocks: &[Block]) -> impl Iterator<Item = &Inline> {
    let paragraphs = blocks.iter().filter_map(|block| match block {
        Block::Paragraph(children) => Some(children),
        Block::Quote(_) | Block::Code { .. } => None,
    });
    paragraphs.flatten()
}

/// Who is mentioned, in order: keys as `0x04…`, and [`EVERYONE`].
#[must_use]
pub fn mentions(blocks: &[Block]) -> Vec<String> {
    let mentions = inlines(blocks).filter_map(|inline| match inline {
        Inline::Mention(literal) => Some(literal),
        _ => None,
    });
    mentions
        .map(|literal| parse_compressed_key(literal).map_or_else(|_| literal.clone(), |key| public_key_text(&key)))
        .collect()
}

/// Whether a person is mentioned, or everybody.
#[must_use]
pub fn is_mentioned(blocks: &[Block], who: &PublicKey) -> bool {
    mentions(blocks).iter().any(|mention| mention == EVERYONE || parse_public_key(mention).is_ok_and(|key| key == *who))
}

/// Where the links lead, in order.
#[must_use]
pub fn links(blocks: &[Block]) -> Vec<String> {
    let links = inlines(blocks).filter_map(|inline| match inline {
        Inline::Link(destination) => Some(destination.clone()),
        _ => None,
    });
    links.collect()
}

#[cfg(test)]
mod tests;
