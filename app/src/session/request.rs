//! What clients ask for when they start, create, restore and log in. Fields that nothing here depends on are left out:
//! unknown keys are ignored.

use serde::Deserialize;
use status_domain::identity::validate_display_name;
use status_domain::keypair::parse_private_key;
use status_domain::wallet::network::WalletSecrets;
use zeroize::Zeroizing;

use crate::api::NetworkJson;

/// `InitializeApplication`.
#[derive(Debug, Deserialize)]
#[serde(rename = "requests.InitializeApplication")]
pub(crate) struct InitializeApplication {
    #[serde(rename = "dataDir")]
    pub(crate) data_dir: String,
}

/// `CreateAccountAndLogin`.
#[derive(Default, Deserialize)]
#[serde(rename = "requests.CreateAccount", rename_all = "camelCase")]
pub(crate) struct CreateAccount {
    pub(crate) root_data_dir: String,
    pub(crate) display_name: String,
    pub(crate) password: Zeroizing<String>,
    pub(crate) customization_color: String,
    pub(crate) kdf_iterations: i64,
    pub(crate) device_name: String,
    pub(crate) image_path: String,
    pub(crate) image_crop_rectangle: Option<ImageCropRectangle>,
    #[serde(rename = "wakuV2Nameserver")]
    pub(crate) nameserver: Option<String>,
    #[serde(rename = "wakuV2LightClient")]
    pub(crate) light_client: bool,
    #[serde(rename = "wakuV2EnableStoreConfirmationForMessagesSent")]
    pub(crate) store_confirmation: bool,
    #[serde(rename = "wakuV2EnableMissingMessageVerification")]
    pub(crate) missing_message_verification: bool,
    #[serde(rename = "wakuV2Fleet")]
    pub(crate) fleet: String,
    pub(crate) log_level: Option<String>,
    pub(crate) preview_privacy: bool,
    pub(crate) current_network: String,
    pub(crate) network_id: Option<u64>,
    pub(crate) test_networks_enabled: bool,
    #[serde(rename = "telemetryServerURL")]
    pub(crate) telemetry_server_url: String,
    pub(crate) infura_token: Zeroizing<String>,
    pub(crate) pokt_token: Zeroizing<String>,
    pub(crate) status_proxy_enabled: bool,
    pub(crate) status_proxy_stage_name: String,
    pub(crate) status_proxy_blockchain_user: String,
    pub(crate) status_proxy_blockchain_password: Zeroizing<String>,
    pub(crate) status_proxy_market_user: String,
    pub(crate) status_proxy_market_password: Zeroizing<String>,
    #[serde(rename = "ganacheURL")]
    pub(crate) ganache_url: String,
    pub(crate) networks_override: Vec<NetworkJson>,
    /// Names the keycard that the keys of the profile are on; empty without one.
    #[serde(rename = "keycardInstanceUID")]
    pub(crate) keycard_instance_uid: String,
    /// The file in which the client keeps its pairings with keycards.
    pub(crate) keycard_pairing_data_file: Option<String>,
}

/// Which part of a picture becomes that of the profile.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename = "requests.ImageCropRectangle")]
pub(crate) struct ImageCropRectangle {
    pub(crate) ax: i64,
    pub(crate) ay: i64,
    pub(crate) bx: i64,
    pub(crate) by: i64,
}

/// `RestoreAccountAndLogin`: [`CreateAccount`] and a phrase or a keycard. The decoder needs the fields spelled out.
#[derive(Deserialize)]
#[serde(rename = "requests.RestoreAccount")]
pub(crate) struct RestoreAccount {
    pub(crate) mnemonic: Zeroizing<String>,
    pub(crate) keycard: Option<KeycardData>,
}

/// What a keycard tells of the keys of a profile.
#[derive(Clone, Default, Deserialize)]
#[serde(rename = "requests.KeycardData", rename_all = "camelCase")]
pub(crate) struct KeycardData {
    #[serde(rename = "keyUID")]
    pub(crate) key_uid: String,
    pub(crate) address: String,
    pub(crate) whisper_private_key: Zeroizing<String>,
    pub(crate) wallet_public_key: String,
    pub(crate) wallet_root_address: String,
    pub(crate) eip1581_address: String,
    /// Opens the profile.
    pub(crate) encryption_public_key: Zeroizing<String>,
}

/// Where the keys of a profile come from.
pub(crate) enum Origin {
    /// They are drawn.
    Chance,
    /// A phrase.
    Phrase(Zeroizing<String>),
    /// A keycard, which has most of them.
    Card(KeycardData),
}

