//! What a person wants to be reminded of.

use std::time::Duration;

/// Longest time ahead: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// A reminder: when, from now, and of what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// How long to wait.
    pub(crate) after: Duration,
    /// Of what; "something" if that was not said.
    pub(crate) what: String,
}

/// Reads `remind me in 10 minutes to water the plants`, `Remind me of the tea in 3 min` and the like. `None` for what is no
/// such wish.
pub(crate) fn parse(text: &str) -> Option<Wish> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, second, rest @ ..] = words.as_slice() else { return None };
    if !first.eq_ignore_ascii_case("remind") || !second.eq_ignore_ascii_case("me") {
        return None;
    }
    // The last time that is named counts: "of what I said in 2 hours in 5 minutes" is due in five minutes.
    let (at, after) = (0..rest.len()).rev().find_map(|at| Some((at, time(rest.get(at..at + 3)?)?)))?;
    let before = rest.get(..at).unwrap_or_default();
    let behind = rest.get(at + 3..).unwrap_or_default();
    let what = without_joint(if behind.is_empty() { before } else { behind }).join(" ");
    let what = if what.is_empty() { "something".to_owned() } else { what };
    Some(Wish { after, what })
}

/// `in 10 minutes`, `in an hour`.
fn time(words: &[&str]) -> Option<Duration> {
    let [joint, count, unit] = words else { return None };
    if !joint.eq_ignore_ascii_case("in") {
        return None;
    }
    let count: u64 = match count.to_ascii_lowercase().as_str() {
        "a" | "an" | "one" => 1,
        number => number.parse().ok()?,
    };
    let unit = unit.to_ascii_lowercase();
    let seconds = match unit.trim_end_matches([',', '.', ':']) {
        "s" | "sec" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 60 * 60,
        "d" | "day" | "days" => 24 * 60 * 60,
        "w" | "week" | "weeks" => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let after = Duration::from_secs(count.checked_mul(seconds)?);
    (count > 0 && after <= LONGEST).then_some(after)
}

/// Without the word that leads to what is meant.
fn without_joint<'a>(words: &'a [&'a str]) -> &'a [&'a str] {
    match words {
        [joint, rest @ ..] if ["to", "of", "about", "that"].iter().any(|word| joint.eq_ignore_ascii_case(word)) => rest,
        all => all,
    }
}
