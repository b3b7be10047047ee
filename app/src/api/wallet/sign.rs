//! Who signs: the key of an account, for whoever knows the password, or a keycard.

use status_domain::keypair::{KeypairError, signing_place};
use status_ports::{MultiTransactionRecord, ProfileStoreExt as _};

use crate::json::SecretText;
use crate::rpc::RpcError;
use crate::session::Session;
use crate::wallet::execution::{Batch, BatchOutcome, Prepared, Signer, digest_text};
use crate::wallet::signing::signing_key;

/// Signs transactions of an account and sends them. Without a password, the signal `wallet.sign.transactions` tells what a
/// keycard is to sign, they wait for that, and the answer is `None`.
///
/// # Errors
/// What keeps them from being signed or stored.
pub(super) async fn sign_and_send(
    session: &Session,
    from: [u8; 20],
    transactions: Vec<Prepared>,
    multi_transaction: Option<MultiTransactionRecord>,
    password: &SecretText,
) -> Result<Option<BatchOutcome>, RpcError> {
    if password.expose().is_empty() {
        let place = session.profile().query::<_, KeypairError, _>(move |stores| signing_place(stores, &from)).await?;
        if !place.is_on_keycard {
            return Err(RpcError::method("account being used is not migrated to a keycard, password is required"));
        }
        let digests: Vec<_> = transactions.iter().map(digest_text).collect();
        session.execution().keep_for_keycard(multi_transaction, transactions);
        session.wallet().signals().emit("wallet.sign.transactions", digests);
        return Ok(None);
    }
    let key = signing_key(session, &hex::encode(from), password.expose()).await?;
    let batch = Batch { transactions, signer: Signer::Key(key), multi_transaction };
    Ok(Some(session.execution().send(batch).await?))
}
