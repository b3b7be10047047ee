//! Sessions: what is there while a profile is logged in.

/// A logged-in profile. Cloning gives another handle to the same session.
#[derive(Clone)]
pub(crate) struct Session;
