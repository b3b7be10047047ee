//! Keypairs and accounts of the profile.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::identity::checksum_address;
use status_ports::{KeypairAccountRecord, KeypairKind, KeypairRecord, Operable, ProfileStoreExt, StorageError};

use crate::json::{Address, HexBytes};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "accounts_getAccounts",
        "All accounts: of the wallet, watched ones, and the chat account.",
        &[],
        |session: Session, (): ()| async move { accounts(&session).await },
    );
    table.method(
        "accounts_getAccountByAddress",
        "One account by its address.",
        &["address"],
        |session: Session, (address,): (Address,)| async move {
            let accounts = accounts(&session).await?;
            accounts
                .into_iter()
                .find(|account| account.address == address)
                .ok_or_else(|| RpcError::method("accounts: account is not found"))
        },
    );
    table.method(
        "accounts_getKeypairs",
        "All keypairs with their accounts.",
        &[],
        |session: Session, (): ()| async move { keypairs(&session).await },
    );
    table.method(
        "accounts_getKeypairByKeyUID",
        "One keypair by its key UID, with its accounts.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            let keypairs = keypairs(&session).await?;
            keypairs
                .into_iter()
                .find(|keypair| keypair.key_uid == key_uid)
                .ok_or_else(|| RpcError::method("accounts: keypair is not found"))
        },
    );
    table.method(
        "accounts_verifyPassword",
        "Whether this is the password of the profile.",
        &["password"],
        |session: Session, (password,): (String,)| async move { session.verify_password(&password).await },
    );
}

/// An account.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "accounts.Account")]
#[serde(rename_all = "kebab-case")]
struct AccountJson {
    address: Address,
    mixedcase_address: String,
    key_uid: String,
    wallet: bool,
    chat: bool,
    #[serde(rename = "type")]
    kind: &'static str,
    path: String,
    public_key: HexBytes,
    name: String,
    emoji: String,
    #[serde(rename = "colorId")]
    color_id: String,
    hidden: bool,
    clock: u64,
    removed: bool,
    operable: &'static str,
    #[serde(rename = "createdAt")]
    created_at: u64,
    position: i64,
    #[serde(rename = "prodPreferredChainIds")]
    prod_preferred_chain_ids: String,
    #[serde(rename = "testPreferredChainIds")]
    test_preferred_chain_ids: String,
}

/// A keypair with its accounts.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "accounts.Keypair")]
#[serde(rename_all = "kebab-case")]
struct KeypairJson {
    key_uid: String,
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    derived_from: String,
    last_used_derivation_index: u64,
    synced_from: String,
    clock: u64,
    accounts: Vec<AccountJson>,
    keycards: Vec<KeycardJson>,
    removed: bool,
}

/// A card that holds a keypair.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "accounts.Keycard")]
#[serde(rename_all = "kebab-case")]
struct KeycardJson {
    keycard_uid: String,
    keycard_name: String,
    keycard_locked: bool,
    accounts_addresses: Vec<Address>,
    key_uid: String,
    #[serde(rename = "Position")]
    position: u64,
}

impl AccountJson {
    fn new(account: KeypairAccountRecord, keypairs: &[KeypairRecord]) -> Self {
        let keypair = keypairs.iter().find(|keypair| Some(&keypair.key_uid) == account.key_uid.as_ref());
        Self {
            address: Address(account.address),
            mixedcase_address: checksum_address(&account.address),
            wallet: account.wallet,
            chat: account.chat,
            kind: match keypair.map(|keypair| keypair.kind) {
                None => "watch",
                Some(KeypairKind::Profile) => "generated",
                Some(KeypairKind::Seed) => "seed",
                Some(KeypairKind::Key) => "key",
            },
            key_uid: account.key_uid.unwrap_or_default(),
            path: account.path,
            public_key: HexBytes(account.public_key),
            name: account.name,
            emoji: account.emoji,
            color_id: account.color,
            hidden: account.hidden,
            clock: account.clock,
            removed: account.removed,
            operable: match account.operable {
                Operable::No => "no",
                Operable::Partially => "partially",
                Operable::Fully => "fully",
            },
            created_at: account.created_at,
            position: account.position,
            prod_preferred_chain_ids: account.prod_preferred_chain_ids,
            test_preferred_chain_ids: account.test_preferred_chain_ids,
        }
    }
}

impl KeypairJson {
    fn new(keypair: KeypairRecord, accounts: &[AccountJson]) -> Self {
        let accounts = accounts.iter().filter(|account| account.key_uid == keypair.key_uid).cloned().collect();
        Self {
            key_uid: keypair.key_uid,
            name: keypair.name,
            kind: match keypair.kind {
                KeypairKind::Profile => "profile",
                KeypairKind::Seed => "seed",
                KeypairKind::Key => "key",
            },
            derived_from: keypair.derived_from,
            last_used_derivation_index: keypair.last_used_derivation_index,
            synced_from: keypair.synced_from,
            clock: keypair.clock,
            accounts,
            keycards: Vec::new(),
            removed: keypair.removed,
        }
    }
}

/// Keypairs and accounts from one snapshot.
async fn read(session: &Session) -> Result<(Vec<KeypairRecord>, Vec<AccountJson>), StorageError> {
    let (keypairs, accounts) = session
        .profile()
        .query(|transaction| Ok::<_, StorageError>((transaction.keypairs()?, transaction.keypair_accounts()?)))
        .await?;
    let accounts = accounts.into_iter().map(|account| AccountJson::new(account, &keypairs)).collect();
    Ok((keypairs, accounts))
}

async fn accounts(session: &Session) -> Result<Vec<AccountJson>, RpcError> {
    Ok(read(session).await?.1)
}

async fn keypairs(session: &Session) -> Result<Vec<KeypairJson>, RpcError> {
    let (keypairs, accounts) = read(session).await?;
    Ok(keypairs.into_iter().map(|keypair| KeypairJson::new(keypair, &accounts)).collect())
}
