//! Routes are carried out: their transactions are built, signed by the client, and sent.

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::keypair::{KeypairError, signing_place};
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::execution::{multi_transaction_of_route, no_route};
use status_domain::wallet::route::RouteRequest;
use status_ports::ProfileStoreExt as _;

use super::shape::ErrorResponseJson;
use super::transaction::{SignaturesJson, signatures};
use crate::json::{Address, Hash};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::execution::{BuiltStep, SentRoute, Signatures, digest_text};
use crate::wallet::route::ActiveRoute;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_buildTransactionsFromRoute",
        "Builds the transactions of the last route, which is not brought up to date any more. The signal `wallet.router.sign-transactions` answers with what is to be signed, or why there is nothing.",
        &["buildInputParams"],
        |session: Session, (input,): (Option<BuildInputJson>,)| async move {
            let input = input.ok_or_else(missing)?;
            tokio::spawn(async move { build(&session, input.uuid).await });
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_sendRouterTransactionsWithSignatures",
        "Sends what `wallet_buildTransactionsFromRoute` built. The signal `wallet.router.transactions-sent` answers, and `wallet.transaction.status-changed` tells the end of each transaction.",
        &["sendInputParams"],
        |session: Session, (input,): (Option<SendInputJson>,)| async move {
            let input = input.ok_or_else(missing)?;
            tokio::spawn(async move { send(&session, input.uuid, signatures(input.signatures)).await });
            Ok::<_, RpcError>(())
        },
    );
}

fn missing() -> RpcError {
    RpcError::method(ErrorResponse::generic("no route is named"))
}

/// `requests.RouterBuildTransactionsParams`. Nothing is swapped here, so that `slippagePercentage` is left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "requests.RouterBuildTransactionsParams")]
#[serde(rename = "requests.RouterBuildTransactionsParams")]
struct BuildInputJson {
    /// That of the request for the route.
    uuid: String,
}

/// `requests.RouterSendTransactionsParams`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "requests.RouterSendTransactionsParams")]
#[serde(rename = "requests.RouterSendTransactionsParams")]
struct SendInputJson {
    /// That of the request for the route.
    uuid: String,
    signatures: SignaturesJson,
}

/// `responses.SendDetails`: what is sent, and why it is not.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct SendDetailsJson {
    uuid: String,
    send_type: i64,
    from_address: Address,
    to_address: Address,
    from_token: String,
    to_token: String,
    from_amount: String,
    to_amount: String,
    owner_token_being_sent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_response: Option<ErrorResponseJson>,
    username: String,
    public_key: String,
    pack_id: String,
}

/// `responses.SigningDetails`: who signs what.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SigningDetailsJson {
    address: Address,
    address_path: String,
    key_uid: String,
    sign_on_keycard: bool,
    hashes: Vec<String>,
}

/// `responses.RouterTransactionsForSigning`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ForSigningJson {
    send_details: SendDetailsJson,
    signing_details: Option<SigningDetailsJson>,
}

/// `responses.RouterSentTransaction`. Of an approval `toChain` is 0.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SentTransactionJson {
    from_address: Address,
    to_address: Address,
    from_chain: u64,
    to_chain: u64,
    from_token: String,
    to_token: String,
    amount: String,
    hash: Hash,
    approval_tx: bool,
}

/// `responses.RouterSentTransactions`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct SentJson {
    send_details: SendDetailsJson,
    sent_transactions: Option<Vec<SentTransactionJson>>,
}

fn amount(amount: U256) -> String {
    format!("{amount:#x}")
}

impl SendDetailsJson {
    fn new(request: &RouteRequest) -> Self {
        Self {
            uuid: request.uuid.clone(),
            send_type: request.send_type,
            from_address: Address(request.from),
            to_address: Address(request.to),
            from_token: request.token.clone(),
            to_token: request.to_token.clone(),
            from_amount: request.amount_in.map(amount).unwrap_or_default(),
            to_amount: request.amount_out.map(amount).unwrap_or_default(),
            owner_token_being_sent: request.is_owner_token,
            error_response: None,
            username: request.username.clone(),
            public_key: request.public_key.clone(),
            pack_id: request.pack.map(amount).unwrap_or_default(),
        }
    }

