//! Seed phrases.

use serde::Serialize;
use status_domain::identity::{ExtendedPrivateKey, key_uid, mnemonic};

use super::{Endpoints, bare};
use crate::endpoint::error_answer;
use crate::{Backend, json};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("GetRandomMnemonic", random);
    endpoints.stateful("ValidateMnemonic", |_, phrase| async move {
        // The seed of a phrase takes thousands of rounds of hashing.
        let judged = tokio::task::spawn_blocking(move || validate(&zeroize::Zeroizing::new(phrase))).await;
        judged.unwrap_or_else(error_answer)
    });
}

async fn random(backend: Backend, _: String) -> String {
    let mut entropy = backend.lifecycle().entropy();
    bare(mnemonic::generate(mnemonic::DEFAULT_WORDS, entropy.as_mut()).map(|phrase| phrase.as_str().to_owned()))
}

#[derive(Serialize)]
struct Validated {
    #[serde(rename = "keyUID")]
    key_uid: String,
}

fn validate(phrase: &str) -> String {
    if let Err(error) = mnemonic::validate(phrase) {
        return error_answer(error);
    }
    match ExtendedPrivateKey::from_mnemonic(phrase, "") {
        Ok(master) => json::to_text(&Validated { key_uid: key_uid(&master.public_key()) }).unwrap_or_default(),
        Err(error) => error_answer(error),
    }
}
