//! Signatures and digests of structured data (EIP-712).

use serde::Deserialize;
use status_domain::wallet::{self, TypedData};
use zeroize::Zeroizing;

use super::signing::{Nobody, signer};
use super::{Code, Endpoints, Failure, result_answer};
use crate::Backend;
use crate::api;
use crate::endpoint::required;
use crate::json::{self, HexBytes};
use crate::session::Session;

/// The main chain, for whoever asked for none.
const DEFAULT_CHAIN: u64 = wallet::MAINNET;

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("HashTypedDataV4", |body| result_answer(hash_v4(body)));
    endpoints.stateful("HashTypedData", |backend, body| async move { result_answer(hash(&backend, &body).await) });
    endpoints.stateful("SignTypedDataV2", |backend, body| async move { result_answer(sign_v2(&backend, &body).await) });
}

/// Signs a document (EIP-712) for whoever knows the password. Takes three texts, so that only the C library has it.
pub(crate) async fn sign_typed_data_v4(backend: &Backend, document: &str, address: &str, password: &str) -> String {
    let sign = async {
        let document = read(document)?;
        let key = signer(backend, address, password).await?;
        Ok::<_, Failure>(HexBytes(wallet::sign_typed_data(&key, &document.hash_v4()?).into()))
    };
    result_answer(sign.await)
}

/// As [`sign_typed_data_v4`], in the older form and for the chain of the profile.
pub(crate) async fn sign_typed_data(backend: &Backend, document: &str, address: &str, password: &str) -> String {
    let sign = async {
        let document = read(document)?;
        sign_legacy(backend, &document, address, password).await
    };
    result_answer(sign.await)
}

fn read(text: &str) -> Result<TypedData, Failure> {
    json::from_text(text).map_err(|error| Failure::new(Code::Params, error))
}

fn hash_v4(body: &str) -> Result<HexBytes, Failure> {
    Ok(HexBytes(read(body)?.hash_v4()?.into()))
}

async fn hash(backend: &Backend, body: &str) -> Result<HexBytes, Failure> {
    let document = read(body)?;
    document.check_complete().map_err(|error| Failure::new(Code::Params, error))?;
    let session = backend.lifecycle().session().ok_or(Nobody)?;
    Ok(HexBytes(document.hash_legacy(chain(&session).await?)?.into()))
}

#[derive(Deserialize)]
#[serde(rename = "requests.SignTypedData", rename_all = "camelCase")]
struct SignTypedData {
    typed_data: TypedData,
    address: String,
    password: Zeroizing<String>,
}

async fn sign_v2(backend: &Backend, body: &str) -> Result<HexBytes, Failure> {
    let request: SignTypedData = json::from_text(body).map_err(|error| Failure::new(Code::Params, error))?;
    let fields = [("SignTypedData.Address", &request.address), ("SignTypedData.Password", &*request.password)];
    let empty = fields.into_iter().filter(|(_, text)| text.is_empty()).map(|(path, _)| path);
    if let Some(problems) = required(empty) {
        return Err(Failure::new(Code::Params, problems));
    }
    sign_legacy(backend, &request.typed_data, &request.address, &request.password).await
}

async fn sign_legacy(
    backend: &Backend,
    document: &TypedData,
    address: &str,
    password: &str,
) -> Result<HexBytes, Failure> {
    document.check_complete().map_err(|error| Failure::new(Code::Params, error))?;
    let key = signer(backend, address, password).await?;
    let session = backend.lifecycle().session().ok_or(Nobody)?;
    let digest = document.hash_legacy(chain(&session).await?)?;
    Ok(HexBytes(wallet::sign_typed_data(&key, &digest).into()))
}

/// The chain that the profile was made for.
pub(super) async fn chain(session: &Session) -> Result<u64, Failure> {
    let config = api::node_config(session).await?;
    Ok(config.get("NetworkId").and_then(serde_json::Value::as_u64).filter(|chain| *chain != 0).unwrap_or(DEFAULT_CHAIN))
}
