//! The three-word name that everybody has without choosing one.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::crypto::PublicKey;

/// Taps of the shift register: bits 3, 4, 5 and 7.
const TAPS: u64 = 0xb8;

/// The words in the order in which the register chooses them, and a set of each to look one up.
struct Words {
    adjectives: Vec<&'static str>,
    animals: Vec<&'static str>,
    adjective_set: BTreeSet<&'static str>,
    animal_set: BTreeSet<&'static str>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let adjectives: Vec<_> = include_str!("../../data/alias-adjectives.txt").lines().collect();
        let animals: Vec<_> = include_str!("../../data/alias-animals.txt").lines().collect();
        let adjective_set = adjectives.iter().copied().collect();
        let animal_set = animals.iter().copied().collect();
        Words { adjectives, animals, adjective_set, animal_set }
    })
}

/// The alias of a public key: two adjectives and an animal.
#[must_use]
pub fn alias(key: &PublicKey) -> String {
    from_seed(key.x().last_chunk().map_or(0, |low| u64::from_be_bytes(*low)))
}

pub(super) fn from_seed(seed: u64) -> String {
    let words = words();
    let mut register = seed;
    let mut choose = |list: &[&'static str]| {
        let feedback = u64::from((register & TAPS).count_ones() & 1);
        register = register << 1 | feedback;
        let length = u64::try_from(list.len()).unwrap_or(u64::MAX);
        let index = register.checked_rem(length).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| list.get(index)).copied().unwrap_or_default()
    };
    let first = choose(&words.adjectives);
    let second = choose(&words.adjectives);
    let third = choose(&words.animals);
    format!("{first} {second} {third}")
}

/// Whether a text could be somebody's alias: three words of the lists, where the first letters may be small.
#[must_use]
pub fn is_alias(text: &str) -> bool {
    let mut parts = text.split_whitespace().map(capitalize);
    let (Some(first), Some(second), Some(third), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let words = words();
    words.adjective_set.contains(first.as_str())
        && words.adjective_set.contains(second.as_str())
        && words.animal_set.contains(third.as_str())
}

fn capitalize(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
