//! One request and its answer, within bounds.

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use alloy::rpc::json_rpc::{
    Id, Request, RequestPacket, Response, ResponsePacket, ResponsePayload, RpcSend, SerializedRequest,
};
use reqwest::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, USER_AGENT};
use reqwest::{Client, StatusCode, Url};
use serde_json::value::RawValue;
use status_ports::ChainError;
use zeroize::Zeroizing;

use crate::error;

/// Most bytes of an answer: a block with all its transactions, or many events.
pub(crate) const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// Where a provider is reached.
pub(crate) struct Endpoint {
    pub(crate) client: Client,
    pub(crate) url: Url,
    pub(crate) login: Option<(String, Zeroizing<String>)>,
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) timeout: Duration,
}

/// Numbers requests, sends them, and finds their answers.
pub(crate) struct Exchange {
    endpoint: Endpoint,
    next_id: AtomicU64,
}

impl Exchange {
    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, next_id: AtomicU64::new(1) }
    }

    /// What a method returns, as JSON.
    pub(crate) async fn one<P: RpcSend>(&self, method: String, params: P) -> Result<Box<RawValue>, ChainError> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let request = serialized(method, id, params)?;
        match self.send(RequestPacket::Single(request)).await? {
            ResponsePacket::Single(response) => result_of(response, id),
            ResponsePacket::Batch(_) => Err(malformed("many answers to one request")),
        }
    }

    /// What a method returns for each of these parameters, in their order.
    pub(crate) async fn many<P: RpcSend>(
        &self,
        method: &str,
        all_params: Vec<P>,
    ) -> Result<Vec<Box<RawValue>>, ChainError> {
        let count = all_params.len();
        let first = self.next_id.fetch_add(count as u64, Ordering::Relaxed);
        let requests = (first..).zip(all_params).map(|(id, params)| serialized(method.to_owned(), id, params));
        let requests: Vec<SerializedRequest> = requests.collect::<Result<_, _>>()?;
        let responses = match self.send(RequestPacket::Batch(requests)).await? {
            ResponsePacket::Batch(responses) => responses,
            // One error for the whole.
            ResponsePacket::Single(response) => match response.payload {
                ResponsePayload::Failure(payload) => return Err(error::of_payload(payload)),
                ResponsePayload::Success(_) => return Err(malformed("one answer to many requests")),
            },
        };
        let mut results: Vec<Option<Box<RawValue>>> = vec![None; count];
        for response in responses {
            let id = number_of(&response.id).ok_or_else(|| malformed("an answer to something else"))?;
            let place = id.checked_sub(first).and_then(|place| usize::try_from(place).ok());
            let Some(slot) = place.and_then(|place| results.get_mut(place)) else {
                return Err(malformed("an answer to something else"));
            };
            if slot.replace(result_of(response, id)?).is_some() {
                return Err(malformed("two answers to one request"));
            }
        }
        results.into_iter().map(|result| result.ok_or_else(|| malformed("an answer is missing"))).collect()
    }

    async fn send(&self, packet: RequestPacket) -> Result<ResponsePacket, ChainError> {
        let body = serde_json::to_vec(&packet).map_err(|error| malformed(&format!("request: {error}")))?;
        let endpoint = &self.endpoint;
        let mut request = endpoint.client.post(endpoint.url.clone()).timeout(endpoint.timeout);
        request = request.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(body);
        if let Some(name) = &endpoint.user_agent {
            request = request.header(USER_AGENT, name.clone());
        }
        if let Some((user, password)) = &endpoint.login {
            request = request.basic_auth(user, Some(password.as_str()));
        }
        let mut response = request.send().await.map_err(unreachable)?;
        let status = response.status();
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if chunk.len() > MAX_ANSWER_BYTES.saturating_sub(body.len()) {
                return Err(malformed("the answer is too large"));
            }
            body.extend_from_slice(&chunk);
        }
        read(status, retry_after, &body)
    }
}

fn serialized<P: RpcSend>(method: String, id: u64, params: P) -> Result<SerializedRequest, ChainError> {
    let request = Request::new(method, Id::Number(id), params);
    request.serialize().map_err(|error| malformed(&format!("request: {error}")))
}

/// The packet, unless the status says it all. Providers send errors of JSON-RPC with many a status.
fn read(status: StatusCode, retry_after: Option<u64>, body: &[u8]) -> Result<ResponsePacket, ChainError> {
    let packet = serde_json::from_slice::<ResponsePacket>(body);
    if status == StatusCode::TOO_MANY_REQUESTS {
        let payload = packet.as_ref().ok().and_then(ResponsePacket::as_error);
        return Err(error::of_limit(payload, retry_after));
    }
    match packet {
        Ok(packet) if status.is_success() || is_limit(&packet) => Ok(packet),
        _ if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(ChainError::Unauthorised),
        Ok(packet) if packet.is_error() => Ok(packet),
        _ if !status.is_success() => Err(ChainError::Http { status: status.as_u16() }),
        Ok(packet) => Ok(packet),
        Err(error) => Err(malformed(&error::text_of_json(&error))),
    }
}

fn is_limit(packet: &ResponsePacket) -> bool {
    packet.as_error().is_some_and(error::is_limit)
}

fn result_of(response: Response, id: u64) -> Result<Box<RawValue>, ChainError> {
    match response.payload {
        // What a provider could not read has no id for it.
        ResponsePayload::Failure(payload) if matches!(response.id, Id::None) => Err(error::of_payload(payload)),
        _ if number_of(&response.id) != Some(id) => Err(malformed("an answer to something else")),
        ResponsePayload::Failure(payload) => Err(error::of_payload(payload)),
        ResponsePayload::Success(result) => Ok(result),
    }
}

fn number_of(id: &Id) -> Option<u64> {
    match id {
        Id::Number(number) => Some(*number),
        Id::String(text) => text.parse().ok(),
        Id::None => None,
    }
}

pub(crate) fn malformed(what: &str) -> ChainError {
    ChainError::Malformed(what.to_owned())
}

/// The cause without the URL, which is nobody's business.
fn unreachable(error: reqwest::Error) -> ChainError {
    if error.is_timeout() {
        return ChainError::Timeout;
    }
    let error = error.without_url();
    let mut cause: &dyn Error = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    ChainError::Unreachable(cause.to_string())
}
