//! Profiles that are made with their keys on a keycard (specification: accounts, section 13.2).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use serde::Deserialize;
use status_domain::identity::{parse_address, parse_public_key};
use status_domain::keypair::{PrivateKeyTextError, ProfileCard, parse_private_key};
use status_domain::profile::ProfileIdentity;
use status_domain::settings::{KeycardPairingsError, write_keycard_pairings};
use status_ports::{SettingRecord, UnixMillis};

use super::CreateAccount;
use super::request::KeycardData;
use crate::json::{self, JsonError};

/// Where pairings are below the folder of all profiles, for whoever names no file.
const PAIRINGS_FILE: &str = "ethereum/mainnet_rpc/keycard/pairings.json";

/// Larger files hold something else.
const MAX_PAIRINGS_BYTES: u64 = 64 << 10;

/// Why a profile is not made with a keycard.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CardError {
    #[error("failed to get keycard pairings: {0}")]
    Unreadable(#[from] io::Error),
    #[error("failed to get keycard pairings: {0}")]
    NoPairings(#[from] JsonError),
    #[error("failed to get keycard pairings: {0}")]
    Pairings(#[from] KeycardPairingsError),
    #[error("keycard not found in pairings file")]
    Unpaired,
    #[error("the keycard has no instance UID")]
    NoInstance,
    #[error("failed to parse chat private key hex: {0}")]
    ChatKey(#[from] PrivateKeyTextError),
    #[error("the keycard tells no valid {0}")]
    Key(&'static str),
}

/// A card that a client has paired, and all of its pairings, which the profile keeps.
pub(super) struct PairedCard {
    pub(super) card: ProfileCard,
    pub(super) pairings: SettingRecord,
}

#[derive(Deserialize)]
#[serde(rename = "wallet.KeycardPairing")]
struct Pairing {
    key: String,
}

/// The card that a request names, if it names one.
pub(super) fn find_card(request: &CreateAccount, now: UnixMillis) -> Result<Option<PairedCard>, CardError> {
    let instance_uid = request.keycard_instance_uid.clone();
    if instance_uid.is_empty() {
        return Ok(None);
    }
    let file = request.keycard_pairing_data_file.as_ref().filter(|file| !file.is_empty());
    let file = file.map_or_else(|| PathBuf::from(&request.root_data_dir).join(PAIRINGS_FILE), PathBuf::from);
    let mut text = String::new();
    File::open(file)?.take(MAX_PAIRINGS_BYTES + 1).read_to_string(&mut text)?;
    let mut pairings: BTreeMap<String, Pairing> = json::from_text(&text)?;
    let Pairing { key } = pairings.remove(&instance_uid).ok_or(CardError::Unpaired)?;
    let paired_on = i64::try_from(now / 1000).unwrap_or(i64::MAX);
    let card = ProfileCard { instance_uid, paired_on, pairing: key, ..ProfileCard::default() };
    Ok(Some(PairedCard { card, pairings: write_keycard_pairings(text)? }))
}

impl KeycardData {
    /// The keys of the profile as the card tells them.
    pub(super) fn identity(&self) -> Result<ProfileIdentity, CardError> {
        let address = |name, text: &str| parse_address(text).map_err(|_| CardError::Key(name));
        let chat = parse_private_key(&self.whisper_private_key)?;
        Ok(ProfileIdentity {
            key_uid: self.key_uid.clone(),
            master: address("address", &self.address)?,
            wallet_root: address("walletRootAddress", &self.wallet_root_address)?,
            eip1581: address("eip1581Address", &self.eip1581_address)?,
            wallet: parse_public_key(&self.wallet_public_key).map_err(|_| CardError::Key("walletPublicKey"))?,
            chat,
            private_keys: Vec::new(),
            card: None,
        })
    }
}
