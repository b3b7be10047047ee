//! How entries come and change.

use status_ports::{ActivityRecord, ActivityState, StorageError};

use super::refresh_state;
use crate::messaging::Decision;

/// Stores a new entry; the person should look, unless it is read.
pub(super) fn raise(decision: &mut Decision<'_, '_>, entry: ActivityRecord) -> Result<(), StorageError> {
    if !entry.read {
        let state = ActivityState { has_seen: false, updated_at: entry.updated_at };
        decision.context.stores.save_activity_state(state)?;
    }
    decision.outcome.raised.insert(entry.id.clone());
    decision.save_activity(entry)
}

/// Stores an entry that changed: there may be less to look at.
pub(super) fn change(decision: &mut Decision<'_, '_>, entry: ActivityRecord) -> Result<(), StorageError> {
    let entry = ActivityRecord { updated_at: decision.context.now, ..entry };
    decision.context.stores.save_activity(&entry)?;
    let state = refresh_state(decision.context)?;
    decision.outcome.activity_state = Some(state);
    decision.outcome.activities.insert(entry.id.clone(), entry);
    Ok(())
}
