//! Pictures of contacts.

/// Pictures that contacts have of themselves.
pub trait ContactImageStore {}
