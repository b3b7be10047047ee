//! Steps at which the answer differs on purpose: where status-go is wrong, `docs/differences.md` has the line.

/// Recording, position of the step from 0, reason.
const DIFFERENCES: &[(&str, usize, &str)] = &[
    ("settings", 39, "one value that was saved as null does not take all settings away"),
    ("rpc-errors", 49, "the namespaces are those that have methods"),
];

/// Why a step differs on purpose, if it does.
pub(super) fn difference(recording: &str, step: usize) -> Option<&'static str> {
    DIFFERENCES.iter().find(|(name, index, _)| *name == recording && *index == step).map(|(_, _, reason)| *reason)
}
