//! Transactions that wait are sped up or cancelled.

use status_domain::wallet::execution::{Replacement, WishedFees, replacement};
use status_ports::{WalletStoreExt as _, WalletTransaction};

use super::{Execution, Prepared, SendError};
use crate::wallet::route::FeeQuote;

impl Execution {
    /// What takes the place of a transaction that waits.
    ///
    /// # Errors
    /// [`SendError`].
    pub(crate) async fn prepare_replacement(
        &self,
        chain_id: u64,
        hash: [u8; 32],
        by: Replacement,
        wished: WishedFees,
    ) -> Result<Prepared, SendError> {
        let chain = self.shared.sources.chain(chain_id)?;
        let fees = FeeQuote::ask(chain.as_ref(), chain_id).await?.fees;
        let find = move |stores: &mut dyn WalletTransaction| {
            Ok::<_, SendError>(replacement(stores, chain_id, &hash, by, (&fees, wished))?)
        };
        let (request, label) = self.shared.store.query(find).await?;
        self.prepare(chain_id, request, label, None).await
    }
}
