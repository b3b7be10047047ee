//! A text without its markup.

use std::convert::Infallible;

use super::{Block, EVERYONE, Inline};

/// The text as one reads it aloud: without markup, and with the names of those who are mentioned.
pub(crate) fn plain<E>(blocks: &[Block], name_of: &mut dyn FnMut(&str) -> Result<String, E>) -> Result<String, E> {
    let mut text = String::new();
    for block in blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Quote(literal) | Block::Code { literal, .. } => text.push_str(literal.trim_end()),
            Block::Paragraph(children) => {
                for child in children {
                    push(&mut text, child, name_of)?;
                }
            }
        }
    }
    Ok(text)
}

/// The text without markup; those who are mentioned stay keys.
#[must_use]
pub fn without_markup(blocks: &[Block]) -> String {
    match plain(blocks, &mut |who| Ok::<_, Infallible>(who.to_owned())) {
        Ok(text) => text,
        Err(never) => match never {},
    }
}

fn push<E>(text: &mut String, inline: &Inline, name_of: &mut dyn FnMut(&str) -> Result<String, E>) -> Result<(), E> {
    match inline {
        Inline::Text(literal) | Inline::Code(literal) | Inline::Emphasis(_, literal) | Inline::Link(literal) => {
            text.push_str(literal);
        }
        Inline::StatusTag(literal) => {
            text.push('#');
            text.push_str(literal);
        }
        Inline::Mention(who) if who == EVERYONE => text.push_str("everyone"),
        Inline::Mention(who) => text.push_str(&name_of(who)?),
    }
    Ok(())
}
