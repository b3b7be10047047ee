//! Signatures of wallet accounts.

use serde::Deserialize;
use status_domain::crypto::PrivateKey;
use status_domain::wallet::{hash_personal_message, recover_personal_message, sign_personal_message};
use zeroize::Zeroizing;

use super::{Code, Endpoints, Failure, result_answer};
use crate::Backend;
use crate::json::{self, Address, HexBytes};
use crate::wallet::signing::{SigningError, signing_key};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints
        .pure("HashMessage", |message| result_answer(Ok(HexBytes(hash_personal_message(&bytes_of(message)).into()))));
    endpoints.pure("Recover", |body| result_answer(recover(body)));
    endpoints.stateful("SignMessage", |backend, body| async move { result_answer(sign(&backend, &body).await) });
}

/// Bytes written as `0x` and hex digits, or else those of the text itself.
fn bytes_of(message: &str) -> Vec<u8> {
    message
        .strip_prefix("0x")
        .and_then(|digits| hex::decode(digits).ok())
        .unwrap_or_else(|| message.as_bytes().to_vec())
}

#[derive(Deserialize)]
#[serde(rename = "personal.RecoverParams")]
struct RecoverParams {
    message: String,
    signature: String,
}

fn recover(body: &str) -> Result<Address, Failure> {
    let params: RecoverParams = json::from_text(body).map_err(|error| Failure::new(Code::Params, error))?;
    let message = argument(0, &params.message)?;
    let signature = argument(1, &params.signature)?;
    Ok(Address(recover_personal_message(&message, &signature)?))
}

/// An argument of the wallet's own API, which takes hex.
fn argument(position: usize, text: &str) -> Result<Vec<u8>, Failure> {
    let decoded: Result<HexBytes, _> = json::decode(&serde_json::Value::from(text));
    decoded
        .map(|bytes| bytes.0)
        .map_err(|error| Failure::new(Code::Unknown, format!("invalid argument {position}: {error}")))
}

#[derive(Deserialize)]
#[serde(rename = "personal.SignParams")]
struct SignParams {
    data: serde_json::Value,
    account: String,
    password: Zeroizing<String>,
}

async fn sign(backend: &Backend, body: &str) -> Result<HexBytes, Failure> {
    let params: SignParams = json::from_text(body).map_err(|error| Failure::new(Code::Params, error))?;
    let key = signer(backend, &params.account, &params.password).await?;
    let message = match &params.data {
        serde_json::Value::String(text) => argument(0, text)?,
        _ => {
            return Err(Failure::new(
                Code::Unknown,
                "invalid argument 0: json: cannot unmarshal non-string into Go value of type hexutil.Bytes",
            ));
        }
    };
    Ok(HexBytes(sign_personal_message(&key, &message).into()))
}

/// Nobody is logged in.
#[derive(Debug)]
pub(super) struct Nobody;

impl From<Nobody> for Failure {
    fn from(_: Nobody) -> Self {
        Self::new(Code::NoAccount, "no account has been selected, please login")
    }
}

/// The key of an account of the profile that is logged in.
pub(super) async fn signer(backend: &Backend, account: &str, password: &str) -> Result<PrivateKey, Failure> {
    let session = backend.lifecycle().session().ok_or(Nobody)?;
    signing_key(&session, account, password).await.map_err(|error| match error {
        SigningError::WrongPassword => Failure::new(Code::Decrypt, error),
        other => Failure::new(Code::Unknown, other),
    })
}
