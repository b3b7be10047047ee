//! Keys and the password of the profile. Private keys rest in the encrypted profile: there are no key files, so that folders
//! of them are taken and not looked at.

use serde::Deserialize;
use status_domain::identity::{checksum_address, parse_address};
use status_domain::keypair::{self, ConvertError, KeypairError, ProfileCard, SigningKeyError};
use status_domain::settings;
use status_ports::{ProfileStoreExt as _, StorageError, UnlockError};
use zeroize::Zeroizing;

use super::{Endpoints, outcome, required};
use crate::Backend;
use crate::json::{self, JsonError, SecretText};
use crate::session::{RewrapError, Session};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("InitKeystore", |_, _| async { outcome(Ok::<_, KeystoreError>(())) });
    endpoints.stateful("VerifyDatabasePasswordV2", |backend, body| async move {
        outcome(
            async {
                let request: VerifyDatabasePassword = read(&body)?;
                check_required(&[
                    ("VerifyDatabasePassword.KeyUID", &request.key_uid),
                    ("VerifyDatabasePassword.Password", request.password.expose()),
                ])?;
                check_password(&backend, &request.key_uid, request.password.expose()).await
            }
            .await,
        )
    });
    endpoints.stateful("MigrateKeyStoreDirV2", |backend, body| async move {
        outcome(
            async {
                let request: MigrateKeystoreDir = read(&body)?;
                check_required(&[
                    ("MigrateKeystoreDir.Password", request.password.expose()),
                    ("MigrateKeystoreDir.OldDir", &request.old_dir),
                    ("MigrateKeystoreDir.NewDir", &request.new_dir),
                ])?;
                check_password(&backend, &request.account.key_uid, request.password.expose()).await
            }
            .await,
        )
    });
    endpoints.stateful("DeleteImportedKeyV2", |backend, body| async move {
        outcome(
            async {
                let request: DeleteImportedKey = read(&body)?;
                check_required(&[
                    ("DeleteImportedKey.Address", &request.address),
                    ("DeleteImportedKey.Password", request.password.expose()),
                    ("DeleteImportedKey.KeyStoreDir", &request.key_store_dir),
                ])?;
                forget_key(&backend, &request.address, request.password.expose()).await
            }
            .await,
        )
    });
}

