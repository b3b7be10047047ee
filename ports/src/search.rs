//! Full-text search in messages.

/// The search index of the open profile.
pub trait SearchStore {}
