//! Transactions of wallet accounts.

use serde::Serialize;
use status_domain::wallet::TransactionError;
use status_domain::wallet::execution::{ExecutionError, Label};

use super::signing::{Nobody, signer};
use super::typed_data::chain;
use super::{Code, Endpoints, Failure, result_answer};
use crate::Backend;
use crate::api::{TransactionJson, signature_bytes};
use crate::json::{self, Hash};
use crate::session::Session;
use crate::wallet::execution::{SendError, Signer};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("HashTransaction", |backend, body| async move { result_answer(hash(&backend, &body).await) });
}

/// Sends a transaction for whoever knows the password, on a chain or that of the profile. Takes several values, so that
/// only the C library has it.
pub(crate) async fn send_transaction(
    backend: &Backend,
    chain_id: Option<u64>,
    transaction: &str,
    password: &str,
) -> String {
    let send = async {
        let transaction = read(transaction)?;
        let session = session(backend)?;
        let chain_id = match chain_id {
            Some(chain_id) => chain_id,
            None => chain(&session).await?,
        };
        let label = transaction.label("");
        let prepared =
            session.execution().prepare(chain_id, transaction.request(), label, None).await.map_err(failure)?;
        // Nobody needs the key before.
        let key = signer(backend, &hex::encode(prepared.from), password).await?;
        let hash = session.execution().send_one(prepared, Signer::Key(key)).await.map_err(failure)?;
        Ok::<_, Failure>(Hash(hash))
    };
    result_answer(send.await)
}

/// Sends a transaction that was signed elsewhere, on the chain of the profile. Only the C library has it.
pub(crate) async fn send_transaction_with_signature(backend: &Backend, transaction: &str, signature: &str) -> String {
    let send = async {
        let transaction = read(transaction)?;
        let signature = signature_bytes(signature).map_err(|error| Failure::new(Code::Params, error))?;
        let session = session(backend)?;
        let chain_id = chain(&session).await?;
        let label = transaction.label("");
        let prepared =
            session.execution().prepare_signed(chain_id, &transaction.request(), label).await.map_err(failure)?;
        let signer = Signer::Signatures(vec![signature]);
        let hash = session.execution().send_one(prepared, signer).await.map_err(failure)?;
        Ok::<_, Failure>(Hash(hash))
    };
    result_answer(send.await)
}

fn read(text: &str) -> Result<TransactionJson, Failure> {
    json::from_text(text).map_err(|error| Failure::new(Code::Params, error))
}

fn session(backend: &Backend) -> Result<Session, Failure> {
    Ok(backend.lifecycle().session().ok_or(Nobody)?)
}

/// A transaction of which nothing is open, and what is to be signed.
#[derive(Serialize)]
struct HashedTransaction {
    transaction: TransactionJson,
    hash: Hash,
}

async fn hash(backend: &Backend, body: &str) -> Result<HashedTransaction, Failure> {
    let transaction = read(body)?;
    let session = session(backend)?;
    let mut request = transaction.request();
    // It is always the next one of its account.
    request.nonce = None;
    let chain_id = chain(&session).await?;
    let prepared = session.execution().prepare(chain_id, request, Label::default(), None).await.map_err(failure)?;
    let hash = Hash(prepared.transaction.signing_hash());
    Ok(HashedTransaction { transaction: transaction.filled(&prepared.transaction), hash })
}

fn failure(error: SendError) -> Failure {
    let is_of_another = matches!(
        error,
        SendError::Transaction(TransactionError::InvalidSender)
            | SendError::Execution(ExecutionError::Transaction(TransactionError::InvalidSender))
    );
    Failure::new(if is_of_another { Code::Sender } else { Code::Unknown }, error)
}
