//! Golden vectors: outputs of the reference implementation, which ours must meet in every field.
//!
//! A file is `{"about", "source", "cases": [...]}`; `tests/vectors/README.md` says what the fields of a case mean. One
//! [`Runner`] judges all cases of a file; a kind of case it does not know is a failure.

mod application_message;
mod fields;
mod group_chat;
mod hash_ratchet;
mod identity;
mod keystore;
mod mvds;
mod segmentation;
mod share_urls;
mod topics;
mod waku_message;
mod waku_payload;
mod wallet;
mod x3dh_double_ratchet;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde_json::Value;

pub use crate::json_files::names;
pub use fields::{
    array, boolean, bytes, bytes_of, check, check_error, expect_equal, find_array, find_bytes, find_text, find_u64,
    get, i64_field, text, u64_field,
};

/// Judges one case. The error says what differs.
pub type Runner = fn(&Value) -> Result<(), String>;

/// What the cases of a file came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Cases in which every field was met.
    pub passed: usize,
    /// `index/kind: reason` of every other case.
    pub failed: Vec<String>,
}

/// Why a file could not be run at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It could not be read.
    #[error("cannot read {0}: {1}")]
    Read(PathBuf, std::io::Error),
    /// It is no JSON, or has no list of cases.
    #[error("{0} is no file of vectors: {1}")]
    Parse(PathBuf, String),
    /// Nobody judges a file of this name.
    #[error("no runner for {0}")]
    NoRunner(PathBuf),
}

/// The runners by the name of their file without `.json`, sorted by name.
#[must_use]
#[rustfmt::skip] // one per line
pub fn runners() -> &'static [(&'static str, Runner)] {
    &[
        ("application_message", application_message::run),
        ("group_chat", group_chat::run),
        ("hash_ratchet", hash_ratchet::run),
        ("identity", identity::run),
        ("keystore", keystore::run),
        ("mvds", mvds::run),
        ("segmentation", segmentation::run),
        ("share_urls", share_urls::run),
        ("topics", topics::run),
        ("waku_message", waku_message::run),
        ("waku_payload", waku_payload::run),
        ("wallet", wallet::run),
        ("x3dh_double_ratchet", x3dh_double_ratchet::run),
    ]
}

/// The folder of the vectors: the environment variable `STATUS_VECTORS`, or else `tests/vectors` of the repository.
#[must_use]
pub fn folder() -> PathBuf {
    std::env::var_os("STATUS_VECTORS")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors"), PathBuf::from)
}

/// Runs every case of a file with the runner of its name. A panic counts as a failed case.
///
/// # Errors
/// [`RunError`] if the file cannot be read, is no file of vectors, or has no runner.
pub fn run_file(path: &Path) -> Result<Outcome, RunError> {
    let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let runner = runners().iter().find(|(known, _)| *known == name).map(|(_, runner)| *runner);
    let runner = runner.ok_or_else(|| RunError::NoRunner(path.to_owned()))?;
    let content = std::fs::read(path).map_err(|error| RunError::Read(path.to_owned(), error))?;
    let parse_error = |reason: String| RunError::Parse(path.to_owned(), reason);
    let file: Value = serde_json::from_slice(&content).map_err(|error| parse_error(error.to_string()))?;
    let cases = array(&file, "cases").map_err(parse_error)?;
    let mut outcome = Outcome::default();
    for (index, case) in cases.iter().enumerate() {
        let kind = case.get("kind").and_then(Value::as_str).unwrap_or("-");
        let result = catch_unwind(AssertUnwindSafe(|| runner(case))).unwrap_or_else(|_| Err("panicked".to_owned()));
        match result {
            Ok(()) => outcome.passed = outcome.passed.saturating_add(1),
            Err(reason) => outcome.failed.push(format!("{index}/{kind}: {reason}")),
        }
    }
    Ok(outcome)
}
