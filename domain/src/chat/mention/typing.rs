//! A text while it is written: where somebody is mentioned in it, and who may be meant by what is written just now.

use super::find::mentioned;
use super::{MAX_TEXT_BYTES, MentionError, Suggestion, User, suggestions};
use crate::identity::parse_public_key;

/// Characters of a name that is looked for, with the `@`.
const MAX_QUERY_LENGTH: usize = 100;
/// Characters of `0x04…`.
const KEY_LENGTH: usize = 132;

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Plain.
    Text(String),
    /// A mention, with the `@`.
    Mention(String),
}

/// An `@` in the text, with what belongs to it. Positions are in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtSign {
    /// Where it stands.
    pub from: usize,
    /// The last character that belongs to it: of the name, or before the next `@`.
    pub to: usize,
    /// Nothing more can come of it: somebody is mentioned, or another `@` follows.
    pub is_checked: bool,
    /// Somebody is mentioned.
    pub is_mention: bool,
    /// The next `@`.
    pub next: Option<usize>,
}

/// How the text changed last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// The text before.
    pub before: String,
    /// What was added, or put in place of something.
    pub inserted: String,
    /// The first character that changed; -1 before the first.
    pub start: i64,
    /// The last one that is gone, or the first that was added where none is gone; one more where all of the text is gone.
    pub end: i64,
}

/// Where mentions are in the text, and where it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The `@` before the place where it is being written; -1 without one.
    pub at_sign: i64,
    /// Where it is being written.
    pub end: usize,
    /// Every `@`; `None` where there never was one.
    pub at_signs: Option<Vec<AtSign>>,
    /// The last change.
    pub edit: Edit,
}

/// The text that is written in a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    /// The text as it was given last.
    pub text: String,
    /// The text that this made of it: by a mention that was selected, or with names for keys.
    pub made: String,
    /// Its parts.
    pub segments: Vec<Segment>,
    /// Who may be meant by what is written just now; `None` where nobody is.
    pub suggestions: Option<Vec<Suggestion>>,
    /// `None` after it was cleared.
    pub place: Option<Place>,
    /// The greatest number of a call.
    pub latest_call: u64,
}

impl Typing {
    /// Nothing is written yet.
    #[must_use]
    pub fn new() -> Self {
        Self { suggestions: Some(Vec::new()), place: Some(Place::default()), ..Self::default() }
    }

    /// The person changed the text to this. Calls are numbered by the client, from 1, so that one which was overtaken is
    /// told so; 0 has no number.
    ///
    /// # Errors
    /// [`MentionError::OutdatedCall`], or [`MentionError::TextTooLong`].
    pub fn change(&mut self, text: &str, call: u64, users: &[User]) -> Result<(), MentionError> {
        check_length(text)?;
        if call > 0 {
            if call <= self.latest_call {
                return Err(MentionError::OutdatedCall { call, latest: self.latest_call });
            }
            self.latest_call = call;
        }
        if text == self.text {
            return Ok(());
        }
        let characters: Vec<char> = text.chars().collect();
        let edit = edit(&self.text, &characters);
        let mut place = self.place.take().unwrap_or_default();
        let at_signs = at_signs(&characters, users);
        self.segments = segments(&characters, &at_signs);
        if at_signs.is_empty() {
            place.at_signs = None;
            self.suggestions = None;
        } else {
            let start = usize::try_from(edit.start).unwrap_or_default();
            let end = start.saturating_add(edit.inserted.chars().count());
            let written = last_at_sign(&characters, end);
            let query = written.and_then(|at| characters.get(at.saturating_add(1)..end.min(characters.len())));
            let is_short = written.is_some_and(|at| end.saturating_sub(at) <= MAX_QUERY_LENGTH);
            let query = query.filter(|_| is_short).map(|query| query.iter().collect::<String>());
            self.suggestions = query.map(|query| suggestions(users, &query));
            place.at_sign = signed(written);
            place.at_signs = Some(at_signs);
            place.end = end;
        }
        place.edit = edit;
        self.place = Some(place);
        text.clone_into(&mut self.text);
        Ok(())
    }

    /// The person chose who is meant by what is written just now: the name is put in its place.
    ///
    /// # Errors
    /// [`MentionError::NoMention`] if nobody is being mentioned there, or [`MentionError::TextTooLong`].
    pub fn select(&mut self, text: &str, name: &str, users: &[User]) -> Result<(), MentionError> {
        check_length(text)?;
        check_length(name)?;
        let place = self.place.as_ref().ok_or(MentionError::NoMention)?;
        let characters: Vec<char> = text.chars().collect();
        let at = usize::try_from(place.at_sign).map_err(|_| MentionError::NoMention)?;
        let behind = at.saturating_add(1);
        let end = place.end.max(behind);
        let (Some(before), Some(after)) = (characters.get(..behind), characters.get(end..)) else {
            return Err(MentionError::NoMention);
        };
        if before.last() != Some(&'@') {
            return Err(MentionError::NoMention);
        }
        let space = if after.first().is_some_and(|next| next.is_whitespace()) { "" } else { " " };
        let made = before.iter().copied().chain(name.chars()).chain(space.chars()).chain(after.iter().copied());
        let made: String = made.collect();
        self.change(&made, 0, users)?;
        self.made = made;
        self.suggestions = None;
        Ok(())
    }

    /// Nothing is written any more.
    pub fn clear(&mut self) {
        *self = Self { latest_call: self.latest_call, ..Self::default() };
    }