    fn unknown(uuid: String, error: ErrorResponse) -> Self {
        Self { uuid, error_response: Some(error.into()), ..Self::default() }
    }

    fn with_error(self, error: Option<ErrorResponse>) -> Self {
        Self { error_response: error.map(ErrorResponseJson::from), ..self }
    }
}

impl SentTransactionJson {
    fn new((built, hash): (BuiltStep, [u8; 32])) -> Self {
        let BuiltStep { step, prepared } = built;
        Self {
            from_address: Address(prepared.from),
            to_address: Address(step.request.to.unwrap_or_default()),
            from_chain: step.from_chain,
            to_chain: step.to_chain,
            from_token: step.from_token,
            to_token: step.to_token,
            amount: amount(prepared.transaction.value),
            hash: Hash(hash),
            approval_tx: step.is_approval,
        }
    }
}

/// Builds a route, and tells what is to be signed.
async fn build(session: &Session, uuid: String) {
    session.router().stop();
    let signals = session.wallet().signals();
    let (send_details, signing_details) = match session.router().take_route(&uuid) {
        Err(error) => (SendDetailsJson::unknown(uuid, error), None),
        Ok(route) => {
            let details = SendDetailsJson::new(&route.request);
            signals.emit("wallet.router.sending-transactions-started", &details);
            match build_route(session, &route).await {
                Ok(signing) => (details, Some(signing)),
                Err(error) => (details.with_error(Some(error)), None),
            }
        }
    };
    signals.emit("wallet.router.sign-transactions", ForSigningJson { send_details, signing_details });
}

async fn build_route(session: &Session, route: &ActiveRoute) -> Result<SigningDetailsJson, ErrorResponse> {
    if route.best.is_empty() {
        return Err(no_route());
    }
    let from = route.request.from;
    let place = session.profile().query::<_, KeypairError, _>(move |stores| signing_place(stores, &from)).await;
    let place = place.map_err(|error| ErrorResponse::generic(error.to_string()))?;
    let steps = session.execution().build_route(&route.request.uuid, from, &route.best).await?;
    Ok(SigningDetailsJson {
        address: Address(from),
        address_path: place.path,
        key_uid: place.key_uid,
        sign_on_keycard: place.is_on_keycard,
        hashes: steps.iter().map(|step| digest_text(&step.prepared)).collect(),
    })
}

/// Sends a route, tells what became of that, and after it when each transaction is over.
async fn send(session: &Session, uuid: String, signatures: Signatures) {
    let mut transactions = Vec::new();
    let answer = match session.router().take_route(&uuid) {
        Err(error) => SentJson { send_details: SendDetailsJson::unknown(uuid, error), sent_transactions: None },
        Ok(ActiveRoute { request, .. }) => {
            let multi_transaction = multi_transaction_of_route(&request);
            let outcome = session.execution().send_route(&uuid, &signatures, multi_transaction).await;
            let (sent, error) = match outcome {
                Ok(SentRoute { sent, error }) => (sent, error),
                Err(error) => (Vec::new(), Some(error)),
            };
            transactions = sent.iter().map(|(built, hash)| (built.step.from_chain, *hash)).collect();
            let sent_transactions: Vec<_> = sent.into_iter().map(SentTransactionJson::new).collect();
            SentJson {
                send_details: SendDetailsJson::new(&request).with_error(error),
                sent_transactions: Some(sent_transactions).filter(|sent| !sent.is_empty()),
            }
        }
    };
    session.wallet().signals().emit("wallet.router.transactions-sent", answer);
    if let Err(error) = session.execution().announce_ends(transactions).await {
        tracing::warn!(%error, "The end of what was sent may not be told.");
    }
}
