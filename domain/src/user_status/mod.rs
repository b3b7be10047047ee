//! Who is there (specification: messaging, section 14).

use status_proto::status::application_metadata_message::Type;

use crate::messaging::{Decision, HandleError, ReceivedMessage};

pub(crate) fn handle_status_update(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::StatusUpdate))
}
