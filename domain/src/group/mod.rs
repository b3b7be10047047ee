//! Private groups (specification: messaging, section 13).
//!
//! A group is what its history comes to: events that members signed, each saying one thing. Every message to a group
//! carries the whole history, so that whoever gets it can tell who is in the group without trusting who sent it. The
//! order of events is that of their clocks, then of their signatures, so that everybody who has the same events has the
//! same group.

mod aggregate;
mod command;
mod draft;
mod error;
mod event;
mod history;
mod invitation;
mod receive;
mod record;

pub use aggregate::{Fold, Group};
pub use command::{
    Edit, add_admins, add_members, confirm_joining, create, create_from_invitation, edit, leave, remove_members, rename,
};
pub use error::GroupError;
pub use event::{Change, Event, sent_bytes};
pub use invitation::{reject_invitation, request_invitation};

pub(crate) use command::{accept_invitation, leave_in};
pub(crate) use invitation::{handle_invitation, reject_invitations_of};
pub(crate) use receive::handle_membership_update;

use status_ports::{GroupMember, ProfileTransaction, StorageError};
use status_proto::status::membership_update_message::ChatEntity;
use status_proto::status::{ChatMessage, MembershipUpdateMessage};

/// Members of a group.
pub const MAX_MEMBERS: usize = 20;

/// Unicode scalar values of the name of a group.
pub const MAX_NAME_LENGTH: usize = 256;

/// Unicode scalar values of the colour of a group.
pub const MAX_COLOR_LENGTH: usize = 64;

/// Bytes of the picture of a group.
pub const MAX_IMAGE_LENGTH: usize = 400_000;

/// Events of the history of a group.
pub const MAX_EVENTS: u32 = 20_000;

/// Everybody in a group, in the order of joining; nobody if there is no such group.
pub(crate) fn members(stores: &mut dyn ProfileTransaction, chat_id: &str) -> Result<Vec<GroupMember>, StorageError> {
    stores.group_members(chat_id)
}

/// A message to a group: it carries the whole history of the group.
pub(crate) fn wrap(
    stores: &mut dyn ProfileTransaction,
    message: ChatMessage,
) -> Result<MembershipUpdateMessage, StorageError> {
    let chat_id = message.chat_id.clone();
    history::message(stores, &chat_id, Some(ChatEntity::Message(message)))
}

#[cfg(test)]
mod tests;
