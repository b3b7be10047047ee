//! Functions around the life of a session.

use serde::Serialize;
use zeroize::Zeroizing;

use super::{Endpoints, error_answer, outcome};
use crate::json;
use crate::session::{AccountJson, CreateAccount, InitializeApplication, Login, RestoreAccount};
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
    endpoints.stateful("CentralizedMetricsInfo", centralized_metrics_info);
    endpoints.stateful("ImageServerTLSCert", certificate);
    endpoints.stateful("GetNodeConfig", node_config);
    endpoints.stateful("CallRPC", call_rpc);
    endpoints.stateful("CallPrivateRPC", call_rpc);
}

/// Usage metrics are never collected here, so that they are neither enabled nor was anybody asked.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct CentralizedMetricsInfo {
    enabled: bool,
    user_confirmed: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Initialized {
    /// `null` if nobody logged in here before.
    accounts: Option<Vec<AccountJson>>,
    centralized_metrics_info: CentralizedMetricsInfo,
}

/// An answer that is the value itself.
fn value<T: Serialize, E: core::fmt::Display>(value: Result<T, E>) -> String {
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
    Ok(Initialized { accounts, centralized_metrics_info: CentralizedMetricsInfo::default() })
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
            create(&backend, request, None).await;
            Ok::<_, String>(())
        }
        .await,
    )
}

async fn restore_account(backend: Backend, body: String) -> String {
    let body = Zeroizing::new(body);
    outcome(
        async {
            let restore: RestoreAccount = json::from_text(&body).map_err(|error| error.to_string())?;
            restore.validate().map_err(|error| error.to_string())?;
            let mut request: CreateAccount = json::from_text(&body).map_err(|error| error.to_string())?;
            request.validate(true).map_err(|error| error.to_string())?;
            create(&backend, request, Some(restore.mnemonic)).await;
            Ok::<_, String>(())
        }
        .await,
    )
}

async fn create(backend: &Backend, request: CreateAccount, phrase: Option<Zeroizing<String>>) {
    let lifecycle = backend.lifecycle();
    let turn = lifecycle.turn().await;
    lifecycle.create(turn, request, phrase);
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

async fn centralized_metrics_info(backend: Backend, _: String) -> String {
    if backend.lifecycle().turn().await.is_initialized() {
        value(Ok::<_, String>(CentralizedMetricsInfo::default()))
    } else {
        error_answer("centralized metrics not initialized")
    }
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
