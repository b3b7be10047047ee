//! Local pairing: connection strings. Pairing itself is not supported yet, and says so.

use serde::Deserialize;
use status_domain::sync::validate_connection_string;

use super::Endpoints;
use crate::endpoint::{error_answer, required};
use crate::json;

const NOT_SUPPORTED: &str = "local pairing is not supported";

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("ValidateConnectionString", |text| match validate_connection_string(text) {
        Ok(()) => String::new(),
        Err(error) => error.to_string(),
    });
    endpoints.pure("LocalPairingPreflightOutboundCheck", |_| error_answer(NOT_SUPPORTED));
    endpoints.pure("StartSearchForLocalPairingPeers", |_| error_answer(NOT_SUPPORTED));
    endpoints.pure("GetConnectionStringForBootstrappingAnotherDevice", |body| {
        refuse::<SenderServerConfig>("SendingServerConfig", body, |config| {
            config.sender_config.unwrap_or_default().missing()
        })
    });
    endpoints.pure("GetConnectionStringForBeingBootstrapped", |body| {
        refuse::<ReceiverServerConfig>("PayloadSourceConfig", body, |config| {
            config.receiver_config.unwrap_or_default().missing()
        })
    });
    endpoints.pure("GetConnectionStringForExportingKeypairsKeystores", |body| {
        refuse::<KeystoreFilesConfig>("SendingServerConfig", body, |_| Vec::new())
    });
}

#[derive(Deserialize)]
#[serde(rename = "pairing.SenderServerConfig", rename_all = "camelCase")]
struct SenderServerConfig {
    sender_config: Option<SenderConfig>,
}

#[derive(Default, Deserialize)]
#[serde(rename = "pairing.SenderConfig", rename_all = "camelCase")]
struct SenderConfig {
    keystore_path: String,
    device_type: String,
    #[serde(rename = "keyUID")]
    key_uid: String,
    password: zeroize::Zeroizing<String>,
}

#[derive(Deserialize)]
#[serde(rename = "pairing.KeystoreFilesSenderServerConfig")]
struct KeystoreFilesConfig {}

#[derive(Deserialize)]
#[serde(rename = "pairing.ReceiverServerConfig", rename_all = "camelCase")]
struct ReceiverServerConfig {
    receiver_config: Option<ReceiverConfig>,
}

#[derive(Default, Deserialize)]
#[serde(rename = "pairing.ReceiverConfig", rename_all = "camelCase")]
struct ReceiverConfig {
    create_account: Option<serde_json::Value>,
}

impl SenderConfig {
    /// The names of required fields that are empty.
    fn missing(&self) -> Vec<&'static str> {
        let fields = [
            ("SenderServerConfig.SenderConfig.KeystorePath", self.keystore_path.is_empty()),
            ("SenderServerConfig.SenderConfig.DeviceType", self.device_type.is_empty()),
            ("SenderServerConfig.SenderConfig.KeyUID", self.key_uid.is_empty()),
            ("SenderServerConfig.SenderConfig.Password", self.password.is_empty()),
        ];
        fields.into_iter().filter(|(_, is_empty)| *is_empty).map(|(name, _)| name).collect()
    }
}

impl ReceiverConfig {
    fn missing(&self) -> Vec<&'static str> {
        if self.create_account.is_none() {
            vec!["ReceiverServerConfig.ReceiverConfig.CreateAccount"]
        } else {
            Vec::new()
        }
    }
}

/// Reads a configuration and says what it lacks; nothing can be done with a whole one.
fn refuse<C: serde::de::DeserializeOwned>(name: &str, body: &str, missing: impl Fn(C) -> Vec<&'static str>) -> String {
    if body.is_empty() {
        return error_answer(format!("no config given, {name} is expected"));
    }
    let config: C = match json::from_text(body) {
        Ok(config) => config,
        Err(error) => return error_answer(error),
    };
    error_answer(required(missing(config).into_iter()).unwrap_or_else(|| NOT_SUPPORTED.to_owned()))
}
