//! Keys from a phrase, from a private key, or drawn, before an account is made of them. They are kept in memory under a
//! name until the next login; what is to last goes into the profile, for whoever knows its password.
//!
//! These functions hand out private keys: programs that have the backend in them have the functions, HTTP has not.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use status_domain::crypto::PrivateKey;
use status_domain::identity::{
    checksum_address, compressed_key, emoji_hash, key_uid, mnemonic, parse_address, public_key_text,
};
use status_domain::keypair::{
    DeriveError, derive_keys, import_keys, parse_private_key, phrase_key_with, private_key_record, single_key_record,
};
use status_ports::{PrivateKeyRecord, ProfileStoreExt as _};
use zeroize::Zeroizing;

use super::{Endpoints, error_answer};
use crate::Backend;
use crate::json::{self, SecretText};
use crate::session::Session;

/// Most accounts that are drawn at once.
const MAX_GENERATED: usize = 20;

/// All of them.
const NAMES: [&str; 11] = [
    "CreateAccountFromMnemonicAndDeriveAccountsForPaths",
    "CreateAccountFromPrivateKey",
    "MultiAccountDeriveAddresses",
    "MultiAccountGenerate",
    "MultiAccountGenerateAndDeriveAddresses",
    "MultiAccountImportMnemonic",
    "MultiAccountImportPrivateKey",
    "MultiAccountLoadAccount",
    "MultiAccountReset",
    "MultiAccountStoreAccount",
    "MultiAccountStoreDerivedAccounts",
];

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("CreateAccountFromPrivateKey", |_, body| async move { answer(from_private_key(&body)) });
    endpoints.stateful("CreateAccountFromMnemonicAndDeriveAccountsForPaths", |_, body| async move {
        blocking(move || from_phrase(&body)).await
    });
    for name in ["MultiAccountGenerate", "MultiAccountGenerateAndDeriveAddresses"] {
        let derives = name.ends_with("Addresses");
        endpoints.stateful(name, move |backend, body| async move {
            blocking(move || generate(&backend, &body, derives)).await
        });
    }
    endpoints.stateful("MultiAccountDeriveAddresses", |backend, body| async move {
        blocking(move || derive(&backend, &body)).await
    });
    endpoints.stateful("MultiAccountImportPrivateKey", |backend, body| async move {
        answer(import_private_key(&backend, &body))
    });
    endpoints.stateful("MultiAccountImportMnemonic", |backend, body| async move {
        blocking(move || import_phrase(&backend, &body)).await
    });
    endpoints.stateful("MultiAccountLoadAccount", |backend, body| async move { answer(load(&backend, &body).await) });
    endpoints.stateful("MultiAccountStoreAccount", |backend, body| async move {
        answer(store_account(&backend, &body).await)
    });
    endpoints.stateful("MultiAccountStoreDerivedAccounts", |backend, body| async move {
        answer(store_derived(&backend, &body).await)
    });
    endpoints.stateful("MultiAccountReset", |backend, _| async move {
        backend.lifecycle().generated.reset();
        error_answer("")
    });
    endpoints.in_library_only(&NAMES);
}

/// `generator.AccountInfo`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountInfo {
    private_key: Zeroizing<String>,
    public_key: String,
    address: String,
    compressed_key: String,
    emoji_hash: Vec<&'static str>,
    /// Only of a key that is no child of another one. Empty for one that is kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mnemonic: Option<Zeroizing<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    derived: Option<BTreeMap<String, Self>>,
}

