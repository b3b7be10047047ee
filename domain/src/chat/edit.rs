//! Edits (specification: messaging, section 9.3).

use status_proto::status::application_metadata_message::Type;

use crate::messaging::{Decision, HandleError, ReceivedMessage};

pub(crate) fn handle_edit(_decision: &mut Decision<'_, '_>, _message: &ReceivedMessage) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::EditMessage))
}
