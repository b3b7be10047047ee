//! Calls of a backend over HTTP, as any client makes them.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::error::DemoError;

/// Where a backend listens, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Api {
    pub(super) name: &'static str,
    pub(super) address: String,
}

impl Api {
    /// Whether the backend is there.
    pub(super) async fn health(&self) -> Result<(), DemoError> {
        self.ask(Method::GET, "/health", String::new()).await.map(drop)
    }

    /// The answer of a function, whatever it is.
    pub(super) async fn text(&self, function: &str, body: impl Into<String>) -> Result<String, DemoError> {
        self.ask(Method::POST, &format!("/statusgo/{function}"), body.into()).await
    }

    /// The answer of a function that must succeed.
    pub(super) async fn call(&self, function: &str, body: &Value) -> Result<Value, DemoError> {
        let text = self.text(function, body.to_string()).await?;
        let answer: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        match answer.get("error") {
            None => Ok(answer),
            Some(error) if error == "" => Ok(answer),
            Some(_) => Err(DemoError::Refused { name: self.name, what: function.to_owned(), answer }),
        }
    }

    /// The result of a method that must succeed.
    pub(super) async fn rpc(&self, method: &str, params: Value) -> Result<Value, DemoError> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        self.result(method, self.text("CallRPC", request.to_string()).await?)
    }

    /// The result of a method of a chain that must succeed.
    pub(super) async fn chain_rpc(&self, method: &str, params: Value) -> Result<Value, DemoError> {
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        self.result(method, self.ask(Method::POST, "/", request.to_string()).await?)
    }

    fn result(&self, method: &str, text: String) -> Result<Value, DemoError> {
        let mut answer: Value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        match answer.get_mut("result") {
            Some(result) => Ok(result.take()),
            None => Err(DemoError::Refused { name: self.name, what: method.to_owned(), answer }),
        }
    }

    async fn ask(&self, method: Method, path: &str, body: String) -> Result<String, DemoError> {
        let failed = |cause: String| DemoError::NoAnswer { name: self.name, cause };
        let stream = TcpStream::connect(&self.address).await?;
        stream.set_nodelay(true)?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(error.to_string()))?;
        let serving = tokio::spawn(connection);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.address)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| failed(error.to_string()))?;
        let answered = async {
            let response = sender.send_request(request).await?;
            let status = response.status();
            let body = response.into_body().collect().await?.to_bytes();
            Ok::<_, hyper::Error>((status, body))
        };
        let answered = answered.await.map_err(|error| failed(error.to_string()));
        serving.abort();
        let (status, body) = answered?;
        let text = String::from_utf8_lossy(&body).into_owned();
        if status.is_success() { Ok(text) } else { Err(failed(format!("status {status}: {}", text.trim()))) }
    }
}
