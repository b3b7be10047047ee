//! What a new profile is made of (specification: accounts, sections 12.1 and 13.2), and what it says of itself
//! (specification: messaging, section 15.4).

mod emoji;
mod error;
mod identity;
mod own;
mod pictures;
#[cfg(test)]
mod tests;

pub use error::ProfileError;
pub use identity::ProfileIdentity;
pub use own::{
    account_name, is_told_to_others, repair_display_name, set_bio, set_customization_color, set_display_name,
    show_pictures_to,
};
pub use pictures::{LARGE, OwnPictures, THUMBNAIL};

use serde_json::{Value, json};
use status_ports::{
    AccountRecord, Entropy, KeypairAccountRecord, KeypairKind, KeypairRecord, Operable, PrivateKeyRecord,
    ProfileTransaction, SettingRecord, StorageError, UnixMillis,
};
use zeroize::Zeroizing;

use crate::crypto::PublicKey;
use crate::identity::mnemonic::{self, MnemonicError};
use crate::identity::{alias, checksum_address, color_hash, color_id, path, public_key_text};
use crate::keypair::{CHAT_POSITION, PROD_CHAINS, TEST_CHAINS};

/// Iterations that clients are told when they did not say any.
const DEFAULT_KDF_ITERATIONS: u32 = 3200;

/// What decides about a new profile.
#[derive(Clone, Debug)]
pub struct ProfilePlan {
    /// The keys.
    pub keys: ProfileIdentity,
    /// The phrase that a new profile should show until it was written down; `None` for a restored one.
    pub mnemonic: Option<Zeroizing<String>>,
    /// Valid or empty.
    pub display_name: String,
    /// This device.
    pub device_name: String,
    /// UUID of this device.
    pub installation_id: String,
    /// By name.
    pub customization_color: String,
    /// As the client said; zero for the default.
    pub kdf_iterations: u32,
    /// Waku fleet.
    pub fleet: String,
    /// Whether pictures of messages are hidden from previews.
    pub preview_privacy: bool,
    /// Whether the wallet works on test chains.
    pub test_networks_enabled: bool,
    /// Kept for old clients.
    pub current_network: String,
    /// Options of the node that are kept with the profile.
    pub node_config: Value,
    /// Whether nobody logged in on this device before.
    pub is_first_account: bool,
}

/// The records of a new profile.
#[derive(Clone, Debug)]
pub struct NewProfile {
    /// For the accounts database.
    pub account: AccountRecord,
    /// Settings that differ from their defaults.
    pub settings: Vec<SettingRecord>,
    /// The profile's keypair.
    pub keypair: KeypairRecord,
    /// The default wallet account and the chat account.
    pub accounts: [KeypairAccountRecord; 2],
    /// The master key and the derived ones.
    pub private_keys: Vec<PrivateKeyRecord>,
}

impl NewProfile {
    /// Makes the records.
    ///
    /// # Errors
    /// [`MnemonicError`] never in practice: three words are drawn as one draws a phrase.
    pub fn create(plan: &ProfilePlan, now: UnixMillis, entropy: &mut dyn Entropy) -> Result<Self, MnemonicError> {
        let signing_phrase = signing_phrase(entropy)?;
        Ok(Self {
            account: account(plan, now),
            settings: settings(plan, &signing_phrase, now),
            keypair: keypair(plan),
            accounts: [wallet_account(plan, now, entropy), chat_account(plan, now)],
            private_keys: plan.keys.private_keys.clone(),
        })
    }

    /// Stores everything that belongs into the profile database.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    pub fn store(&self, transaction: &mut dyn ProfileTransaction) -> Result<(), StorageError> {
        transaction.save_settings(&self.settings)?;
        transaction.save_keypair(&self.keypair)?;
        for account in &self.accounts {
            transaction.save_keypair_account(account)?;
        }
        for key in &self.private_keys {
            transaction.save_private_key(key)?;
        }
        Ok(())
    }
}

/// Three words that the wallet shows before each signature, so that a fake dialog is noticed.
fn signing_phrase(entropy: &mut dyn Entropy) -> Result<String, MnemonicError> {
    let phrase = mnemonic::generate(mnemonic::DEFAULT_WORDS, entropy)?;
    Ok(phrase.split(' ').take(3).collect::<Vec<_>>().join(" "))
}

