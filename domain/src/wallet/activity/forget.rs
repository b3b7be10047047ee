//! What is known of an account goes with it.

use std::collections::BTreeSet;

use status_ports::{StorageError, WalletTransaction};

use super::Scans;

/// Only what is known of these accounts is kept; if one of the others comes back, all chains are read for it anew. Those
/// that were forgotten.
///
/// # Errors
/// [`StorageError`].
pub fn forget_other_accounts(
    stores: &mut dyn WalletTransaction,
    kept: &BTreeSet<[u8; 20]>,
) -> Result<BTreeSet<[u8; 20]>, StorageError> {
    let mut forgotten = BTreeSet::new();
    for (chain_id, records) in stores.all_scans()? {
        let mut scans = Scans::restore(&records);
        let gone = scans.keep_accounts(kept);
        if !gone.is_empty() {
            stores.replace_scans(chain_id, &scans.records())?;
            forgotten.extend(gone);
        }
    }
    for account in &forgotten {
        stores.delete_transfers_of(account)?;
        stores.delete_token_balances(account)?;
    }
    Ok(forgotten)
}
