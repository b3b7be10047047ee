//! Finding the people who are mentioned by name.

use super::User;
use super::places::open_at_signs;

/// Who is mentioned, and how long the name is that says so.
pub(super) struct Mentioned<'a> {
    pub(super) user: &'a User,
    /// Characters, without the `@`.
    pub(super) length: usize,
}

/// Who is mentioned by a text that begins behind an `@`: of all names that it begins with, in any case, the longest; of
/// equal names the one that counts most for its owner. A name ends at the end, at white space, or at a punctuation mark
/// that may follow a mention.
pub(super) fn mentioned<'a>(behind: &[char], users: &'a [User]) -> Option<Mentioned<'a>> {
    let mut best: Option<(Mentioned<'a>, usize)> = None;
    for user in users {
        for (rank, name) in user.names().enumerate() {
            let Some(length) = length_of(name, behind) else { continue };
            let is_better = best
                .as_ref()
                .is_none_or(|(best, best_rank)| length > best.length || (length == best.length && rank < *best_rank));
            if is_better {
                best = Some((Mentioned { user, length }, rank));
            }
        }
    }
    best.map(|(best, _)| best)
}

/// How many characters of the text are the name, if it begins with it and the name ends there.
fn length_of(name: &str, text: &[char]) -> Option<usize> {
    let mut length = 0_usize;
    for character in name.chars() {
        if !text.get(length)?.to_lowercase().eq(character.to_lowercase()) {
            return None;
        }
        length = length.saturating_add(1);
    }
    let ends = text.get(length).is_none_or(|next| ends_name(*next));
    (length > 0 && ends).then_some(length)
}

fn ends_name(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | ',' | ':' | ';' | '!' | '?')
}

/// A text with names behind `@` replaced by keys, but not in code, in quotes, and in styled text.
#[must_use]
pub fn replace(text: &str, users: &[User]) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut replaced = String::with_capacity(text.len());
    let mut done = 0;
    for at in open_at_signs(&characters) {
        let behind = at.saturating_add(1);
        let Some(found) = mentioned(characters.get(behind..).unwrap_or_default(), users) else { continue };
        replaced.extend(characters.get(done..behind).unwrap_or_default());
        replaced.push_str(&found.user.id);
        done = behind.saturating_add(found.length);
    }
    replaced.extend(characters.get(done..).unwrap_or_default());
    replaced
}