    /// A message is written anew: its keys are shown by name.
    ///
    /// # Errors
    /// [`MentionError::TextTooLong`].
    pub fn show(&mut self, text: &str, users: &[User]) -> Result<(), MentionError> {
        check_length(text)?;
        let segments = named(text, users);
        let mut place = Place { at_sign: -1, at_signs: Some(Vec::new()), ..Place::default() };
        let mut made = String::new();
        for segment in &segments {
            let (Segment::Text(text) | Segment::Mention(text)) = segment;
            let length = text.chars().count();
            if let (Segment::Mention(_), Some(at_signs)) = (segment, &mut place.at_signs) {
                if let Some(last) = at_signs.last_mut() {
                    last.next = Some(place.end);
                }
                let to = place.end.saturating_add(length.saturating_sub(1));
                at_signs.push(AtSign { from: place.end, to, is_checked: true, is_mention: true, next: None });
                place.at_sign = signed(Some(place.end));
            }
            place.end = place.end.saturating_add(length);
            place.edit.inserted = text.chars().last().map(String::from).unwrap_or_default();
            made.push_str(text);
        }
        place.edit.start = signed(Some(place.end)).saturating_sub(1);
        place.edit.end = place.edit.start;
        self.segments = segments;
        self.place = Some(place);
        self.text.clone_from(&made);
        self.made = made;
        Ok(())
    }
}

fn check_length(text: &str) -> Result<(), MentionError> {
    if text.len() > MAX_TEXT_BYTES { Err(MentionError::TextTooLong) } else { Ok(()) }
}

fn signed(position: Option<usize>) -> i64 {
    position.map_or(-1, |position| i64::try_from(position).unwrap_or(i64::MAX))
}

/// Which one piece of a text was changed to get another.
fn edit(before: &str, after: &[char]) -> Edit {
    let old: Vec<char> = before.chars().collect();
    let start = old.iter().zip(after).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (old.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let kept = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let removed = old_rest.len().saturating_sub(kept);
    let inserted = new_rest.get(..new_rest.len().saturating_sub(kept)).unwrap_or_default();
    let last_removed = if after.is_empty() { removed } else { removed.saturating_sub(1) };
    Edit {
        before: before.to_owned(),
        inserted: inserted.iter().collect(),
        start: signed(Some(start)),
        end: signed(Some(start.saturating_add(last_removed))),
    }
}

/// Every `@` with what belongs to it.
fn at_signs(text: &[char], users: &[User]) -> Vec<AtSign> {
    let mut found: Vec<AtSign> = Vec::new();
    for (from, _) in text.iter().enumerate().filter(|(_, character)| **character == '@') {
        if let Some(last) = found.last_mut() {
            last.next = Some(from);
            last.is_checked = true;
            if !last.is_mention {
                last.to = from.saturating_sub(1);
            }
        }
        let behind = text.get(from.saturating_add(1)..).unwrap_or_default();
        let who = mentioned(behind, users);
        let end = who.as_ref().map_or(text.len().saturating_sub(1), |who| from.saturating_add(who.length));
        found.push(AtSign { from, to: end, is_checked: who.is_some(), is_mention: who.is_some(), next: None });
    }
    found
}

/// The parts of a text: mentions, and what is between them and every other `@`. Where there is no `@` all is one part, also
/// when nothing is left of the text.
fn segments(text: &[char], at_signs: &[AtSign]) -> Vec<Segment> {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default().iter().collect::<String>();
    let Some(first) = at_signs.first() else { return vec![Segment::Text(text.iter().collect())] };
    let mut segments = vec![Segment::Text(part(0, first.from))];
    for at_sign in at_signs {
        let end = at_sign.next.unwrap_or(text.len());
        let name_end = at_sign.to.saturating_add(1).min(end);
        if at_sign.is_mention {
            segments.push(Segment::Mention(part(at_sign.from, name_end)));
            segments.push(Segment::Text(part(name_end, end)));
        } else {
            segments.push(Segment::Text(part(at_sign.from, end)));
        }
    }
    segments.retain(|segment| *segment != Segment::Text(String::new()));
    segments
}

/// The last `@` up to and with a position.
fn last_at_sign(text: &[char], position: usize) -> Option<usize> {
    let until = position.saturating_add(1).min(text.len());
    text.get(..until)?.iter().rposition(|character| *character == '@')
}

/// The parts of a message, its keys by name. Keys of people who cannot be mentioned stay keys.
fn named(text: &str, users: &[User]) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, with_sign) = rest.split_at(at);
        plain.push_str(before);
        let behind = with_sign.get(1..).unwrap_or_default();
        let key = behind.get(..KEY_LENGTH).filter(|key| parse_public_key(key).is_ok());
        let after = behind.get(KEY_LENGTH..).unwrap_or_default();
        let ends = after.chars().next().is_none_or(|next| !next.is_alphanumeric());
        match key.filter(|_| ends) {
            Some(key) => {
                if !plain.is_empty() {
                    segments.push(Segment::Text(std::mem::take(&mut plain)));
                }
                let name = users.iter().find(|user| user.id == key).map_or(key, User::shown_name);
                let sign = if name.starts_with('@') { "" } else { "@" };
                segments.push(Segment::Mention(format!("{sign}{name}")));
                rest = after;
            }
            None => {
                plain.push('@');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        segments.push(Segment::Text(plain));
    }
    segments
}
