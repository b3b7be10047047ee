//! Keycards.

use status_domain::keypair::{self, KeycardDraft, KeypairError};
use status_ports::StorageError;

use super::shape::KeycardJson;
use super::{change, ring};
use crate::api::messenger::given;
use crate::json::Address;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    register_reads(table);
    register_changes(table);
    register_removals(table);
}

fn register_reads(table: &mut Table) {
    table.method("accounts_getAllKnownKeycards", "All keycards.", &[], |session: Session, (): ()| async move {
        keycards(&session, "").await
    });
    table.method(
        "accounts_getKeycardsWithSameKeyUID",
        "The keycards of a keypair; all of them for the empty text.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move { keycards(&session, &key_uid).await },
    );
    table.method(
        "accounts_getKeycardByKeycardUID",
        "One keycard.",
        &["keycardUID"],
        |session: Session, (keycard_uid,): (String,)| async move {
            let ring = ring(&session).await?;
            let card = ring.keycards.iter().find(|card| card.keycard_uid == keycard_uid).cloned();
            Ok::<_, KeypairError>(KeycardJson::new(card.ok_or(KeypairError::KeycardNotFound)?, &ring))
        },
    );
}

fn register_changes(table: &mut Table) {
    table.method(
        "accounts_saveOrUpdateKeycard",
        "Takes in a keycard, or a name and more accounts of a known one. Keys that were made here are then forgotten.",
        &["keycard", "accountsComingFromKeycard"],
        |session: Session, (card, from_card): (Option<KeycardJson>, bool)| async move {
            let draft = KeycardDraft::from(given(card)?);
            let saving = change(&session, move |stores, now| keypair::save_keycard(stores, draft, from_card, now));
            saving.await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_setKeycardName",
        "Names a keycard.",
        &["keycardUID", "kpName"],
        |session: Session, (keycard_uid, name): (String, String)| async move {
            let naming = move |card: &mut status_ports::KeycardRecord| card.name = name;
            change(&session, move |stores, now| keypair::change_keycard(stores, &keycard_uid, naming, now)).await
        },
    );
    table.method(
        "accounts_keycardLocked",
        "Notes that a keycard is locked.",
        &["keycardUID"],
        |session: Session, (keycard_uid,): (String,)| async move { set_locked(&session, keycard_uid, true).await },
    );
    table.method(
        "accounts_keycardUnlocked",
        "Notes that a keycard is not locked any more.",
        &["keycardUID"],
        |session: Session, (keycard_uid,): (String,)| async move { set_locked(&session, keycard_uid, false).await },
    );
    table.method(
        "accounts_updateKeycardUID",
        "Gives a keycard another UID.",
        &["oldKeycardUID", "newKeycardUID"],
        |session: Session, (old, new): (String, String)| async move {
            change(&session, move |stores, now| keypair::change_keycard_uid(stores, &old, &new, now)).await
        },
    );
}

fn register_removals(table: &mut Table) {
    table.method(
        "accounts_deleteKeycardAccounts",
        "Notes that accounts are not on a keycard any more.",
        &["keycardUID", "accountAddresses"],
        |session: Session, (keycard_uid, addresses): (String, Vec<Address>)| async move {
            let addresses: Vec<_> = addresses.into_iter().map(|address| address.0).collect();
            let forgetting = change(&session, move |stores, now| {
                keypair::forget_keycard_accounts(stores, &keycard_uid, &addresses, now)
            });
            forgetting.await
        },
    );
    table.method(
        "accounts_deleteKeycard",
        "Forgets a keycard.",
        &["keycardUID"],
        |session: Session, (keycard_uid,): (String,)| async move {
            change(&session, move |stores, now| keypair::delete_keycard(stores, &keycard_uid, now)).await
        },
    );
    table.method(
        "accounts_deleteAllKeycardsWithKeyUID",
        "Forgets all keycards of a keypair.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            change(&session, move |stores, now| keypair::delete_keycards_of(stores, &key_uid, now)).await
        },
    );
}

async fn keycards(session: &Session, key_uid: &str) -> Result<Vec<KeycardJson>, StorageError> {
    let ring = ring(session).await?;
    let cards = ring.keycards.iter().filter(|card| key_uid.is_empty() || card.key_uid == key_uid);
    Ok(cards.map(|card| KeycardJson::new(card.clone(), &ring)).collect())
}

async fn set_locked(session: &Session, keycard_uid: String, locked: bool) -> Result<(), KeypairError> {
    let setting = move |card: &mut status_ports::KeycardRecord| card.locked = locked;
    change(session, move |stores, now| keypair::change_keycard(stores, &keycard_uid, setting, now)).await
}
