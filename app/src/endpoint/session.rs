//! Functions around the life of a session.

use serde::Serialize;
use zeroize::Zeroizing;

use super::metrics::{self, MetricsInfo};
use super::{Endpoints, error_answer, outcome};
use crate::json::{self, JsonError};
use crate::session::{AccountJson, CreateAccount, InitializeApplication, Login, Origin, RestoreAccount};
use crate::{Backend, api};

/// Adds them to the table.
pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("InitializeApplication", initialize_application);
    endpoints.stateful("OpenAccounts", open_accounts);
    endpoints.deprecate("OpenAccounts");
    endpoints.stateful("CreateAccountAndLogin", create_account);
    endpoints.stateful("RestoreAccountAndLogin", restore_account);
    endpoints.stateful("LoginAccount", login);
    endpoints.stateful("Logout", logout);
    endpoints.stateful("AcceptTerms", accept_terms);
    endpoints.stateful("ImageServerTLSCert", certificate);
    endpoints.stateful("GetNodeConfig", node_config);
    endpoints.stateful("CallRPC", call_rpc);
    endpoints.stateful("CallPrivateRPC", call_rpc);
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Initialized {
    /// `null` if nobody logged in here before.
    accounts: Option<Vec<AccountJson>>,
    centralized_metrics_info: MetricsInfo,
}

/// An answer that is the value itself.
pub(super) fn value<T: Serialize, E: core::fmt::Display>(value: Result<T, E>) -> String {
    match value {
        Ok(value) => json::to_text(&value).unwrap_or_else(error_answer),
        Err(error) => error_answer(error),
    }
}

async fn initialize_application(backend: Backend, body: String) -> String {
    value(try_initialize(&backend, &body).await)
}

async fn try_initialize(backend: &Backend, body: &str) -> Result<Initialized, String> {
    let request: InitializeApplication = json::from_text(body).map_err(|error| error.to_string())?;
    request.validate().map_err(|error| error.to_string())?;
    let accounts = list_accounts(backend, &request.data_dir).await?;
    let centralized_metrics_info = metrics::info(backend).await.map_err(|error| error.to_string())?;
    Ok(Initialized { accounts, centralized_metrics_info })
}

async fn open_accounts(backend: Backend, folder: String) -> String {
    value(list_accounts(&backend, &folder).await)
}

async fn list_accounts(backend: &Backend, folder: &str) -> Result<Option<Vec<AccountJson>>, String> {
    let lifecycle = backend.lifecycle();
    let mut turn = lifecycle.turn().await;
    let accounts = lifecycle.initialize(&mut turn, folder).await.map_err(|error| error.to_string())?;
    let accounts: Vec<_> = accounts.into_iter().map(AccountJson::from).collect();
    Ok(Some(accounts).filter(|accounts| !accounts.is_empty()))
}

async fn create_account(backend: Backend, body: String) -> String {
    outcome(
        async {
            let mut request: CreateAccount = json::from_text(&body).map_err(|error| error.to_string())?;
            request.validate(false).map_err(|error| error.to_string())?;
            create(&backend, request, Origin::Chance).await;
            Ok::<_, String>(())
        }
        .await,
    )
}

/// The fields of [`CreateAccount`] are those of [`RestoreAccount`] to clients, also in errors.
fn of_restore(error: &JsonError) -> String {
    error.to_string().replace("struct field CreateAccount.", "struct field RestoreAccount.")
}

async fn restore_account(backend: Backend, body: String) -> String {
    let body = Zeroizing::new(body);
    outcome(
        async {
            let restore: RestoreAccount = json::from_text(&body).map_err(|error| error.to_string())?;
            let mut request: CreateAccount = json::from_text(&body).map_err(|error| of_restore(&error))?;
            let origin = restore.origin().map_err(|error| error.to_string())?;
            request.validate(true).map_err(|error| error.to_string())?;
            create(&backend, request, origin).await;
            Ok::<_, String>(())
        }
        .await,
    )
}

async fn create(backend: &Backend, request: CreateAccount, origin: Origin) {
    let lifecycle = backend.lifecycle();
    let turn = lifecycle.turn().await;
    lifecycle.create(turn, request, origin);
}

async fn login(backend: Backend, body: String) -> String {
    outcome(
        async {
            let request: Login = json::from_text(&body).map_err(|error| error.to_string())?;
            request.validate().map_err(|error| error.to_string())?;
            let lifecycle = backend.lifecycle();
            let turn = lifecycle.turn().await;
            lifecycle.login(turn, request);
            Ok::<_, String>(())
        }
        .await,
    )
}

async fn logout(backend: Backend, _: String) -> String {
    let lifecycle = backend.lifecycle();
    let mut turn = lifecycle.turn().await;
    let was_running = lifecycle.logout(&mut turn).await;
    error_answer(if was_running { "" } else { "there is no running node" })
}

async fn accept_terms(backend: Backend, _: String) -> String {
    let lifecycle = backend.lifecycle();
    let turn = lifecycle.turn().await;
    outcome(lifecycle.accept_terms(&turn).await)
}

async fn certificate(backend: Backend, _: String) -> String {
    match backend.lifecycle().media.certificate() {
        Ok(certificate) => certificate.pem.clone(),
        Err(error) => error_answer(error),
    }
}

async fn node_config(backend: Backend, _: String) -> String {
    match backend.lifecycle().session() {
        Some(session) => value(api::node_config(&session).await),
        None => error_answer("there is no running node"),
    }
}

async fn call_rpc(backend: Backend, body: String) -> String {
    match backend.lifecycle().session() {
        Some(session) => api::answer(session, &body).await,
        None => error_answer("JSON-RPC client is unavailable"),
    }
}
