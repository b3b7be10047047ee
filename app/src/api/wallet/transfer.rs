//! Transfers of the accounts.

use crate::json::Address;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_checkRecentHistoryForChainIDs",
        "Looks for transfers of all accounts on these chains, too, until wallet_stopWallet: first in blocks that were not \
         read, and then in each new one. The signal wallet tells recent-history-fetching when that begins, \
         recent-history-ready once for each account when all up to now is known, new-transfers when some were found, \
         fetching-history-error when a chain cannot be read, which is tried again with the next block, and \
         non-archival-node-detected if providers do not know the past. Nothing happens without chains or accounts.",
        &["chainIds", "addresses"],
        |session: Session, (chains, accounts): (Option<Vec<u64>>, Option<Vec<Address>>)| async move {
            let (chains, accounts) = (chains.unwrap_or_default(), accounts.unwrap_or_default());
            if !chains.is_empty() && !accounts.is_empty() {
                session.wallet().start_transfers(&chains).await?;
            }
            Ok::<_, RpcError>(())
        },
    );
}
