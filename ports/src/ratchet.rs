//! State of the end-to-end encryption.

/// End-to-end encryption of the open profile.
pub trait RatchetStore {}
