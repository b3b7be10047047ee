//! What people show of themselves in their profile.

/// Showcases of the open profile: our own and those of contacts.
pub trait ShowcaseStore {}
