//! Emphasis: one to three marks on both sides.

use super::bytes::{at, between, from, is_space};
use super::inline::Found;
use super::{Emphasis, Inline};

pub(super) fn find(rest: &str) -> Option<Found> {
    let mark = at(rest, 0);
    let length = rest.len();
    let opens = |marks: usize| length > marks.saturating_add(1) && at(rest, marks) != mark;
    let (marks, found) = if opens(1) {
        (1, single(from(rest, 1), mark))
    } else if at(rest, 1) == mark && opens(2) {
        (2, double(from(rest, 2), mark))
    } else if at(rest, 1) == mark && at(rest, 2) == mark && opens(3) && mark != b'~' {
        (3, triple(rest, mark))
    } else {
        return None;
    };
    if is_space(at(rest, marks)) {
        return None;
    }
    let (end, kind, literal) = found?;
    Some((end.saturating_add(marks), Some(Inline::Emphasis(kind, literal.to_owned()))))
}

/// Where an emphasis ends behind its opening marks, what it is, and what it holds.
type Span<'a> = (usize, Emphasis, &'a str);

fn single(text: &str, mark: u8) -> Option<Span<'_>> {
    // Two marks more come from a triple one: the first of them belongs to the text.
    let begin = usize::from(at(text, 0) == mark && at(text, 1) == mark);
    let end = begin.saturating_add(next_mark(from(text, begin), mark)?);
    let after = end.saturating_add(1);
    let closes = after == text.len() || is_space(at(text, after)) || at(text, after).is_ascii_punctuation();
    if !closes || at(text, after) == mark || is_space(at(text, end.saturating_sub(1))) {
        return None;
    }
    let kind = if mark == b'~' { Emphasis::Deleted } else { Emphasis::Emph };
    Some((after, kind, between(text, 0, end)))
}

fn double(text: &str, mark: u8) -> Option<Span<'_>> {
    let mut begin = 0_usize;
    while begin < text.len() {
        let end = begin.saturating_add(next_mark(from(text, begin), mark)?);
        let is_pair = at(text, end.saturating_add(1)) == mark;
        if is_pair && !is_space(at(text, end.saturating_sub(1))) {
            let kind = if mark == b'~' { Emphasis::Deleted } else { Emphasis::Strong };
            return Some((end.saturating_add(2), kind, between(text, 0, end)));
        }
        begin = end.saturating_add(1);
    }
    None
}

fn triple(rest: &str, mark: u8) -> Option<Span<'_>> {
    let text = from(rest, 3);
    let end = next_mark(text, mark)?;
    if is_space(at(text, end.saturating_sub(1))) {
        return None;
    }
    if at(text, end.saturating_add(1)) != mark {
        // Two of the three belong to a pair.
        let (end, kind, literal) = double(from(rest, 2), mark)?;
        return Some((end.saturating_sub(1), kind, literal));
    }
    if at(text, end.saturating_add(2)) != mark {
        let (end, kind, literal) = single(from(rest, 1), mark)?;
        return Some((end.saturating_sub(2), kind, literal));
    }
    Some((end.saturating_add(3), Emphasis::StrongEmph, between(text, 0, end)))
}

/// The place of the next mark that is not escaped and in no code and no link. There is none at the very begin.
fn next_mark(text: &str, mark: u8) -> Option<usize> {
    let mut place = 0_usize;
    while place < text.len() {
        let byte = at(text, place);
        let is_escaped = place > 0 && at(text, place.saturating_sub(1)) == b'\\';
        if is_escaped || !(byte == mark || byte == b'`' || byte == b'[') {
            place = place.saturating_add(1);
        } else if byte == mark {
            return (place > 0).then_some(place);
        } else {
            let inside = place.saturating_add(1);
            match if byte == b'`' { skip_code(text, inside, mark) } else { skip_link(text, inside, mark) } {
                Skipped::To(after) => place = after,
                Skipped::Ended(found) => return found,
            }
        }
    }
    None
}

/// What is behind something that holds no marks.
enum Skipped {
    /// Look on from here.
    To(usize),
    /// It does not end: the first mark in it, if any, counts.
    Ended(Option<usize>),
}

fn position(text: &str, begin: usize, byte: u8) -> Option<usize> {
    from(text, begin).bytes().position(|other| other == byte).map(|place| place.saturating_add(begin))
}

fn skip_code(text: &str, begin: usize, mark: u8) -> Skipped {
    match position(text, begin, b'`') {
        Some(end) => Skipped::To(end.saturating_add(1)),
        None => Skipped::Ended(position(text, begin, mark)),
    }
}

fn skip_link(text: &str, begin: usize, mark: u8) -> Skipped {
    let close = position(text, begin, b']');
    let inside = position(text, begin, mark).filter(|place| close.is_none_or(|close| *place < close));
    let Some(close) = close else { return Skipped::Ended(inside) };
    let mut place = close.saturating_add(1);
    while matches!(at(text, place), b' ' | b'\n') {
        place = place.saturating_add(1);
    }
    if place >= text.len() {
        return Skipped::Ended(inside);
    }
    let open = at(text, place);
    if !matches!(open, b'[' | b'(') {
        return inside.map_or(Skipped::To(place), |found| Skipped::Ended(Some(found)));
    }
    let place = place.saturating_add(1);
    let end = position(text, place, open);
    let target = position(text, place, mark).filter(|found| end.is_none_or(|end| *found < end));
    match (end, inside, target) {
        (_, None, Some(found)) => Skipped::Ended(Some(found)),
        (None, inside, _) => Skipped::Ended(inside),
        (Some(end), _, _) => Skipped::To(end.saturating_add(1)),
    }
}
