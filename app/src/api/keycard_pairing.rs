//! Pairings with keycards: what lets a client talk to a card without entering its pairing password again. They rest in
//! the encrypted database of the profile.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::settings::{KeycardPairingsError, keycard_pairings, write_keycard_pairings};
use status_ports::{ProfileStoreExt as _, StorageError};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getPairingsJSONFileContent",
        "The pairings with keycards: a JSON object in Base64; empty if there are none.",
        &[],
        |session: Session, (): ()| async move {
            let stored = session.profile().query(|stores| stores.settings()).await?;
            Ok::<_, StorageError>(Base64(keycard_pairings(&stored).into_bytes()))
        },
    );
    table.method(
        "wallet_setPairingsJSONFileContent",
        "Replaces the pairings with keycards. An empty text changes nothing.",
        &["content"],
        |session: Session, (content,): (Base64,)| async move {
            if content.0.is_empty() {
                return Ok(());
            }
            let text = String::from_utf8(content.0).map_err(|_| KeycardPairingsError::NoObject)?;
            let kept = write_keycard_pairings(text)?;
            session.profile().transact(move |stores| stores.save_settings(&[kept])).await.map_err(RpcError::from)
        },
    );
}

/// Bytes in Base64.
struct Base64(Vec<u8>);

impl Serialize for Base64 {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Base64 {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Base64".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "contentEncoding": "base64"})
    }
}
