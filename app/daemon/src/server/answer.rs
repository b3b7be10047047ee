//! From a request to its answer (specification: API, sections 1 and 2).

use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use serde_json::json;
use status_app::EndpointAnswer;
use tokio::sync::watch;

use super::body::{self, BodyError, Budget};
use super::connection::{Connection, Phase};
use super::{Access, Functions, Limits, cross_origin, signals};

pub(super) type Answer = Response<Full<Bytes>>;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PLAIN_TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const NO_SNIFFING: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));

/// What all connections share.
pub(super) struct Service {
    pub(super) functions: Arc<dyn Functions>,
    pub(super) version: String,
    pub(super) access: Access,
    pub(super) limits: Limits,
    pub(super) budget: Arc<Budget>,
    /// Becomes true when the server ends.
    pub(super) told_to_stop: watch::Receiver<bool>,
}

impl Service {
    /// Ends when the server ends.
    pub(super) async fn stopping(&self) {
        let mut told = self.told_to_stop.clone();
        // An error says that the server is gone already.
        let _ = told.wait_for(|stopping| *stopping).await;
    }

    pub(super) async fn answer(self: Arc<Self>, request: Request<Incoming>, connection: &Arc<Connection>) -> Answer {
        let origin = match self.access.check(request.uri(), request.headers()) {
            Ok(origin) => origin.map(str::to_owned),
            Err(refusal) => {
                tracing::warn!(%refusal, "Request refused.");
                return plain(StatusCode::FORBIDDEN, refusal);
            }
        };
        let mut answer = self.route(request, connection).await;
        if let Some(origin) = origin {
            cross_origin::allow(&mut answer, &origin);
        }
        answer
    }

    async fn route(self: Arc<Self>, request: Request<Incoming>, connection: &Arc<Connection>) -> Answer {
        if let Some(answer) = cross_origin::preflight(request.method(), request.headers()) {
            return answer;
        }
        let path = request.uri().path();
        if path == "/health" {
            return self.health(request.method());
        }
        if path == "/signals" {
            connection.enter(Phase::Busy);
            return signals::open(self, request, Arc::clone(connection));
        }
        match path.strip_prefix("/statusgo/") {
            Some(function) if !function.is_empty() => {
                let function = function.to_owned();
                self.call(&function, request, connection).await
            }
            _ => not_found(),
        }
    }

    fn health(&self, method: &Method) -> Answer {
        if !matches!(*method, Method::GET | Method::HEAD | Method::POST) {
            let mut answer = plain(StatusCode::METHOD_NOT_ALLOWED, "ask by GET or POST");
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
            return answer;
        }
        with_type(StatusCode::OK, JSON, json!({ "version": self.version }).to_string())
    }

    async fn call(self: Arc<Self>, function: &str, request: Request<Incoming>, connection: &Connection) -> Answer {
        let body = match body::read(request.into_body(), &self.limits, &self.budget).await {
            Ok(body) => body,
            Err(error) => return body_refused(&error),
        };
        connection.enter(Phase::Busy);
        let (functions, name) = (Arc::clone(&self.functions), function.to_owned());
        // A task of its own: it goes on when the caller leaves, and its panic stays there.
        let called = tokio::spawn(async move { functions.call(&name, body.text()).await }).await;
        match called {
            Ok(EndpointAnswer::Body { text, deprecated }) => {
                let mut answer = with_type(StatusCode::OK, JSON, text);
                if deprecated {
                    answer.headers_mut().insert(DEPRECATION, HeaderValue::from_static("true"));
                }
                answer
            }
            Ok(EndpointAnswer::NotSupported) => empty(StatusCode::NOT_IMPLEMENTED),
            Ok(EndpointAnswer::Unknown) => not_found(),
            Err(_) => {
                tracing::error!(function, "Function crashed.");
                with_type(StatusCode::OK, JSON, json!({ "error": format!("{function} crashed") }).to_string())
            }
        }
    }
}

fn body_refused(error: &BodyError) -> Answer {
    let status = match error {
        BodyError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        BodyError::TooManyAtOnce => StatusCode::SERVICE_UNAVAILABLE,
        BodyError::TooSlow { .. } => StatusCode::REQUEST_TIMEOUT,
        BodyError::Broken(_) => StatusCode::BAD_REQUEST,
    };
    tracing::warn!(%error, "Request refused.");
    let mut answer = plain(status, error);
    // What is left of the body will not be read.
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    answer
}

/// As Go's router says it.
fn not_found() -> Answer {
    plain(StatusCode::NOT_FOUND, "404 page not found")
}

pub(super) fn plain(status: StatusCode, text: impl std::fmt::Display) -> Answer {
    let mut answer = with_type(status, PLAIN_TEXT, format!("{text}\n"));
    answer.headers_mut().extend([NO_SNIFFING]);
    answer
}

pub(super) fn empty(status: StatusCode) -> Answer {
    let mut answer = Answer::default();
    *answer.status_mut() = status;
    answer
}

fn with_type(status: StatusCode, content_type: HeaderValue, text: String) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, content_type);
    answer
}
