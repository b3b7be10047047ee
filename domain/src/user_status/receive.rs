//! Statuses of others, and our own from other devices.

use prost::Message;
use status_ports::{StorageError, UnixMillis, UserStatusRecord};
use status_proto::status::StatusUpdate;
use status_proto::status::status_update::StatusType;

use super::own::{own, save};
use super::{UserStatusError, validate_text};
use crate::chat::validate_clock;
use crate::identity::public_key_text;
use crate::messaging::{Context, Decision, HandleError, ReceivedMessage};

/// How long a status is kept: two weeks.
const RETENTION_S: u64 = 14 * 24 * 60 * 60;

/// Somebody says whether they are there. Only of people with whom we have to do, and only what is newer than what is
/// known.
pub(crate) fn handle_status_update(
    decision: &mut Decision<'_, '_>,
    message: &ReceivedMessage,
) -> Result<(), HandleError> {
    let update = StatusUpdate::decode(message.payload.as_slice())?;
    validate(&update, message.whisper_timestamp)?;
    let status = UserStatusRecord {
        public_key: message.author.to_compressed(),
        status_type: update.status_type,
        clock: update.clock,
        text: update.custom_text,
    };
    if message.author == decision.context.me {
        return Ok(take_own(decision, status)?);
    }
    let is_known = decision.context.stores.find_contact(&status.public_key)?.is_some()
        || decision.context.stores.find_chat(&public_key_text(&message.author))?.is_some();
    if !is_known {
        return Err(HandleError::NotAllowed);
    }
    let known = decision.context.stores.find_user_status(&status.public_key)?;
    if known.is_none_or(|known| known.clock < status.clock) {
        decision.context.stores.save_user_status(&status)?;
        decision.outcome.statuses.insert(status.public_key, status);
    }
    Ok(())
}

fn validate(update: &StatusUpdate, whisper_timestamp: UnixMillis) -> Result<(), UserStatusError> {
    validate_clock(update.clock.saturating_mul(1000), whisper_timestamp)?;
    match StatusType::try_from(update.status_type) {
        Ok(StatusType::UnknownStatusType) | Err(_) => return Err(UserStatusError::UnknownType),
        Ok(_) => {}
    }
    validate_text(&update.custom_text)
}

/// Another device of ours chose. Our own words, which a store node gives back, say nothing new.
fn take_own(decision: &mut Decision<'_, '_>, status: UserStatusRecord) -> Result<(), StorageError> {
    let before = own(decision.context)?;
    if status.clock <= before.clock {
        return Ok(());
    }
    save(decision.context, &status)?;
    if (before.status_type, &before.text) != (status.status_type, &status.text) {
        decision.outcome.current_status = Some(status);
    }
    Ok(())
}

/// Forgets statuses that say nothing any more.
pub(crate) fn prune(context: &mut Context<'_>) -> Result<(), StorageError> {
    let now = context.now / 1000;
    context.stores.prune_user_statuses(now.saturating_sub(RETENTION_S))
}
