//! Phrases and private keys that a person brings, and the password that guards them.

use status_domain::identity::{ExtendedPrivateKey, key_uid, mnemonic};
use status_domain::keypair::{self, KeypairError, parse_private_key};
use status_ports::ProfileStoreExt as _;

use super::{change, check_password, ring};
use crate::api::derived_address::master_key;
use crate::json::{Address, SecretText};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    register_imports(table);
    register_operability(table);
    table.method(
        "accounts_verifyPassword",
        "Whether this is the password of the profile.",
        &["password"],
        |session: Session, (password,): (SecretText,)| async move { session.verify_password(password.expose()).await },
    );
}

fn register_imports(table: &mut Table) {
    table.method(
        "accounts_getRandomMnemonic",
        "A new phrase of twelve words.",
        &[],
        |session: Session, (): ()| async move {
            let phrase = mnemonic::generate(mnemonic::DEFAULT_WORDS, session.entropy().as_mut())?;
            Ok::<_, mnemonic::MnemonicError>(phrase.as_str().to_owned())
        },
    );
    table.method(
        "accounts_importMnemonic",
        "Keeps the key of a phrase, for a keypair that is then added.",
        &["mnemonic", "password"],
        |session: Session, (phrase, password): (SecretText, SecretText)| async move {
            let master = master_key(phrase).await?;
            if ring(&session).await?.keypair(&key_uid(&master.public_key())).is_some() {
                return Err(RpcError::from(KeypairError::PhraseKnown));
            }
            check_password(&session, password.expose()).await?;
            let importing = session.profile().transact(move |stores| keypair::import_phrase(stores, &master));
            importing.await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_importPrivateKey",
        "Keeps a private key, for a keypair that is then added.",
        &["privateKey", "password"],
        |session: Session, (private_key, password): (SecretText, SecretText)| async move {
            let key = parse_private_key(private_key.expose())?;
            if ring(&session).await?.keypair(&key_uid(&key.public_key())).is_some() {
                return Err(RpcError::from(KeypairError::PrivateKeyKnown));
            }
            check_password(&session, password.expose()).await?;
            let importing = session.profile().transact(move |stores| keypair::import_private_key(stores, &key));
            importing.await.map_err(RpcError::from)
        },
    );
}

fn register_operability(table: &mut Table) {
    table.method(
        "accounts_makePrivateKeyKeypairFullyOperable",
        "Makes the account of a private key able to sign here.",
        &["privateKey", "password"],
        |session: Session, (private_key, password): (SecretText, SecretText)| async move {
            let key = parse_private_key(private_key.expose())?;
            check_known(&session, &key_uid(&key.public_key())).await?;
            check_password(&session, password.expose()).await?;
            let making = change(&session, move |stores, now| keypair::make_private_key_operable(stores, &key, now));
            making.await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_makeSeedPhraseKeypairFullyOperable",
        "Makes all accounts of a phrase able to sign here.",
        &["mnemonic", "password"],
        |session: Session, (phrase, password): (SecretText, SecretText)| async move {
            let master = master_key(phrase).await?;
            check_known(&session, &key_uid(&master.public_key())).await?;
            check_password(&session, password.expose()).await?;
            let making = change(&session, move |stores, now| keypair::make_phrase_operable(stores, &master, now));
            making.await.map_err(RpcError::from)
        },
    );
    table.method(
        "accounts_makePartiallyOperableAccoutsFullyOperable",
        "Makes the keys of all accounts whose parent is here. Answers their addresses; `null` if there are none.",
        &["password"],
        |session: Session, (password,): (SecretText,)| async move {
            check_password(&session, password.expose()).await?;
            let now = session.now();
            let making = move |stores: &mut dyn status_ports::ProfileTransaction| {
                keypair::make_partially_operable_fully(stores, now)
            };
            let made: Vec<Address> = session.profile().transact(making).await?.into_iter().map(Address).collect();
            Ok::<_, RpcError>(Some(made).filter(|made| !made.is_empty()))
        },
    );
    table.method(
        "accounts_migrateNonProfileKeycardKeypairToApp",
        "Takes a keypair from its keycards into this device.",
        &["mnemonic", "password"],
        |session: Session, (phrase, password): (SecretText, SecretText)| async move {
            let master: ExtendedPrivateKey = master_key(phrase).await?;
            keypair::check_app_migration(&ring(&session).await?, &master)?;
            check_password(&session, password.expose()).await?;
            let migrating = change(&session, move |stores, now| keypair::migrate_to_app(stores, &master, now));
            migrating.await.map_err(RpcError::from)
        },
    );
}

async fn check_known(session: &Session, key_uid: &str) -> Result<(), RpcError> {
    match ring(session).await?.keypair(key_uid) {
        Some(_) => Ok(()),
        None => Err(RpcError::from(KeypairError::KeypairNotFound)),
    }
}
