//! How hard a password is to guess.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;
use zxcvbn::matching::patterns::MatchPattern;

use super::Endpoints;
use crate::endpoint::error_answer;
use crate::json;

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("GetPasswordStrength", |body| answer(body, |request| Strength::of(&request)));
    endpoints.pure("GetPasswordStrengthScore", |body| answer(body, |request| Score { score: request.score() }));
}

/// Guessing is judged on so many characters; judging more takes long and changes nothing.
const JUDGED_CHARACTERS: usize = 100;

#[derive(Deserialize)]
#[serde(rename = "statusgo.GetPasswordStrengthRequest", rename_all = "camelCase")]
struct Request {
    password: Zeroizing<String>,
    user_inputs: Vec<String>,
}

#[derive(Serialize)]
struct Score {
    score: u8,
}

/// What the library says, in the fields of the library that status-go uses.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Strength {
    password: Zeroizing<String>,
    /// Bits.
    entropy: f64,
    match_sequence: Option<Vec<MatchJson>>,
    /// Seconds, with ten guesses a microsecond.
    crack_time: f64,
    crack_time_display: String,
    score: u8,
    calc_time: f64,
}

/// A part of the password that follows a pattern.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct MatchJson {
    pattern: &'static str,
    i: usize,
    j: usize,
    token: String,
    dictionary_name: String,
    entropy: f64,
}

impl Request {
    fn estimate(&self) -> zxcvbn::Entropy {
        let inputs: Vec<&str> = self.user_inputs.iter().map(String::as_str).collect();
        zxcvbn::zxcvbn(&self.password, &inputs)
    }

    fn score(&self) -> u8 {
        u8::from(self.estimate().score())
    }
}

impl Strength {
    fn of(request: &Request) -> Self {
        let estimate = request.estimate();
        let matches: Vec<MatchJson> = estimate.sequence().iter().map(MatchJson::of).collect();
        let crack_times = estimate.crack_times();
        let time = crack_times.offline_slow_hashing_1e4_per_second();
        Self {
            password: request.password.clone(),
            entropy: estimate.guesses_log10() * std::f64::consts::LOG2_10,
            match_sequence: Some(matches).filter(|matches| !matches.is_empty()),
            crack_time: std::time::Duration::from(time).as_secs_f64(),
            crack_time_display: time.to_string(),
            score: u8::from(estimate.score()),
            calc_time: estimate.calculation_time().as_nanos() as f64,
        }
    }
}

impl MatchJson {
    fn of(part: &zxcvbn::matching::Match) -> Self {
        let (pattern, dictionary_name) = match &part.pattern {
            MatchPattern::Dictionary(pattern) => {
                ("dictionary", format!("{:?}", pattern.dictionary_name).to_lowercase())
            }
            MatchPattern::Spatial(pattern) => ("spatial", pattern.graph.clone()),
            MatchPattern::Repeat(_) => ("repeat", String::new()),
            MatchPattern::Sequence(pattern) => ("sequence", pattern.sequence_name.to_owned()),
            MatchPattern::Regex(pattern) => ("regex", pattern.regex_name.to_owned()),
            MatchPattern::Date(_) => ("date", String::new()),
            MatchPattern::BruteForce => ("bruteforce", String::new()),
        };
        let entropy = part.guesses.map_or(0.0, |guesses| (guesses as f64).log2());
        Self { pattern, i: part.i, j: part.j, token: part.token.clone(), dictionary_name, entropy }
    }
}

fn answer<T: Serialize>(body: &str, judge: impl Fn(Request) -> T) -> String {
    let request: Result<Request, _> = json::from_text(body);
    match request {
        Ok(mut request) => {
            request.password = Zeroizing::new(request.password.chars().take(JUDGED_CHARACTERS).collect());
            json::to_text(&judge(request)).unwrap_or_else(error_answer)
        }
        Err(error) => error_answer(error),
    }
}
