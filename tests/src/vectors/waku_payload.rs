//! Waku payloads of version 1: opened, and made again.

use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::envelope::SymmetricKey;
use status_domain::envelope::waku_payload::{Frame, open_asymmetric, open_symmetric, seal_asymmetric, seal_symmetric};

use super::{boolean, bytes, check, check_error, expect_equal, find_bytes, text, u64_field};

enum Key {
    Symmetric(SymmetricKey),
    Asymmetric(PrivateKey),
}

impl Key {
    fn of(case: &Value) -> Result<Self, String> {
        match text(case, "encryption")? {
            "symmetric" => {
                let key = bytes(case, "symmetric_key")?.try_into().map_err(|_| "symmetric key of a wrong length")?;
                Ok(Self::Symmetric(SymmetricKey::from_bytes(key).map_err(|error| error.to_string())?))
            }
            "asymmetric" => {
                let key = PrivateKey::from_bytes(&bytes(case, "recipient_private_key")?);
                Ok(Self::Asymmetric(key.map_err(|error| error.to_string())?))
            }
            other => Err(format!("unknown encryption {other}")),
        }
    }

    fn open(&self, payload: &[u8]) -> Result<Frame, String> {
        match self {
            Self::Symmetric(key) => open_symmetric(payload, key),
            Self::Asymmetric(key) => open_asymmetric(payload, key),
        }
        .map_err(|error| error.to_string())
    }

    fn seal(&self, data: &[u8], signer: Option<&PrivateKey>) -> Result<Vec<u8>, String> {
        let entropy = &mut status_memory::SeededEntropy::new(1);
        match self {
            Self::Symmetric(key) => seal_symmetric(data, signer, key, entropy),
            Self::Asymmetric(key) => seal_asymmetric(data, signer, &key.public_key(), entropy),
        }
        .map_err(|error| error.to_string())
    }
}

/// Judges a case of `waku_payload.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    if case.get("kind").is_some() {
        return Err("unknown kind".into());
    }
    let key = Key::of(case)?;
    let ciphertext = bytes(case, "ciphertext")?;
    let Some(frame) = check_error(case, "expect_error", key.open(&ciphertext))? else { return Ok(()) };
    expect_equal("version", u64_field(case, "version")?, 1)?;
    expect_equal("plaintext", hex::encode(&frame.data), hex::encode(bytes(case, "plaintext")?))?;
    expect_equal("padding", hex::encode(&frame.padding), hex::encode(bytes(case, "padding")?))?;
    let signature = frame.signature.as_ref().map(|(signature, _)| signature.to_bytes().to_vec());
    expect_equal("signature", signature, find_bytes(case, "signature")?)?;
    let signer = frame.signer().map(|key| key.to_uncompressed().to_vec());
    expect_equal("signer", signer, find_bytes(case, "signer_public_key")?)?;
    expect_equal("signed", frame.signature.is_some(), boolean(case, "signed")?)?;
    if let Some(expected) = find_bytes(case, "frame")? {
        expect_equal("frame", hex::encode(frame.encode()), hex::encode(expected))?;
    }
    if let (Key::Asymmetric(key), Some(expected)) = (&key, find_bytes(case, "recipient_public_key")?) {
        expect_equal("recipient", key.public_key().to_uncompressed().to_vec(), expected)?;
    }
    make_again(case, &key, &frame, ciphertext.len())
}

/// Nonces are random, so our own payload differs; but it has the same length and opens to the same content.
fn make_again(case: &Value, key: &Key, frame: &Frame, length: usize) -> Result<(), String> {
    let signer = find_bytes(case, "signer_private_key")?;
    let signer = signer.map(|key| PrivateKey::from_bytes(&key)).transpose().map_err(|error| error.to_string())?;
    check(signer.is_some() == frame.signature.is_some(), "the key of the signer is not given")?;
    let ours = key.seal(&frame.data, signer.as_ref())?;
    expect_equal("length of our payload", ours.len(), length)?;
    let ours = key.open(&ours)?;
    expect_equal("our data", hex::encode(&ours.data), hex::encode(&frame.data))?;
    expect_equal("our signer", ours.signer().copied(), signer.as_ref().map(PrivateKey::public_key))?;
    expect_equal::<Option<&PublicKey>, _>("the signer", ours.signer(), frame.signer())
}
