//! Keypairs.

use status_domain::identity::parse_address;
use status_domain::keypair::{self, KeyAccess, KeypairDraft, KeypairError, Keyring, add_keypair, check_new_keypair};
use status_domain::settings;
use status_ports::{ProfileStoreExt as _, StorageError};

use super::shape::{KeypairJson, KeypairRequest};
use super::{change, key_access, remove, ring};
use crate::api::messenger::given;
use crate::json::SecretText;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    register_reads(table);
    register_changes(table);
}

fn register_reads(table: &mut Table) {
    table.method(
        "accounts_getKeypairs",
        "All keypairs with their accounts.",
        &[],
        |session: Session, (): ()| async move {
            let ring = ring(&session).await?;
            let keypairs = ring.keypairs.iter().map(|keypair| KeypairJson::new(keypair.clone(), &ring));
            Ok::<_, StorageError>(keypairs.collect::<Vec<_>>())
        },
    );
    table.method(
        "accounts_getKeypairByKeyUID",
        "One keypair by its key UID, with its accounts; that of the profile for the empty text.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            let ring = ring(&session).await?;
            let keypair = ring.keypair(&key_uid).cloned().ok_or(KeypairError::KeypairNotFound)?;
            Ok::<_, KeypairError>(KeypairJson::new(keypair, &ring))
        },
    );
    table.method(
        "accounts_remainingKeypairCapacity",
        "How many keypairs may still be added; an error if none may.",
        &[],
        |session: Session, (): ()| async move { ring(&session).await?.keypair_capacity() },
    );
    table.method(
        "accounts_getNumOfAddressesToGenerateForKeypair",
        "How many addresses of a keypair are offered for a new account.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            Ok::<_, StorageError>(ring(&session).await?.offered_addresses(&key_uid))
        },
    );
    table.method(
        "accounts_resolveSuggestedPathForKeypair",
        "The path that a new account of a keypair should have.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            let (ring, stored) = session
                .profile()
                .query(|stores| Ok::<_, StorageError>((Keyring::read(stores)?, stores.settings()?)))
                .await?;
            let root = settings::setting(&stored, "wallet-root-address");
            let root = root.as_str().and_then(|root| parse_address(root).ok());
            ring.suggested_path(&key_uid, root)
        },
    );
}

fn register_changes(table: &mut Table) {
    table.method(
        "accounts_addKeypair",
        "Adds a keypair with its accounts. With the password their keys are made.",
        &["password", "keypair"],
        |session: Session, (password, keypair): (SecretText, Option<KeypairRequest>)| async move {
            let draft = KeypairDraft::from(given(keypair)?);
            let needs_key = check_new_keypair(&ring(&session).await?, &draft)?;
            let access = if needs_key { key_access(&session, password.expose()).await? } else { KeyAccess::Withheld };
            change(&session, move |stores, now| add_keypair(stores, draft, access, now)).await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_saveKeypair",
        "Changes name and accounts of a keypair; adds one that is new, without its keys.",
        &["keypair"],
        |session: Session, (keypair,): (Option<KeypairRequest>,)| async move {
            let draft = KeypairDraft::from(given(keypair)?);
            let saving = change(&session, move |stores, now| keypair::save_keypair(stores, draft, now));
            saving.await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_updateKeypairName",
        "Names a keypair. That of the profile is named after the person.",
        &["keyUID", "name"],
        |session: Session, (key_uid, name): (String, String)| async move {
            change(&session, move |stores, now| keypair::rename_keypair(stores, &key_uid, &name, now)).await
        },
    );
    table.method(
        "accounts_deleteKeypair",
        "Removes a keypair with its accounts, cards and keys.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            remove(&session, move |stores, now| keypair::remove_keypair(stores, &key_uid, now)).await
        },
    );
}
