//! The order of the accounts.

use status_ports::{ProfileTransaction, UnixMillis};

use super::change::Change;
use super::{KeypairError, Keyring};
use crate::messaging::Outcome;

/// Moves the account at one position to another; those between make room.
///
/// # Errors
/// [`KeypairError::WrongPosition`] if nothing stands at one of them, or both are the same.
pub fn move_account(
    stores: &mut dyn ProfileTransaction,
    from: i64,
    to: i64,
    now: UnixMillis,
) -> Result<Outcome, KeypairError> {
    let mut change = Change::begin(stores, now)?;
    reorder(&mut change.ring, from, to)?;
    Ok(change.finish()?)
}

fn reorder(ring: &mut Keyring, from: i64, to: i64) -> Result<(), KeypairError> {
    ring.renumber();
    let end = i64::try_from(ring.wallet_accounts().count()).unwrap_or(i64::MAX);
    if from == to || !(0..end).contains(&from) || !(0..end).contains(&to) {
        return Err(KeypairError::WrongPosition);
    }
    for account in ring.accounts.iter_mut().filter(|account| !account.chat) {
        let position = account.position;
        account.position = if position == from {
            to
        } else if from < position && position <= to {
            position.saturating_sub(1)
        } else if to <= position && position < from {
            position.saturating_add(1)
        } else {
            position
        };
    }
    Ok(())
}
