//! Who signs: the key of an account, for whoever knows the password, or a keycard.

use status_domain::keypair::{KeypairError, signing_place};
use status_ports::{MultiTransactionRecord, ProfileStoreExt as _};

use crate::json::SecretText;
use crate::rpc::RpcError;
use crate::session::Session;
use crate::wallet::execution::{Batch, BatchOutcome, Prepared, Signer, digest_text};
use crate::wallet::signing::{Authorised, authorise};

/// Who signs for an account.
pub(super) enum SignedBy {
    /// Its key.
    Key(Authorised),
    /// The card that has its key.
    Keycard,
}

/// Who signs for an account: its key, or without a password the keycard that has it. Whoever cannot sign is told before
/// anything is asked of a chain.
///
/// # Errors
/// Why nobody can sign.
pub(super) async fn signed_by(session: &Session, from: [u8; 20], password: &SecretText) -> Result<SignedBy, RpcError> {
    if !password.expose().is_empty() {
        return Ok(SignedBy::Key(authorise(session, from, password.expose()).await?));
    }
    let place = session.profile().query::<_, KeypairError, _>(move |stores| signing_place(stores, &from)).await?;
    if place.is_on_keycard {
        Ok(SignedBy::Keycard)
    } else {
        Err(RpcError::method("account being used is not migrated to a keycard, password is required"))
    }
}

/// Signs transactions of an account and sends them. If a keycard signs, the signal `wallet.sign.transactions` tells what,
/// they wait for that, and the answer is `None`.
///
/// # Errors
/// What keeps them from being signed or stored.
pub(super) async fn sign_and_send(
    session: &Session,
    signed_by: SignedBy,
    transactions: Vec<Prepared>,
    multi_transaction: Option<MultiTransactionRecord>,
) -> Result<Option<BatchOutcome>, RpcError> {
    match signed_by {
        SignedBy::Key(authorised) => {
            let signer = Signer::Key(authorised.key(session).await?);
            let batch = Batch { transactions, signer, multi_transaction };
            Ok(Some(session.execution().send(batch).await?))
        }
        SignedBy::Keycard => {
            let digests: Vec<_> = transactions.iter().map(digest_text).collect();
            session.execution().keep_for_keycard(multi_transaction, transactions);
            session.wallet().signals().emit("wallet.sign.transactions", digests);
            Ok(None)
        }
    }
}