fn account(plan: &ProfilePlan, now: UnixMillis) -> AccountRecord {
    let chat = plan.keys.chat.public_key();
    AccountRecord {
        key_uid: plan.keys.key_uid.clone(),
        name: account_name(&plan.display_name, &chat),
        login_timestamp: now,
        color_hash: color_hash(&chat),
        color_id: color_id(&chat),
        customization_color: plan.customization_color.clone(),
        // The colour of a restored profile yields to the one that its other devices know.
        customization_color_clock: u64::from(plan.mnemonic.is_some()),
        kdf_iterations: if plan.kdf_iterations == 0 { DEFAULT_KDF_ITERATIONS } else { plan.kdf_iterations },
        has_accepted_terms: plan.is_first_account,
        keycard_pairing: plan.keys.card.as_ref().map(|card| card.pairing.clone()).unwrap_or_default(),
        images: Vec::new(),
    }
}

fn address_text(address: &[u8; 20]) -> String {
    format!("0x{}", hex::encode(address))
}

fn settings(plan: &ProfilePlan, signing_phrase: &str, now: UnixMillis) -> Vec<SettingRecord> {
    let chat = plan.keys.chat.public_key();
    let public_key = public_key_text(&chat);
    let mut values = vec![
        ("address", json!(address_text(&plan.keys.master))),
        ("current-user-status", json!({"publicKey": public_key, "statusType": 1, "clock": 0, "text": ""})),
        ("dapps-address", json!(address_text(&plan.keys.wallet.address()))),
        ("device-name", json!(plan.device_name)),
        ("display-name", json!(plan.display_name)),
        ("eip1581-address", json!(address_text(&plan.keys.eip1581))),
        ("fleet", json!(plan.fleet)),
        ("installation-id", json!(plan.installation_id)),
        ("key-uid", json!(plan.keys.key_uid)),
        ("last-backup", json!(now.checked_div(1000).unwrap_or_default())),
        ("name", json!(alias(&chat))),
        ("networks/current-network", json!(plan.current_network)),
        ("networks/networks", json!([])),
        ("node-config", plan.node_config.clone()),
        ("preview-privacy?", json!(plan.preview_privacy)),
        ("profile-pictures-show-to", json!(2)),
        ("profile-pictures-visibility", json!(2)),
        ("public-key", json!(public_key)),
        ("signing-phrase", json!(signing_phrase)),
        ("test-networks-enabled?", json!(plan.test_networks_enabled)),
        ("wallet-root-address", json!(address_text(&plan.keys.wallet_root))),
    ];
    if let Some(card) = &plan.keys.card {
        values.push(("keycard-instance_uid", json!(card.instance_uid)));
        values.push(("keycard-paired_on", json!(card.paired_on)));
        values.push(("keycard-pairing", json!(card.pairing)));
    }
    if let Some(mnemonic) = &plan.mnemonic {
        values.push(("mnemonic", json!(mnemonic.as_str())));
    }
    values.into_iter().map(|(name, value)| SettingRecord { name: name.to_owned(), value: value.to_string() }).collect()
}

fn keypair(plan: &ProfilePlan) -> KeypairRecord {
    KeypairRecord {
        key_uid: plan.keys.key_uid.clone(),
        name: plan.display_name.clone(),
        kind: KeypairKind::Profile,
        derived_from: checksum_address(&plan.keys.master),
        last_used_derivation_index: 0,
        synced_from: String::new(),
        clock: 0,
        removed: false,
    }
}

fn keypair_account(plan: &ProfilePlan, key: &PublicKey, path: &str, now: UnixMillis) -> KeypairAccountRecord {
    KeypairAccountRecord {
        address: key.address(),
        key_uid: Some(plan.keys.key_uid.clone()),
        public_key: key.to_uncompressed().to_vec(),
        path: path.to_owned(),
        name: String::new(),
        color: String::new(),
        emoji: String::new(),
        wallet: false,
        chat: false,
        hidden: false,
        operable: Operable::Fully,
        created_at: now,
        clock: 0,
        position: 0,
        removed: false,
        prod_preferred_chain_ids: PROD_CHAINS.to_owned(),
        test_preferred_chain_ids: TEST_CHAINS.to_owned(),
        address_was_not_shown: false,
    }
}

fn wallet_account(plan: &ProfilePlan, now: UnixMillis, entropy: &mut dyn Entropy) -> KeypairAccountRecord {
    KeypairAccountRecord {
        name: "Account 1".to_owned(),
        color: plan.customization_color.clone(),
        emoji: emoji::draw(entropy).to_owned(),
        wallet: true,
        address_was_not_shown: plan.mnemonic.is_some(),
        ..keypair_account(plan, &plan.keys.wallet, path::DEFAULT_WALLET, now)
    }
}

fn chat_account(plan: &ProfilePlan, now: UnixMillis) -> KeypairAccountRecord {
    KeypairAccountRecord {
        name: plan.display_name.clone(),
        chat: true,
        position: CHAT_POSITION,
        ..keypair_account(plan, &plan.keys.chat.public_key(), path::CHAT, now)
    }
}
