//! Signatures of wallet accounts, and what belongs to them.

use status_domain::wallet::{TypedData, has_checksum, hash_personal_message, sign_hash, sign_typed_data};

use crate::json::{self, Address, HexBytes, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::signing::signing_key;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_hashMessageEIP191",
        "The digest of a message that an account signs (EIP-191, version 0x45).",
        &["message"],
        |_: Session, (message,): (HexBytes,)| async move {
            Ok::<_, RpcError>(HexBytes(hash_personal_message(&message.0).into()))
        },
    );
    table.method(
        "wallet_signMessage",
        "Signs a digest of 32 bytes as it is: R, S and V, with V 0 or 1.",
        &["message", "address", "password"],
        |session: Session, (message, address, password): (HexBytes, Address, SecretText)| async move {
            let key = signing_key(&session, &hex::encode(address.0), password.expose()).await?;
            Ok::<_, RpcError>(HexBytes(sign_hash(&key, &message.0)?.into()))
        },
    );
    table.method(
        "wallet_signTypedDataV4",
        "Signs a document (EIP-712), whatever chain it is for: R, S and V, with V 27 or 28.",
        &["typedJson", "address", "password"],
        |session: Session, (document, address, password): (String, String, SecretText)| async move {
            let key = signing_key(&session, &address, password.expose()).await?;
            let document: TypedData = json::from_text(&document)?;
            Ok::<_, RpcError>(HexBytes(sign_typed_data(&key, &document.hash_v4()?).into()))
        },
    );
    table.method(
        "wallet_safeSignTypedDataForDApps",
        "Signs a document (EIP-712) for a page, if it is for this chain or for none; the older form must name it.",
        &["typedJson", "address", "password", "chainId", "legacy"],
        |session: Session, (document, address, password, chain_id, legacy): (String, String, SecretText, u64, bool)| async move {
            let key = signing_key(&session, &address, password.expose()).await?;
            let document: TypedData = json::from_text(&document)?;
            let digest = document.hash_for_page(chain_id, legacy)?;
            Ok::<_, RpcError>(HexBytes(sign_typed_data(&key, &digest).into()))
        },
    );
    table.method(
        "wallet_isChecksumValidForAddress",
        "Whether the case of an address is its checksum (EIP-55).",
        &["address"],
        |_: Session, (address,): (String,)| async move { Ok::<_, RpcError>(has_checksum(&address)) },
    );
}
