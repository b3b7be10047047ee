//! Who is online.

use crate::CompressedKey;

/// What somebody last said about being there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserStatusRecord {
    /// Whose it is.
    pub public_key: CompressedKey,
    /// `StatusUpdate.StatusType` of the protobuf: 1 automatic, 2 do not disturb, 3 always online, 4 inactive.
    pub status_type: i32,
    /// Unix seconds.
    pub clock: u64,
    /// Free text.
    pub text: String,
}

/// Statuses of others.
pub trait UserStatusStore {}
