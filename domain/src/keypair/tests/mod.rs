mod accounts;
mod cards;
mod convert;
mod import;
mod order;
mod preferences;

use std::sync::LazyLock;

use serde_json::Value;
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{KeypairAccountRecord, Operable, ProfileTransaction, UnixMillis};

use super::*;
use crate::identity::{DerivationPath, ExtendedPrivateKey, ProfileKeys, checksum_address, key_uid, path};
use crate::profile::{NewProfile, ProfileIdentity, ProfilePlan};

const PHRASE: &str = "test test test test test test test test test test test junk";
const ZOO: &str = "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong";
const NOW: UnixMillis = 1_700_000_000_000;

// Keys are costly: they are made once.
static KEYS: LazyLock<ProfileKeys> = LazyLock::new(|| ProfileKeys::from_mnemonic(PHRASE).unwrap());
static ZOO_KEY: LazyLock<ExtendedPrivateKey> = LazyLock::new(|| phrase_key(ZOO).unwrap());
static PROFILE: LazyLock<MemoryTransaction> = LazyLock::new(new_profile);
static GENERATED: LazyLock<Vec<AccountDraft>> =
    LazyLock::new(|| (0..18).map(|index| account_of(&keys().master, "generated", index)).collect());
static ZOO_ACCOUNTS: LazyLock<Vec<AccountDraft>> =
    LazyLock::new(|| (0..3).map(|index| account_of(&zoo(), "seed", index)).collect());
static ZOO_KEYPAIR: LazyLock<KeypairDraft> = LazyLock::new(new_zoo_keypair);

fn keys() -> ProfileKeys {
    KEYS.clone()
}

/// A fresh profile.
fn profile() -> MemoryTransaction {
    PROFILE.clone()
}

fn new_profile() -> MemoryTransaction {
    let plan = ProfilePlan {
        keys: ProfileIdentity::from(&keys()),
        mnemonic: None,
        display_name: "alice".to_owned(),
        device_name: String::new(),
        installation_id: "id".to_owned(),
        customization_color: "blue".to_owned(),
        kdf_iterations: 0,
        fleet: String::new(),
        preview_privacy: false,
        test_networks_enabled: false,
        current_network: String::new(),
        node_config: Value::Null,
        is_first_account: true,
    };
    let mut stores = MemoryTransaction::new();
    NewProfile::create(&plan, NOW, &mut SeededEntropy::new(1)).unwrap().store(&mut stores).unwrap();
    stores
}

fn zoo() -> ExtendedPrivateKey {
    ZOO_KEY.clone()
}

/// Account number `index` of a master key, as a client describes it.
fn account_of(master: &ExtendedPrivateKey, kind: &str, index: u32) -> AccountDraft {
    let path = path::wallet(index);
    let key = master.derive(&DerivationPath::parse(&path).unwrap()).unwrap();
    AccountDraft {
        address: key.address(),
        key_uid: key_uid(&master.public_key()),
        kind: kind.to_owned(),
        path,
        public_key: key.public_key().to_uncompressed().to_vec(),
        ..watched(0)
    }
}

fn generated(index: u32) -> AccountDraft {
    GENERATED[index as usize].clone()
}

/// An account that is only watched.
fn watched(byte: u8) -> AccountDraft {
    AccountDraft {
        address: [byte; 20],
        kind: "watch".to_owned(),
        name: "some account".to_owned(),
        emoji: "\u{1f422}".to_owned(),
        color: "army".to_owned(),
        ..AccountDraft::default()
    }
}

/// The keypair of a phrase, with its first account.
fn zoo_keypair() -> KeypairDraft {
    ZOO_KEYPAIR.clone()
}

fn new_zoo_keypair() -> KeypairDraft {
    KeypairDraft {
        key_uid: key_uid(&zoo().public_key()),
        name: "zoo".to_owned(),
        kind: "seed".to_owned(),
        derived_from: checksum_address(&zoo().address()),
        accounts: vec![ZOO_ACCOUNTS[0].clone()],
        ..KeypairDraft::default()
    }
}

/// A profile with the keypair of a phrase.
fn profile_with_zoo() -> MemoryTransaction {
    let mut stores = profile();
    import_phrase(&mut stores, &zoo()).unwrap();
    add_keypair(&mut stores, zoo_keypair(), KeyAccess::Granted, NOW).unwrap();
    stores
}

fn ring(stores: &mut dyn ProfileTransaction) -> Keyring {
    Keyring::read(stores).unwrap()
}

fn account(stores: &mut dyn ProfileTransaction, address: &[u8; 20]) -> KeypairAccountRecord {
    ring(stores).account(address).unwrap().clone()
}

fn operable(stores: &mut dyn ProfileTransaction, address: &[u8; 20]) -> Operable {
    account(stores, address).operable
}

/// What a refused change says. It changes nothing, but for what the whole transaction undoes with it.
fn refusal<T>(outcome: Result<T, KeypairError>) -> String {
    outcome.map(drop).unwrap_err().to_string()
}
