//! Pieces of a paragraph.

use super::bytes::{at, between, from, run};
use super::{Inline, emphasis, link, mention};

/// What is at a mark: how many bytes it takes, and what it is; nothing if it only disappears.
pub(super) type Found = (usize, Option<Inline>);

/// Characters that a backslash makes plain.
const ESCAPABLE: &[u8] = b"\\`*_{}[]()#+-.!:|&<>~";

pub(super) fn parse(content: &str) -> Vec<Inline> {
    let mut pieces = Vec::new();
    let (mut begin, mut end) = (0_usize, 0_usize);
    while end < content.len() {
        let Some((length, piece)) = find(content, end) else {
            end = end.saturating_add(1);
            continue;
        };
        pieces.push(Inline::Text(between(content, begin, end).to_owned()));
        pieces.extend(piece);
        end = end.saturating_add(length.max(1));
        begin = end;
    }
    if begin < content.len() {
        let last = from(content, begin);
        pieces.push(Inline::Text(last.strip_suffix('\n').unwrap_or(last).to_owned()));
    }
    pieces
}

/// The piece that begins at a place, if there is a mark.
fn find(content: &str, place: usize) -> Option<Found> {
    let rest = from(content, place);
    match at(content, place) {
        b' ' => line_break(rest),
        b'*' | b'_' | b'~' => emphasis::find(rest),
        b'`' => code(rest),
        b'\\' => escape(rest),
        b'#' => mention::find_tag(rest),
        b'@' => mention::find(rest),
        b'h' | b'H' | b'f' | b'F' | b'm' | b'M' => link::find(content, place),
        _ => None,
    }
}

/// Two spaces at the end of a line break it, one disappears.
fn line_break(rest: &str) -> Option<Found> {
    let spaces = run(rest, 0, b' ');
    match at(rest, spaces) {
        b'\n' if spaces >= 2 => Some((spaces.saturating_add(1), Some(Inline::Text(String::new())))),
        b'\n' => Some((spaces, None)),
        _ => None,
    }
}

/// Between as many back-ticks as it begins with.
fn code(rest: &str) -> Option<Found> {
    let ticks = run(rest, 0, b'`');
    let mut end = ticks;
    let mut found = 0_usize;
    while found < ticks {
        if end >= rest.len() {
            return None;
        }
        found = if at(rest, end) == b'`' { found.saturating_add(1) } else { 0 };
        end = end.saturating_add(1);
    }
    let literal = between(rest, ticks, end.saturating_sub(ticks)).trim_matches(' ');
    let piece = if literal.is_empty() { None } else { Some(Inline::Code(literal.to_owned())) };
    Some((end, piece))
}

/// A character that is no mark.
fn escape(rest: &str) -> Option<Found> {
    if rest.len() <= 1 {
        return Some((2, None));
    }
    match at(rest, 1) {
        b'\n' => Some((2, Some(Inline::Text(String::new())))),
        byte if ESCAPABLE.contains(&byte) => Some((2, Some(Inline::Text(between(rest, 1, 2).to_owned())))),
        _ => None,
    }
}
