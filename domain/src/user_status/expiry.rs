//! Who said nothing for a while is taken for gone.

use status_ports::{StorageError, UnixMillis, UserStatusRecord};
use status_proto::status::status_update::StatusType;

use crate::messaging::Context;

/// How long an automatic status holds: five minutes, after which it is repeated, and five seconds for the way.
const TIMEOUT_S: u64 = 5 * 60 + 5;

/// Whose status ran out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expired {
    /// What is known of them from now on: inactive.
    pub statuses: Vec<UserStatusRecord>,
    /// When the next one runs out; `None` if there is none.
    pub next_at: Option<UnixMillis>,
}

/// Marks those as inactive who did not repeat their automatic status.
///
/// # Errors
/// [`StorageError`].
pub fn expire(context: &mut Context<'_>) -> Result<Expired, StorageError> {
    let last = (context.now / 1000).checked_sub(TIMEOUT_S);
    let due = last.map(|last| context.stores.automatic_statuses_until(last)).transpose()?.unwrap_or_default();
    let mut statuses = Vec::new();
    for status in due {
        let clock = status.clock.saturating_add(1);
        let status = UserStatusRecord { status_type: StatusType::Inactive.into(), clock, ..status };
        context.stores.save_user_status(&status)?;
        statuses.push(status);
    }
    let next = context.stores.oldest_automatic_status()?;
    let next_at = next.map(|clock| clock.saturating_add(TIMEOUT_S).saturating_mul(1000));
    Ok(Expired { statuses, next_at })
}