/// What went wrong, in the words of the API.
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl AccountInfo {
    fn new(key: &PrivateKeyRecord) -> Result<Self, Failure> {
        let private_key = PrivateKey::from_bytes(&key.private_key)?;
        let public_key = private_key.public_key();
        // Sized beforehand: a growing text would leave copies of itself behind.
        let mut digits = Zeroizing::new(String::with_capacity(66));
        digits.push_str("0x");
        digits.push_str(&Zeroizing::new(hex::encode(private_key.to_bytes().as_ref())));
        Ok(Self {
            private_key: digits,
            public_key: public_key_text(&public_key),
            address: checksum_address(&key.address),
            compressed_key: compressed_key(&public_key),
            emoji_hash: emoji_hash(&public_key).to_vec(),
            id: None,
            key_uid: None,
            mnemonic: None,
            derived: None,
        })
    }

    /// A key that is no child of another one.
    fn identified(key: &PrivateKeyRecord, id: String) -> Result<Self, Failure> {
        let public_key = PrivateKey::from_bytes(&key.private_key)?.public_key();
        Ok(Self { id: Some(id), key_uid: Some(key_uid(&public_key)), ..Self::new(key)? })
    }

    fn children(key: &PrivateKeyRecord, paths: Vec<String>) -> Result<BTreeMap<String, Self>, Failure> {
        infos(&derive_keys(key, paths)?)
    }
}

fn infos(keys: &[(String, PrivateKeyRecord)]) -> Result<BTreeMap<String, AccountInfo>, Failure> {
    keys.iter().map(|(path, key)| Ok((path.clone(), AccountInfo::new(key)?))).collect()
}

/// The value, or `{"error":…}`.
fn answer<T: Serialize>(outcome: Result<T, Failure>) -> String {
    match outcome {
        Ok(value) => json::to_text(&value).unwrap_or_else(error_answer),
        Err(Failure(text)) => error_answer(text),
    }
}

/// Hashing a phrase and deriving keys takes milliseconds of computing: not on the threads that serve clients.
async fn blocking<T: Serialize + Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> String {
    let worked = tokio::task::spawn_blocking(move || answer(work()));
    worked.await.unwrap_or_else(error_answer)
}

#[derive(Deserialize)]
#[serde(rename = "statusgo.MultiAccountImportPrivateKeyParams", rename_all = "camelCase")]
struct PrivateKeyParams {
    private_key: SecretText,
}

#[derive(Deserialize)]
#[serde(rename = "statusgo.MultiAccountImportMnemonicParams", rename_all = "camelCase")]
struct PhraseParams {
    mnemonic_phrase: SecretText,
    #[serde(rename = "Bip39Passphrase")]
    passphrase: SecretText,
    paths: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename = "statusgo.MultiAccountGenerateAndDeriveAddressesParams", rename_all = "camelCase")]
struct GenerateParams {
    n: i64,
    mnemonic_phrase_length: i64,
    #[serde(rename = "bip39Passphrase")]
    passphrase: SecretText,
    paths: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename = "statusgo.MultiAccountStoreDerivedAccountsParams", rename_all = "camelCase")]
struct KeptParams {
    #[serde(rename = "accountID")]
    account_id: String,
    paths: Vec<String>,
    password: SecretText,
}

#[derive(Deserialize)]
#[serde(rename = "statusgo.MultiAccountLoadAccountParams")]
struct LoadParams {
    address: String,
    password: SecretText,
}

fn from_private_key(body: &str) -> Result<AccountInfo, Failure> {
    let params: PrivateKeyParams = json::from_text(body)?;
    let key = single_key_record(&parse_private_key(params.private_key.expose())?);
    AccountInfo::identified(&key, String::new())
}

fn from_phrase(body: &str) -> Result<AccountInfo, Failure> {
    let params: PhraseParams = json::from_text(body)?;
    let master = phrase_key_with(params.mnemonic_phrase.expose(), params.passphrase.expose())?;
    let key = private_key_record(&master);
    let info = AccountInfo::identified(&key, String::new())?;
    let mnemonic = Some(words_of(params.mnemonic_phrase.expose()));
    Ok(AccountInfo { mnemonic, derived: Some(AccountInfo::children(&key, params.paths)?), ..info })
}

