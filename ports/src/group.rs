//! Private groups.

use crate::CompressedKey;

/// Somebody in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupMember {
    /// Identity key.
    pub public_key: CompressedKey,
    /// May remove others and make them admins.
    pub is_admin: bool,
}

/// Somebody's wish to join a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationRecord {
    /// Derived from sender and chat: `0x` + 64 hex digits.
    pub id: String,
    /// The group.
    pub chat_id: String,
    /// Who wants to join, or the admin who refuses.
    pub from: CompressedKey,
    /// Why.
    pub introduction_message: String,
    /// `GroupChatInvitation.State` of the protobuf.
    pub state: i32,
    /// Lamport clock; the greater one wins.
    pub clock: u64,
}

/// Groups of the open profile.
pub trait GroupStore {}
