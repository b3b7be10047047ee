//! Identity verification (specification: messaging, section 11).

use status_proto::status::application_metadata_message::Type;

use crate::messaging::{Decision, HandleError, ReceivedMessage};

/// Why a step of an identity verification is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerificationError {}

pub(crate) fn handle_verification_request(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::RequestContactVerification))
}

pub(crate) fn handle_verification_answer(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::AcceptContactVerification))
}

pub(crate) fn handle_verification_refusal(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::DeclineContactVerification))
}

pub(crate) fn handle_verification_cancellation(
    _decision: &mut Decision<'_, '_>,
    _message: &ReceivedMessage,
) -> Result<(), HandleError> {
    Err(HandleError::Unsupported(Type::CancelContactVerification))
}
