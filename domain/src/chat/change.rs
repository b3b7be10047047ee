//! What holds for every change of a message that was sent before.

use status_ports::{MessageRecord, StorageError};

use crate::messaging::Decision;

/// Why a change of a message is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageChangeError {}

/// Applies the changes that arrived before their message.
pub(super) fn apply_early(_decision: &mut Decision<'_, '_>, _message: &mut MessageRecord) -> Result<(), StorageError> {
    Ok(())
}
