//! Transactions that wait for the signatures of a keycard.

use std::sync::PoisonError;

use status_domain::wallet::ErrorResponse;
use status_domain::wallet::execution::signature_of_parts;
use status_ports::MultiTransactionRecord;

use super::{Batch, BatchOutcome, Execution, Prepared, SendError, Signatures, Signer, digest_text};

/// What belongs together and waits for the signatures of a keycard.
pub(super) type ForKeycard = (Option<MultiTransactionRecord>, Vec<Prepared>);

/// Why transactions are not sent with the signatures of a keycard. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeycardError {
    /// None waits.
    #[error("no transactions to proceed with")]
    Nothing,
    /// There are more or fewer signatures than transactions.
    #[error("not all transactions have been signed")]
    Incomplete,
    /// This one has none.
    #[error("missing signature for transaction {0}")]
    Missing(String),
    /// One is none.
    #[error(transparent)]
    Signature(#[from] ErrorResponse),
    /// They are signed, and not sent.
    #[error(transparent)]
    Send(#[from] SendError),
}

impl Execution {
    /// Keeps transactions until the signatures of a keycard come, in place of others.
    pub(crate) fn keep_for_keycard(
        &self,
        multi_transaction: Option<MultiTransactionRecord>,
        transactions: Vec<Prepared>,
    ) {
        let mut kept = self.shared.for_keycard.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((multi_transaction, transactions));
    }

    /// Sends what was kept, with its signatures. It waits on if they do not fit.
    ///
    /// # Errors
    /// [`KeycardError`] if nothing was sent.
    pub(crate) async fn send_signed_by_keycard(&self, signatures: &Signatures) -> Result<BatchOutcome, KeycardError> {
        let batch = self.take_signed(signatures)?;
        Ok(self.send(batch).await?)
    }

    fn take_signed(&self, signatures: &Signatures) -> Result<Batch, KeycardError> {
        let mut kept = self.shared.for_keycard.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, transactions) = kept.as_ref().ok_or(KeycardError::Nothing)?;
        if signatures.len() != transactions.len() {
            return Err(KeycardError::Incomplete);
        }
        let mut signed = Vec::with_capacity(transactions.len());
        for transaction in transactions {
            let digest = digest_text(transaction);
            let parts = signatures.get(&digest).ok_or(KeycardError::Missing(digest))?;
            signed.push(signature_of_parts(&parts.r, &parts.s, &parts.v)?);
        }
        let (multi_transaction, transactions) = kept.take().ok_or(KeycardError::Nothing)?;
        Ok(Batch { transactions, signer: Signer::Signatures(signed), multi_transaction })
    }
}
