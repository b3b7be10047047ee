//! Accounts, keypairs and cards as clients see them and describe them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::identity::checksum_address;
use status_domain::keypair::{AccountDraft, KeycardDraft, KeypairDraft, Keyring};
use status_ports::{KeycardRecord, KeypairAccountRecord, KeypairKind, KeypairRecord, Operable};

use crate::json::{Address, HexBytes};

/// An account.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "accounts.Account")]
#[serde(rename_all = "kebab-case")]
pub(crate) struct AccountJson {
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
pub(super) struct KeypairJson {
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

/// A card that holds a keypair. A request to keep one says it in the same words; what the card decides is left aside.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "accounts.Keycard")]
#[serde(rename = "accounts.Keycard", rename_all = "kebab-case")]
pub(super) struct KeycardJson {
    pub(super) keycard_uid: String,
    keycard_name: String,
    keycard_locked: bool,
    accounts_addresses: Vec<Address>,
    key_uid: String,
    #[serde(rename = "Position")]
    position: u64,
}

impl AccountJson {
    pub(crate) fn new(account: KeypairAccountRecord, ring: &Keyring) -> Self {
        let keypair = account.key_uid.as_deref().and_then(|key_uid| ring.keypair(key_uid));
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
    pub(super) fn new(keypair: KeypairRecord, ring: &Keyring) -> Self {
        let accounts = ring.accounts_of(&keypair.key_uid).cloned();
        let keycards = ring.keycards.iter().filter(|card| card.key_uid == keypair.key_uid).cloned();
        Self {
            accounts: accounts.map(|account| AccountJson::new(account, ring)).collect(),
            keycards: keycards.map(|card| KeycardJson::new(card, ring)).collect(),
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
            removed: keypair.removed,
        }
    }
}

impl KeycardJson {
    /// The accounts in their order, before them those that are only on the card.
    pub(super) fn new(card: KeycardRecord, ring: &Keyring) -> Self {
        let mut addresses: Vec<_> = card.addresses.into_iter().collect();
        addresses.sort_by_key(|address| ring.account(address).map(|account| account.position));
        Self {
            keycard_uid: card.keycard_uid,
            keycard_name: card.name,
            keycard_locked: card.locked,
            accounts_addresses: addresses.into_iter().map(Address).collect(),
            key_uid: card.key_uid,
            position: card.position,
        }
    }
}

impl From<KeycardJson> for KeycardDraft {
    fn from(json: KeycardJson) -> Self {
        Self {
            keycard_uid: json.keycard_uid,
            name: json.keycard_name,
            key_uid: json.key_uid,
            addresses: json.accounts_addresses.into_iter().map(|address| address.0).collect(),
        }
    }
}

/// An account that a client adds or changes. Position, clock, times and whether it can sign are decided here.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "accounts.AccountRequest")]
#[serde(rename = "accounts.Account", rename_all = "kebab-case")]
pub(super) struct AccountRequest {
    address: Address,
    key_uid: String,
    wallet: bool,
    address_was_not_shown: bool,
    chat: bool,
    #[serde(rename = "type")]
    kind: String,
    path: String,
    public_key: Option<HexBytes>,
    name: String,
    emoji: String,
    #[serde(rename = "colorId")]
    color_id: String,
    hidden: bool,
    #[serde(rename = "prodPreferredChainIds")]
    prod_preferred_chain_ids: String,
    #[serde(rename = "testPreferredChainIds")]
    test_preferred_chain_ids: String,
}

/// A keypair that a client adds or changes.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "accounts.KeypairRequest")]
#[serde(rename = "accounts.Keypair", rename_all = "kebab-case")]
pub(super) struct KeypairRequest {
    key_uid: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    derived_from: String,
    last_used_derivation_index: u64,
    synced_from: String,
    accounts: Vec<AccountRequest>,
}

impl From<AccountRequest> for AccountDraft {
    fn from(request: AccountRequest) -> Self {
        Self {
            address: request.address.0,
            key_uid: request.key_uid,
            kind: request.kind,
            wallet: request.wallet,
            chat: request.chat,
            path: request.path,
            public_key: request.public_key.unwrap_or_default().0,
            name: request.name,
            emoji: request.emoji,
            color: request.color_id,
            hidden: request.hidden,
            prod_preferred_chain_ids: request.prod_preferred_chain_ids,
            test_preferred_chain_ids: request.test_preferred_chain_ids,
            address_was_not_shown: request.address_was_not_shown,
        }
    }
}

impl From<KeypairRequest> for KeypairDraft {
    fn from(request: KeypairRequest) -> Self {
        Self {
            key_uid: request.key_uid,
            name: request.name,
            kind: request.kind,
            derived_from: request.derived_from,
            last_used_derivation_index: request.last_used_derivation_index,
            synced_from: request.synced_from,
            accounts: request.accounts.into_iter().map(AccountDraft::from).collect(),
        }
    }
}
