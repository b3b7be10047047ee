//! Turns the text of a request into the text of its answer.

use serde::Deserialize;
use serde_json::Value;

use super::table::Arguments;
use super::{RpcError, Table};
use crate::json::{self, JsonError};

/// The id of an answer to a call that has none, or that cannot be read.
const NO_ID: &str = "0";

/// What of a request has a type. The `id` is echoed as it came, and `params` are read by the method.
#[derive(Deserialize)]
#[serde(rename = "rpc.jsonrpcRequest")]
struct RequestHead {
    /// Any text: only that it is one is checked.
    #[serde(rename = "jsonrpc")]
    _version: String,
    method: String,
    /// Chooses the upstream network of forwarded calls.
    #[serde(rename = "chainId")]
    chain_id: u64,
}

struct Request {
    id: String,
    method: String,
    arguments: Arguments,
}

/// Answers a call or a batch of calls. The calls of a batch run one after the other.
pub(crate) async fn answer<C: Clone + Send + 'static>(table: &'static Table<C>, context: C, text: &str) -> String {
    if !text.trim_start_matches([' ', '\t', '\r', '\n']).starts_with('[') {
        return answer_one(table, context, text).await;
    }
    let calls = match json::elements(text) {
        Ok(calls) => calls.unwrap_or_default(),
        Err(error) => return failure(NO_ID, &RpcError::parse(error)),
    };
    let mut answers = String::from("[");
    for (position, call) in calls.into_iter().enumerate() {
        if position > 0 {
            answers.push(',');
        }
        answers.push_str(&answer_one(table, context.clone(), call).await);
    }
    answers.push(']');
    answers
}

async fn answer_one<C: Clone + Send + 'static>(table: &'static Table<C>, context: C, text: &str) -> String {
    let request = match read(text) {
        Ok(request) => request,
        Err(error) => return failure(NO_ID, &RpcError::parse(error)),
    };
    match run(table, context, &request).await {
        Ok(result) => format!(r#"{{"jsonrpc":"2.0","id":{},"result":{result}}}"#, request.id),
        Err(error) => failure(&request.id, &error),
    }
}

async fn run<C: Clone + Send + 'static>(
    table: &'static Table<C>,
    context: C,
    request: &Request,
) -> Result<String, RpcError> {
    if request.method.is_empty() {
        return Err(RpcError::invalid_request());
    }
    let method = table.find(&request.method).ok_or_else(|| RpcError::unknown_method(&request.method))?;
    let running = (method.call)(context, &request.arguments)?;
    // A task of its own: it goes on when the caller leaves, and its panic stays there.
    match tokio::spawn(running).await {
        Ok(outcome) => outcome,
        Err(_) => {
            tracing::error!(method = request.method, "Method handler crashed.");
            Err(RpcError::internal("method handler crashed"))
        }
    }
}

fn read(text: &str) -> Result<Request, JsonError> {
    let value = json::parse(text)?;
    let head: RequestHead = json::decode(&value)?;
    let mut id = NO_ID.to_owned();
    let mut arguments = Arguments { chain_id: head.chain_id, ..Arguments::default() };
    for (key, raw) in json::members(text)?.unwrap_or_default() {
        if key.eq_ignore_ascii_case("id") {
            id = raw.to_owned();
        } else if key.eq_ignore_ascii_case("params") {
            arguments.values = match json::parse(raw)? {
                Value::Array(mut values) => {
                    raw.clone_into(&mut arguments.text);
                    // Parameters lose the order of their keys before methods see them.
                    values.iter_mut().for_each(Value::sort_all_objects);
                    values
                }
                // Gives the error for everything but null.
                other => json::decode::<Vec<Value>>(&other)?,
            };
        }
    }
    Ok(Request { id, method: head.method, arguments })
}

fn failure(id: &str, error: &RpcError) -> String {
    let error = json::to_text(error).unwrap_or_default();
    format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{error}}}"#)
}
