//! Pairings with keycards: what lets a client talk to a card without entering its pairing password again. They rest in
//! the encrypted database of the profile.

use status_domain::settings::{KeycardPairingsError, keycard_pairings, write_keycard_pairings};
use status_ports::{ProfileStoreExt as _, StorageError};

use crate::json::Base64Bytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getPairingsJSONFileContent",
        "The pairings with keycards: a JSON object in Base64; empty if there are none.",
        &[],
        |session: Session, (): ()| async move {
            let stored = session.profile().query(|stores| stores.settings()).await?;
            Ok::<_, StorageError>(Base64Bytes(keycard_pairings(&stored).into_bytes()))
        },
    );
    table.method(
        "wallet_setPairingsJSONFileContent",
        "Replaces the pairings with keycards. An empty text changes nothing.",
        &["content"],
        |session: Session, (content,): (Base64Bytes,)| async move {
            if content.0.is_empty() {
                return Ok(());
            }
            let text = String::from_utf8(content.0).map_err(|_| KeycardPairingsError::NoObject)?;
            let kept = write_keycard_pairings(text)?;
            session.profile().transact(move |stores| stores.save_settings(&[kept])).await.map_err(RpcError::from)
        },
    );
}
