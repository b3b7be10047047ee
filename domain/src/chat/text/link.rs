//! Links: an address with a scheme, as far as it goes.

use super::Inline;
use super::bytes::{at, between, from, is_space};
use super::inline::Found;

const SCHEMES: [&str; 4] = ["http://", "https://", "ftp://", "mailto://"];

pub(super) fn find(content: &str, place: usize) -> Option<Found> {
    let follows_letter = place > 0 && at(content, place.saturating_sub(1)).is_ascii_alphabetic();
    let rest = from(content, place);
    if follows_letter || !SCHEMES.iter().any(|scheme| begins_with(rest, scheme)) {
        return None;
    }
    let end = rest.bytes().position(|byte| is_space(byte) || byte == b'<').unwrap_or(rest.len());
    let end = without_punctuation(rest, end);
    let end = without_closing_bracket(content, place, end);
    let destination = unescape(between(rest, 0, end));
    Some((end, (!destination.is_empty()).then_some(Inline::Link(destination))))
}

/// The scheme in any case, and a letter or digit behind it.
fn begins_with(rest: &str, scheme: &str) -> bool {
    rest.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
        && at(rest, scheme.len()).is_ascii_alphanumeric()
}

/// What ends a sentence is no part of the address.
fn without_punctuation(rest: &str, end: usize) -> usize {
    let is_last = |end: usize, marks: &[u8]| {
        marks.contains(&at(rest, end.saturating_sub(1))) && at(rest, end.saturating_sub(2)) != b'\\'
    };
    let end = if is_last(end, b".,") { end.saturating_sub(1) } else { end };
    if is_last(end, b";") && !ends_with_entity(between(rest, 0, end)) { end.saturating_sub(1) } else { end }
}

/// `&name;` with two to five letters.
fn ends_with_entity(address: &str) -> bool {
    let Some(begin) = address.rfind('&') else { return false };
    let name = between(address, begin.saturating_add(1), address.len().saturating_sub(1));
    (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// A bracket that closes one of the same line is no part of the address, wherever that one is.
fn without_closing_bracket(content: &str, place: usize, end: usize) -> usize {
    let last = place.saturating_add(end).saturating_sub(1);
    let close = at(content, last);
    let open = match close {
        b')' => b'(',
        b']' => b'[',
        b'}' => b'{',
        _ => return end,
    };
    let mut depth = 1_usize;
    for byte in between(content, 0, last).bytes().rev().take_while(|byte| *byte != b'\n') {
        if byte == close {
            depth = depth.saturating_add(1);
        } else if byte == open {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            return end.saturating_sub(1);
        }
    }
    end
}

/// Without the backslashes that make characters plain.
fn unescape(address: &str) -> String {
    let mut plain = String::with_capacity(address.len());
    let mut characters = address.chars();
    while let Some(character) = characters.next() {
        if character == '\\' {
            plain.extend(characters.next());
        } else {
            plain.push(character);
        }
    }
    plain
}