/// Why a key or a password stays as it is. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
enum KeystoreError {
    #[error(transparent)]
    Json(#[from] JsonError),
    #[error("{0}")]
    Required(String),
    #[error("One or more databases not created")]
    NobodyHere,
    #[error("no account has been selected, please login")]
    NotLoggedIn,
    #[error("cannot resolve messenger instance")]
    NoMessenger,
    #[error("cannot locate account for address: {0}")]
    NoKey(String),
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    #[error("could not decrypt key with given password")]
    WrongPassword,
    #[error(transparent)]
    Keypair(#[from] KeypairError),
    #[error(transparent)]
    Convert(#[from] ConvertError),
    #[error(transparent)]
    Rewrap(#[from] RewrapError),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("deriving was interrupted")]
    Interrupted,
}

#[derive(Deserialize)]
#[serde(rename = "requests.VerifyDatabasePassword", rename_all = "camelCase")]
struct VerifyDatabasePassword {
    #[serde(rename = "keyUID")]
    key_uid: String,
    password: SecretText,
}

/// `multiaccounts.Account`: what of it is looked at.
#[derive(Default, Deserialize)]
#[serde(rename = "multiaccounts.Account", rename_all = "kebab-case")]
struct AccountJson {
    key_uid: String,
    keycard_pairing: String,
}

#[derive(Deserialize)]
#[serde(rename = "requests.MigrateKeystoreDir", rename_all = "camelCase")]
struct MigrateKeystoreDir {
    account: AccountJson,
    password: SecretText,
    old_dir: String,
    new_dir: String,
}

#[derive(Deserialize)]
#[serde(rename = "requests.DeleteImportedKey", rename_all = "camelCase")]
struct DeleteImportedKey {
    address: String,
    password: SecretText,
    key_store_dir: String,
}

/// `settings.Settings`: what of it is looked at.
#[derive(Deserialize)]
#[serde(rename = "settings.Settings", rename_all = "kebab-case")]
struct CardSettings {
    keycard_instance_uid: String,
    keycard_paired_on: i64,
    keycard_pairing: String,
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, KeystoreError> {
    Ok(json::from_text(text)?)
}

/// None of these may be empty.
fn check_required(fields: &[(&str, &str)]) -> Result<(), KeystoreError> {
    let empty = fields.iter().filter(|(_, text)| text.is_empty()).map(|(path, _)| *path);
    required(empty).map_or(Ok(()), |problems| Err(KeystoreError::Required(problems)))
}

/// Whether this password opens the profile of somebody who can log in here, logged in or not.
async fn check_password(backend: &Backend, key_uid: &str, password: &str) -> Result<(), KeystoreError> {
    let accounts = backend.lifecycle().turn().await.accounts().ok_or(KeystoreError::NobodyHere)?;
    match accounts.unwrap_data_key(key_uid, password).await {
        Ok(_) => Ok(()),
        Err(UnlockError::UnknownAccount) => Err(KeystoreError::NobodyHere),
        Err(error) => Err(error.into()),
    }
}

/// The open profile, for whoever knows its password.
async fn opened(backend: &Backend, password: &str) -> Result<Session, KeystoreError> {
    let session = backend.lifecycle().session().ok_or(KeystoreError::NotLoggedIn)?;
    if session.verify_password(password).await? { Ok(session) } else { Err(KeystoreError::WrongPassword) }
}

async fn forget_key(backend: &Backend, address: &str, password: &str) -> Result<(), KeystoreError> {
    let session = opened(backend, password).await?;
    let no_key = || KeystoreError::NoKey(address.to_owned());
    let address = parse_address(address).map_err(|_| no_key())?;
    Ok(session.profile().transact(move |stores| keypair::forget_imported_key(stores, &address)).await?)
}

/// As the function `DeleteImportedKey`, which takes three texts.
pub(crate) async fn delete_imported_key(backend: &Backend, address: &str, password: &str) -> String {
    outcome(forget_key(backend, address, password).await)
}

/// As the function `VerifyAccountPassword`: whether the key of an account is here and this is the password.
pub(crate) async fn verify_account_password(backend: &Backend, address: &str, password: &str) -> String {
    let verify = async {
        let no_key = || KeystoreError::NoKey(address.to_owned());
        let address = parse_address(address).map_err(|_| no_key())?;
        let session = backend.lifecycle().session().ok_or(KeystoreError::NotLoggedIn)?;
        let known = session.profile().query(move |stores| match stores.find_private_key(&address)? {
            Some(_) => Ok(true),
            None => match keypair::signing_key(stores, &address) {
                Ok(_) => Ok(true),
                Err(SigningKeyError::Storage(error)) => Err(error),
                Err(_) => Ok(false),
            },
        });
        if !known.await? {
            return Err(KeystoreError::NoKey(checksum_address(&address)));
        }
        opened(backend, password).await.map(drop)
    };
    outcome(verify.await)
}

/// As the function `VerifyDatabasePassword`, which takes two texts.
pub(crate) async fn verify_database_password(backend: &Backend, key_uid: &str, password: &str) -> String {
    outcome(check_password(backend, key_uid, password).await)
}

/// As the function `ChangeDatabasePassword`: another password opens a profile from then on.
pub(crate) async fn change_database_password(
    backend: &Backend,
    key_uid: &str,
    password: &str,
    new_password: &str,
) -> String {
    let lifecycle = backend.lifecycle();
    let turn = lifecycle.turn().await;
    outcome(lifecycle.change_password(&turn, key_uid, password, new_password).await)
}

/// As the function `DeleteMultiaccount`: a profile is removed from this device.
pub(crate) async fn delete_multiaccount(backend: &Backend, key_uid: &str) -> String {
    let lifecycle = backend.lifecycle();
    let mut turn = lifecycle.turn().await;
    outcome(lifecycle.remove_profile(&mut turn, key_uid).await)
}

/// As the function `MigrateKeyStoreDir`, which takes four texts.
pub(crate) async fn migrate_key_store_dir(backend: &Backend, account: &str, password: &str) -> String {
    let migrate = async {
        let account: AccountJson = read(account)?;
        check_password(backend, &account.key_uid, password).await
    };
    outcome(migrate.await)
}

/// As the function `ConvertToKeycardAccount`: the keys of the profile move to a card, and another password opens it.
pub(crate) async fn convert_to_keycard_account(
    backend: &Backend,
    account: &str,
    card: &str,
    keycard_uid: &str,
    password: &str,
    new_password: &str,
) -> String {
    let convert = async {
        let account: AccountJson = read(account)?;
        let card: CardSettings = read(card)?;
        let session = backend.lifecycle().session().ok_or(KeystoreError::NoMessenger)?;
        if account.key_uid != session.key_uid() {
            return Err(ConvertError::UnknownKeypair.into());
        }
        let data_key = session.rewrapping(password, new_password).await?;
        let name = settings::setting(&session.settings().await?, "display-name");
        let name = name.as_str().unwrap_or_default().to_owned();
        let card = ProfileCard {
            keycard_uid: keycard_uid.to_owned(),
            instance_uid: card.keycard_instance_uid,
            paired_on: card.keycard_paired_on,
            pairing: card.keycard_pairing,
        };
        let key_uid = account.key_uid;
        // First what can be done once more: until the password is another one, the old one opens everything.
        let moving = session
            .messenger()
            .command(move |context| keypair::move_profile_to_card(context.stores, &key_uid, card, name, context.now));
        moving.await?;
        Ok(session.rewrap(&data_key, new_password, account.keycard_pairing).await?)
    };
    outcome::<KeystoreError>(convert.await)
}

/// As the function `ConvertToRegularAccount`: the keys of the profile come back from a card by its phrase.
pub(crate) async fn convert_to_regular_account(
    backend: &Backend,
    phrase: &str,
    password: &str,
    new_password: &str,
) -> String {
    let convert = async {
        let session = backend.lifecycle().session().ok_or(KeystoreError::NoMessenger)?;
        let phrase = Zeroizing::new(phrase.to_owned());
        let master = tokio::task::spawn_blocking(move || keypair::phrase_key(&phrase)).await;
        let master = master.map_err(|_| KeystoreError::Interrupted)??;
        let data_key = session.rewrapping(password, new_password).await?;
        let moving = session
            .messenger()
            .command(move |context| keypair::move_profile_from_card(context.stores, &master, context.now));
        moving.await?;
        Ok(session.rewrap(&data_key, new_password, String::new()).await?)
    };
    outcome::<KeystoreError>(convert.await)
}
