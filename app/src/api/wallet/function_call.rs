//! What a transaction calls, for people who are to sign it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::wallet::{FunctionCall, FunctionSignature};

use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::function_call::FunctionCallError;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_fetchDecodedTxData",
        "The function that call data calls, with its arguments; `null` if no public directory knows it. Only the selector is \
         told to them. What a contract makes of the call only the contract says.",
        &["data"],
        |session: Session, (data,): (String,)| async move {
            let digits = data.strip_prefix("0x").ok_or(FunctionCallError::NoCall)?;
            let data = hex::decode(digits).map_err(|_| FunctionCallError::NoCall)?;
            let call = session.wallet().function_call(&data).await?;
            Ok::<_, RpcError>(call.map(|(function, call)| CallJson::new(&function, &call)))
        },
    );
}

/// `thirdparty.DataParsed`.
#[derive(Debug, JsonSchema, Serialize)]
#[schemars(rename = "thirdparty.DataParsed")]
struct CallJson {
    name: String,
    /// The selector.
    id: String,
    /// By their position.
    inputs: BTreeMap<usize, String>,
    signature: String,
}

impl CallJson {
    fn new(function: &FunctionSignature, call: &FunctionCall) -> Self {
        Self {
            name: call.name.clone(),
            id: format!("0x{}", hex::encode(function.selector())),
            inputs: call.inputs.iter().map(ToString::to_string).enumerate().collect(),
            signature: function.to_string(),
        }
    }
}
