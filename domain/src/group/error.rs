//! What a group does not allow.

/// Why an event, an update or a command of a group is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GroupError {}