/// `LoginAccount`.
#[derive(Default, Deserialize)]
#[serde(rename = "requests.Login", rename_all = "camelCase")]
pub(crate) struct Login {
    pub(crate) key_uid: String,
    pub(crate) password: Zeroizing<String>,
    pub(crate) runtime_log_level: String,
    #[serde(rename = "wakuV2Nameserver")]
    pub(crate) nameserver: String,
    pub(crate) bandwidth_stats_enabled: bool,
    /// The chat key of a profile on a keycard. The profile has it, too: it only must be a key.
    pub(crate) keycard_whisper_private_key: Zeroizing<String>,
    /// Stands for the password of a profile whose keycard is lost.
    pub(crate) mnemonic: Zeroizing<String>,
    pub(crate) infura_token: Zeroizing<String>,
    pub(crate) pokt_token: Zeroizing<String>,
    pub(crate) status_proxy_enabled: bool,
    pub(crate) status_proxy_stage_name: String,
    pub(crate) status_proxy_blockchain_user: String,
    pub(crate) status_proxy_blockchain_password: Zeroizing<String>,
    pub(crate) status_proxy_market_user: String,
    pub(crate) status_proxy_market_password: Zeroizing<String>,
    #[serde(rename = "ganacheURL")]
    pub(crate) ganache_url: String,
}

/// Why a request is refused at once. The texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RequestError {
    #[error("initialize-centralized-metric: no dataDir")]
    NoDataDir,
    #[error("create-account: invalid display name")]
    NoDisplayName,
    #[error("{0}: create-account: invalid display name")]
    DisplayName(status_domain::identity::DisplayNameError),
    #[error("create-account: invalid password")]
    NoPassword,
    #[error("create-account: invalid customization color")]
    NoCustomizationColor,
    #[error("create-account: invalid root data directory")]
    NoRootDataDir,
    #[error("restore-account: no mnemonic or keycard is set")]
    NoMnemonic,
    #[error("restore-account: both mnemonic and keycard info are set")]
    MnemonicAndKeycard,
    #[error("login: invalid key-uid")]
    NoKeyUid,
    #[error("login: invalid keycard whisper private key")]
    KeycardKey,
}

impl InitializeApplication {
    pub(crate) fn validate(&self) -> Result<(), RequestError> {
        if self.data_dir.is_empty() { Err(RequestError::NoDataDir) } else { Ok(()) }
    }
}

impl CreateAccount {
    /// Checks the fields and trims the display name. Only a restored profile may lack one.
    pub(crate) fn validate(&mut self, restoring: bool) -> Result<(), RequestError> {
        if self.display_name.is_empty() && !restoring {
            return Err(RequestError::NoDisplayName);
        }
        self.display_name = validate_display_name(&self.display_name).map_err(RequestError::DisplayName)?.to_owned();
        if self.password.is_empty() {
            return Err(RequestError::NoPassword);
        }
        if self.customization_color.is_empty() {
            return Err(RequestError::NoCustomizationColor);
        }
        if self.root_data_dir.is_empty() {
            return Err(RequestError::NoRootDataDir);
        }
        Ok(())
    }
}

impl RestoreAccount {
    /// Where the keys come from.
    pub(crate) fn origin(self) -> Result<Origin, RequestError> {
        match (self.mnemonic.is_empty(), self.keycard) {
            (true, None) => Err(RequestError::NoMnemonic),
            (false, Some(_)) => Err(RequestError::MnemonicAndKeycard),
            (true, Some(card)) => Ok(Origin::Card(card)),
            (false, None) => Ok(Origin::Phrase(self.mnemonic)),
        }
    }
}

impl Login {
    pub(crate) fn validate(&self) -> Result<(), RequestError> {
        if self.key_uid.is_empty() {
            return Err(RequestError::NoKeyUid);
        }
        if !self.keycard_whisper_private_key.is_empty() {
            parse_private_key(&self.keycard_whisper_private_key).map_err(|_| RequestError::KeycardKey)?;
        }
        Ok(())
    }
}

/// The client's accounts with providers of chains, from a request that has them.
macro_rules! wallet_secrets {
    ($request:expr) => {
        WalletSecrets {
            infura_token: $request.infura_token.clone(),
            pokt_token: $request.pokt_token.clone(),
            proxy_stage_name: $request.status_proxy_stage_name.clone(),
            is_proxy_enabled: $request.status_proxy_enabled,
            proxy_user: $request.status_proxy_blockchain_user.clone(),
            proxy_password: $request.status_proxy_blockchain_password.clone(),
            market_user: $request.status_proxy_market_user.clone(),
            market_password: $request.status_proxy_market_password.clone(),
            test_chain_url: $request.ganache_url.clone(),
        }
    };
}

impl CreateAccount {
    pub(crate) fn wallet_secrets(&self) -> WalletSecrets {
        wallet_secrets!(self)
    }
}

impl Login {
    pub(crate) fn wallet_secrets(&self) -> WalletSecrets {
        wallet_secrets!(self)
    }
}
