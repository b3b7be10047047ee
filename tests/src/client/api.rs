//! Calls of one daemon.

use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConfig, RootCertStore};
use serde_json::{Map, Value, json};

use super::{BackendError, json_text};

const CALL_TIMEOUT: Duration = Duration::from_secs(120);

/// What `POST /statusgo/<Function>` gave.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// JSON if it parses, else the text.
    pub body: Value,
}

/// HTTP without proxies, and with TLS to nobody.
pub(crate) fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().no_proxy().tls_backend_preconfigured(trusting_nobody()).build()
}

/// What is needed to call a daemon; cheap to clone, for calls in the background.
#[derive(Clone, Debug)]
pub struct Api {
    http: reqwest::Client,
    url: String,
}

impl Api {
    /// The API of the daemon that listens at `address`, `HOST:PORT`.
    ///
    /// # Errors
    /// If the system gives no client for HTTP.
    pub fn new(address: &str) -> Result<Self, reqwest::Error> {
        Ok(Self { http: http_client()?, url: format!("http://{address}") })
    }

    /// Calls a function with a text as it is, or with a value as JSON.
    ///
    /// # Errors
    /// If no answer comes.
    pub async fn post(&self, function: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        let text = body.as_str().map_or_else(|| json_text::spaced(body), str::to_owned);
        let request = self.http.post(format!("{}/statusgo/{function}", self.url)).body(text);
        let response = request.timeout(CALL_TIMEOUT).send().await?;
        let status = response.status().as_u16();
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        Ok(Answer { status, body })
    }

    /// Calls a function that must succeed.
    ///
    /// # Errors
    /// [`BackendError::Refused`] if the answer is an error.
    pub async fn call(&self, function: &str, body: Value) -> Result<Value, BackendError> {
        let answer = self.post(function, &body).await?;
        let failed = answer.body.get("error").is_some_and(|error| error.as_str() != Some(""));
        if answer.status != 200 || failed {
            return Err(BackendError::Refused { what: function.to_owned(), answer: answer.body });
        }
        Ok(answer.body)
    }

    /// The whole JSON-RPC answer, error or not. `top` has fields beside `method`; `params` are left out if null.
    ///
    /// # Errors
    /// If no answer comes.
    pub async fn rpc_answer(
        &self,
        method: &str,
        params: Value,
        top: &Map<String, Value>,
    ) -> Result<Value, reqwest::Error> {
        let mut request = json!({ "jsonrpc": "2.0", "id": 1, "method": method });
        if let Some(map) = request.as_object_mut() {
            map.extend(top.clone());
            if !params.is_null() {
                map.insert("params".to_owned(), params);
            }
        }
        Ok(self.post("CallRPC", &request).await?.body)
    }

    /// The result of a JSON-RPC method that must succeed.
    ///
    /// # Errors
    /// [`BackendError::Refused`] if the answer is an error.
    pub async fn rpc(&self, method: &str, params: Value) -> Result<Value, BackendError> {
        let mut answer = self.rpc_answer(method, params, &Map::new()).await?;
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(BackendError::Refused { what: method.to_owned(), answer }),
        }
    }
}

/// A daemon is called without TLS.
fn trusting_nobody() -> ClientConfig {
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("the provider knows the default versions");
    builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}
