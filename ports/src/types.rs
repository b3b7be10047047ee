//! Plain values that several ports share.

/// A compressed secp256k1 point: how stores know a person.
pub type CompressedKey = [u8; 33];

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type UnixMillis = u64;

/// A page of a list, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, newest first.
    pub items: Vec<T>,
    /// Where the next page begins; empty at the end.
    pub cursor: String,
}
