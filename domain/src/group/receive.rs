//! Updates of groups, and the messages that come with them.

use status_proto::status::application_metadata_message::Type;

use crate::messaging::{Decision, HandleError, ReceivedMessage};

pub(crate) fn handle_membership_update(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::MembershipUpdateMessage))
}

pub(crate) fn handle_invitation(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::GroupChatInvitation))
}
