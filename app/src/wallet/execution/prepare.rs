//! What a client leaves open is asked of the chain.

use status_domain::wallet::execution::{self, Label, NonceUse};
use status_domain::wallet::{SignedTransaction, Transaction, TransactionError, TransactionRequest};
use status_ports::{BlockId, CallRequest, WalletStoreExt as _, WalletTransaction};

use super::{Execution, SendError};

/// A transaction that is ready to be signed.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// It.
    pub(crate) transaction: Transaction,
    /// Who is to sign.
    pub(crate) from: [u8; 20],
    /// How it came to its nonce.
    pub(crate) nonce_use: NonceUse,
    /// What is remembered with it.
    pub(crate) label: Label,
}

impl Execution {
    /// Fills in what a request leaves open. `before` is another transaction of the account on this chain that is prepared
    /// with it and goes first.
    ///
    /// # Errors
    /// [`SendError`].
    pub(crate) async fn prepare(
        &self,
        chain_id: u64,
        request: TransactionRequest,
        label: Label,
        before: Option<&Prepared>,
    ) -> Result<Prepared, SendError> {
        let mut request = request;
        let input = request.call_data()?.to_vec();
        let chain = self.shared.sources.chain(chain_id)?;
        let (from, to, value) = (request.from, request.to, request.value.unwrap_or_default());
        let price =
            async { if request.needs_gas_price() { chain.gas_price().await.map(Some) } else { Ok(request.gas_price) } };
        let gas = async {
            match request.gas {
                Some(gas) => Ok(gas),
                None => chain.estimate_gas(CallRequest { from: Some(from), to, value, data: input }).await,
            }
        };
        let known = before.and_then(|before| match before.nonce_use {
            NonceUse::Next { pending_count } => Some(pending_count),
            NonceUse::Chosen => None,
        });
        let count = async {
            match (request.nonce, known) {
                (Some(_), _) => Ok(None),
                (None, Some(known)) => Ok(Some(known)),
                (None, None) => chain.transaction_count(from, BlockId::Pending).await.map(Some),
            }
        };
        let (price, gas, count) = tokio::try_join!(price, gas, count)?;
        (request.gas_price, request.gas) = (price, Some(gas));
        let nonce_use = match count {
            None => NonceUse::Chosen,
            Some(pending_count) => {
                let next = move |stores: &mut dyn WalletTransaction| {
                    Ok::<_, SendError>(execution::next_nonce(stores, chain_id, &from, pending_count)?)
                };
                request.nonce = Some(match before {
                    Some(before) => before.transaction.nonce.saturating_add(1),
                    None => self.shared.store.query(next).await?,
                });
                NonceUse::Next { pending_count }
            }
        };
        let transaction = request.to_transaction(chain_id)?;
        Ok(Prepared { transaction, from, nonce_use, label })
    }

    /// A transaction that is signed elsewhere: nothing of it is open, and it has to be the next one of its account.
    ///
    /// # Errors
    /// [`SendError`].
    pub(crate) async fn prepare_signed(
        &self,
        chain_id: u64,
        request: &TransactionRequest,
        label: Label,
    ) -> Result<Prepared, SendError> {
        let (transaction, from) = (request.to_transaction(chain_id)?, request.from);
        let pending_count = self.shared.sources.chain(chain_id)?.transaction_count(from, BlockId::Pending).await?;
        let next = move |stores: &mut dyn WalletTransaction| {
            Ok::<_, SendError>(execution::next_nonce(stores, chain_id, &from, pending_count)?)
        };
        request.check_nonce(self.shared.store.query(next).await?)?;
        Ok(Prepared { transaction, from, nonce_use: NonceUse::Next { pending_count }, label })
    }
}

impl Prepared {
    /// It with a signature that was made elsewhere: R, S and V.
    ///
    /// # Errors
    /// [`TransactionError`] if that is none, or of somebody else.
    pub(crate) fn signed_with(&self, signature: &[u8]) -> Result<SignedTransaction, TransactionError> {
        let signed = self.transaction.clone().with_signature(signature)?;
        if signed.sender()? == self.from { Ok(signed) } else { Err(TransactionError::InvalidSender) }
    }
}
