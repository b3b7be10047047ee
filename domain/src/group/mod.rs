//! Private groups (specification: messaging, section 13).

mod error;
mod receive;

pub use error::GroupError;

pub(crate) use receive::{handle_invitation, handle_membership_update};

use status_ports::{GroupMember, ProfileTransaction, StorageError};
use status_proto::status::{ChatMessage, MembershipUpdateMessage, membership_update_message::ChatEntity};

/// Everybody in a group, in the order of joining; nobody if there is no such group.
pub(crate) fn members(_stores: &mut dyn ProfileTransaction, _chat_id: &str) -> Result<Vec<GroupMember>, StorageError> {
    Ok(Vec::new())
}

/// A message to a group: it carries the whole history of the group.
pub(crate) fn wrap(
    _stores: &mut dyn ProfileTransaction,
    message: ChatMessage,
) -> Result<MembershipUpdateMessage, StorageError> {
    Ok(MembershipUpdateMessage {
        chat_id: message.chat_id.clone(),
        events: Vec::new(),
        chat_entity: Some(ChatEntity::Message(message)),
    })
}