/// The words with single spaces between them.
fn words_of(phrase: &str) -> Zeroizing<String> {
    Zeroizing::new(phrase.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn generate(backend: &Backend, body: &str, derives: bool) -> Result<Vec<AccountInfo>, Failure> {
    let params: GenerateParams = json::from_text(body)?;
    let count = usize::try_from(params.n).ok().filter(|count| *count <= MAX_GENERATED);
    let count = count.ok_or_else(|| Failure(format!("n must be between 0 and {MAX_GENERATED}")))?;
    let length = usize::try_from(params.mnemonic_phrase_length).unwrap_or_default();
    let mut entropy = backend.lifecycle().entropy();
    let mut made = Vec::new();
    for _ in 0..count {
        let phrase = mnemonic::generate(length, entropy.as_mut())?;
        let key = private_key_record(&phrase_key_with(&phrase, params.passphrase.expose())?);
        let derived = if derives { Some(AccountInfo::children(&key, params.paths.clone())?) } else { None };
        let id = backend.lifecycle().generated.add(key.clone(), entropy.as_mut())?;
        made.push(AccountInfo { mnemonic: Some(phrase), derived, ..AccountInfo::identified(&key, id)? });
    }
    Ok(made)
}

fn derive(backend: &Backend, body: &str) -> Result<BTreeMap<String, AccountInfo>, Failure> {
    let params: KeptParams = json::from_text(body)?;
    AccountInfo::children(&backend.lifecycle().generated.find(&params.account_id)?, params.paths)
}

fn import_private_key(backend: &Backend, body: &str) -> Result<AccountInfo, Failure> {
    let params: PrivateKeyParams = json::from_text(body)?;
    let key = single_key_record(&parse_private_key(params.private_key.expose())?);
    keep(backend, &key)
}

fn import_phrase(backend: &Backend, body: &str) -> Result<AccountInfo, Failure> {
    let params: PhraseParams = json::from_text(body)?;
    let master = phrase_key_with(params.mnemonic_phrase.expose(), params.passphrase.expose())?;
    let info = keep(backend, &private_key_record(&master))?;
    Ok(AccountInfo { mnemonic: Some(words_of(params.mnemonic_phrase.expose())), ..info })
}

/// Keeps a key in memory.
fn keep(backend: &Backend, key: &PrivateKeyRecord) -> Result<AccountInfo, Failure> {
    let mut entropy = backend.lifecycle().entropy();
    let id = backend.lifecycle().generated.add(key.clone(), entropy.as_mut())?;
    AccountInfo::identified(key, id)
}

/// The open profile, for whoever knows its password.
async fn opened(backend: &Backend, password: &SecretText) -> Result<Session, Failure> {
    let session = backend.lifecycle().session();
    let session = session.ok_or_else(|| Failure("no account has been selected, please login".to_owned()))?;
    if session.verify_password(password.expose()).await? { Ok(session) } else { Err(DeriveError::WrongPassword.into()) }
}

async fn load(backend: &Backend, body: &str) -> Result<AccountInfo, Failure> {
    let params: LoadParams = json::from_text(body)?;
    let session = opened(backend, &params.password).await?;
    let address = parse_address(&params.address).map_err(|_| DeriveError::NoKey)?;
    let key = session.profile().query(move |stores| stores.find_private_key(&address)).await?;
    keep(backend, &key.ok_or(DeriveError::NoKey)?)
}

async fn store_account(backend: &Backend, body: &str) -> Result<AccountInfo, Failure> {
    let params: KeptParams = json::from_text(body)?;
    let key = backend.lifecycle().generated.find(&params.account_id)?;
    let info = AccountInfo::new(&key)?;
    store(&opened(backend, &params.password).await?, vec![key]).await?;
    Ok(info)
}

async fn store_derived(backend: &Backend, body: &str) -> Result<BTreeMap<String, AccountInfo>, Failure> {
    let params: KeptParams = json::from_text(body)?;
    let key = backend.lifecycle().generated.find(&params.account_id)?;
    let paths = params.paths;
    let derived = tokio::task::spawn_blocking(move || derive_keys(&key, paths)).await??;
    let shown = infos(&derived)?;
    store(&opened(backend, &params.password).await?, derived.into_iter().map(|(_, key)| key).collect()).await?;
    Ok(shown)
}

async fn store(session: &Session, keys: Vec<PrivateKeyRecord>) -> Result<(), Failure> {
    let storing = session.messenger().command(move |context| import_keys(context.stores, &keys, context.now));
    storing.await?;
    Ok(())
}
