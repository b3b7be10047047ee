//! Signatures of the chat key for old clients: of group membership events, and of any digest.

use serde::Serialize;
use status_domain::crypto::{Signature, keccak256};
use status_domain::identity::public_key_text;
use status_domain::wallet::sign_hash;

use super::{Endpoints, bare};
use crate::endpoint::error_answer;
use crate::session::Session;
use crate::{Backend, json};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("SignGroupMembership", sign);
    endpoints.stateful("SignHash", |backend, digest| async move { bare(sign_digest(&backend, &digest)) });
    endpoints.pure("ExtractGroupMembershipSignatures", |body| match extract(body) {
        Ok(identities) => json::to_text(&identities).unwrap_or_else(error_answer),
        Err(error) => error_answer(error),
    });
}

const NOBODY: &str = "no account has been selected, please login";

#[derive(Serialize)]
struct Signed {
    signature: String,
}

fn session(backend: &Backend) -> Result<Session, String> {
    backend.lifecycle().session().ok_or_else(|| NOBODY.to_owned())
}

async fn sign(backend: Backend, content: String) -> String {
    match session(&backend) {
        Ok(session) => {
            let signature = Signature::sign_digest(session.chat_key(), &keccak256(&[content.as_bytes()]));
            json::to_text(&Signed { signature: hex::encode(signature.to_bytes()) }).unwrap_or_else(error_answer)
        }
        Err(error) => error_answer(error),
    }
}

fn sign_digest(backend: &Backend, text: &str) -> Result<String, String> {
    let digits = text.strip_prefix("0x").ok_or_else(|| unreadable("hex string without 0x prefix"))?;
    let bytes = hex::decode(digits).map_err(|_| unreadable("invalid hex string"))?;
    let session = session(backend).map_err(|error| format!("SignHash: could not select account: {error}"))?;
    let signature = sign_hash(session.chat_key(), &bytes);
    let signature = signature.map_err(|error| format!("SignHash: could not sign the hash: {error}"))?;
    Ok(format!("0x{}", hex::encode(signature)))
}

fn unreadable(cause: &str) -> String {
    format!("SignHash: could not unmarshal the input: {cause}")
}

#[derive(Serialize)]
struct Identities {
    identities: Vec<String>,
}

/// The signers of pairs of content and signature.
fn extract(body: &str) -> Result<Identities, String> {
    let pairs: Vec<Vec<String>> = json::from_text(body).map_err(|error| error.to_string())?;
    let identities = pairs.iter().map(|pair| signer(pair)).collect::<Result<_, _>>()?;
    Ok(Identities { identities })
}

fn signer(pair: &[String]) -> Result<String, String> {
    let [content, signature, ..] = pair else { return Err("invalid signature length".to_owned()) };
    let bytes = json::bytes_of_digits(signature)?;
    let signature = Signature::from_bytes(&bytes).map_err(|error| error.to_string())?;
    let key = signature.recover(&keccak256(&[content.as_bytes()])).map_err(|error| error.to_string())?;
    Ok(public_key_text(&key))
}
