//! Deletes, for everybody or for oneself (specification: messaging, section 9.4).

use status_proto::status::application_metadata_message::Type;

use crate::messaging::{Decision, HandleError, ReceivedMessage};

pub(crate) fn handle_delete(_decision: &mut Decision<'_, '_>, _message: &ReceivedMessage) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::DeleteMessage))
}
