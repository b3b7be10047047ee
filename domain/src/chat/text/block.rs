//! Blocks: code between fences, quotations, paragraphs.

use super::bytes::{at, between, from, is_space, run};
use super::{Block, inline};

/// A line may be indented by so many spaces and still begin a fence or a quotation.
const MAX_INDENT: usize = 3;

pub(super) fn parse(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let length = if let Some((code, length)) = fenced_code(rest) {
            blocks.push(code);
            length
        } else if quote_prefix(rest).is_some() {
            let (quote, length) = quote(rest);
            blocks.push(quote);
            length
        } else {
            let (paragraph, length) = paragraph(rest);
            blocks.extend(paragraph);
            length
        };
        rest = from(rest, length.max(1));
    }
    blocks
}

/// Length of the first line with its end.
fn line_length(text: &str) -> usize {
    text.find('\n').map_or(text.len(), |end| end.saturating_add(1))
}

/// Length of a line of blanks at the begin, with its end.
fn blank_line(text: &str) -> Option<usize> {
    let length = line_length(text);
    let is_blank = between(text, 0, length).bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
    (length > 0 && is_blank).then_some(length)
}

struct Fence<'a> {
    marker: &'a str,
    language: &'a str,
    length: usize,
}

/// Three or more back-ticks or tildes; where one opens, a language may follow.
fn fence<'a>(text: &'a str, closes: Option<&str>) -> Option<Fence<'a>> {
    let begin = run(text, 0, b' ').min(MAX_INDENT);
    let mark = at(text, begin);
    let size = run(text, begin, mark);
    if !matches!(mark, b'`' | b'~') || size < 3 {
        return None;
    }
    let mut end = begin.saturating_add(size);
    let marker = between(text, begin, end);
    let mut language = "";
    if let Some(opened) = closes {
        if marker != opened {
            return None;
        }
    } else {
        end = end.saturating_add(run(text, end, b' '));
        let word = from(text, end);
        let length = word.bytes().position(is_space).unwrap_or(word.len());
        language = between(word, 0, length);
        end = end.saturating_add(length);
    }
    end = end.saturating_add(run(text, end, b' '));
    if end < text.len() && at(text, end) != b'\n' {
        return None;
    }
    Some(Fence { marker, language, length: end.saturating_add(1).min(text.len()) })
}

/// Code between two fences, and the length of all. Without the second fence it is none.
fn fenced_code(text: &str) -> Option<(Block, usize)> {
    let opening = fence(text, None)?;
    let begin = opening.length;
    let mut end = begin;
    while end < text.len() {
        if let Some(closing) = fence(from(text, end), Some(opening.marker)) {
            let (language, literal) = (opening.language.to_owned(), between(text, begin, end).to_owned());
            return Some((Block::Code { language, literal }, end.saturating_add(closing.length)));
        }
        end = end.saturating_add(line_length(from(text, end)));
    }
    None
}

/// Length of the mark of a quotation.
fn quote_prefix(line: &str) -> Option<usize> {
    let begin = run(line, 0, b' ').min(MAX_INDENT);
    if at(line, begin) != b'>' {
        return None;
    }
    let after = begin.saturating_add(1);
    Some(if at(line, after) == b' ' { after.saturating_add(1) } else { after })
}

/// A quotation goes on to the blank line after which there is something else.
fn quote(text: &str) -> (Block, usize) {
    let mut literal = String::new();
    let mut begin = 0_usize;
    while begin < text.len() {
        let rest = from(text, begin);
        let end = begin.saturating_add(line_length(rest));
        if let Some(prefix) = quote_prefix(rest) {
            begin = begin.saturating_add(prefix);
        } else if blank_line(rest).is_some() {
            let after = from(text, end);
            if after.is_empty() || (quote_prefix(after).is_none() && blank_line(after).is_none()) {
                return (Block::Quote(literal), end);
            }
        }
        literal.push_str(between(text, begin, end));
        begin = end;
    }
    (Block::Quote(literal), text.len())
}

/// A paragraph goes on to a blank line or to a block of code.
fn paragraph(text: &str) -> (Option<Block>, usize) {
    let mut end = 0_usize;
    while end < text.len() {
        let rest = from(text, end);
        if let Some(blank) = blank_line(rest) {
            return (render(between(text, 0, end)), end.saturating_add(blank));
        }
        if end > 0 && fenced_code(rest).is_some() {
            return (render(between(text, 0, end)), end);
        }
        end = end.saturating_add(line_length(rest));
    }
    (render(text), text.len())
}

fn render(lines: &str) -> Option<Block> {
    if lines.is_empty() {
        return None;
    }
    let content = lines.trim_start_matches(' ');
    let content = content.strip_suffix('\n').unwrap_or(content).trim_end_matches(' ');
    Some(Block::Paragraph(inline::parse(content)))
}
