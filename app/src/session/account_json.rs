//! An account of the accounts database as clients see it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;
use status_domain::media::FileFormat;
use status_ports::{AccountRecord, ContactImageRecord, IdentityImageRecord};

/// Who can log in here.
#[derive(Clone, Debug, JsonSchema, Serialize)]
pub(crate) struct AccountJson {
    name: String,
    /// Seconds since 1970 of the last login.
    timestamp: u64,
    identicon: String,
    #[serde(rename = "colorHash")]
    color_hash: Vec<(u8, u8)>,
    #[serde(rename = "colorId")]
    color_id: u8,
    #[serde(rename = "customizationColor", skip_serializing_if = "String::is_empty")]
    customization_color: String,
    #[serde(rename = "keycard-pairing")]
    keycard_pairing: String,
    #[serde(rename = "key-uid")]
    key_uid: String,
    images: Option<Vec<ImageJson>>,
    #[serde(rename = "kdfIterations")]
    kdf_iterations: u32,
    #[serde(rename = "hasAcceptedTerms")]
    has_accepted_terms: bool,
}

/// A variant of a profile picture.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "images.IdentityImage")]
pub(crate) struct ImageJson {
    #[serde(rename = "keyUid")]
    key_uid: String,
    #[serde(rename = "type")]
    name: String,
    uri: String,
    width: u32,
    height: u32,
    #[serde(rename = "fileSize")]
    file_size: u32,
    #[serde(rename = "resizeTarget")]
    resize_target: u32,
    clock: u64,
    #[serde(rename = "localUrl", skip_serializing_if = "Option::is_none")]
    local_url: Option<String>,
}

impl ImageJson {
    pub(crate) fn new(key_uid: &str, image: IdentityImageRecord) -> Self {
        Self {
            key_uid: key_uid.to_owned(),
            name: image.name,
            uri: data_uri(&image.payload),
            width: image.width,
            height: image.height,
            file_size: image.file_size,
            resize_target: image.resize_target,
            clock: image.clock,
            local_url: None,
        }
    }

    /// A picture that somebody has of himself. Only what it looks like was ever told, and where it is served.
    pub(crate) fn of_contact(image: &ContactImageRecord, local_url: Option<String>) -> Self {
        Self {
            key_uid: String::new(),
            name: image.name.clone(),
            uri: data_uri(&image.payload),
            width: 0,
            height: 0,
            file_size: 0,
            resize_target: 0,
            clock: image.clock,
            local_url,
        }
    }
}

/// The picture itself, by its kind.
pub(crate) fn data_uri(payload: &[u8]) -> String {
    let kind = FileFormat::of_picture(payload).map_or("", FileFormat::mime);
    format!("data:{kind};base64,{}", STANDARD.encode(payload))
}

impl From<AccountRecord> for AccountJson {
    fn from(account: AccountRecord) -> Self {
        let images: Vec<_> = account.images.into_iter().map(|image| ImageJson::new(&account.key_uid, image)).collect();
        Self {
            name: account.name,
            timestamp: account.login_timestamp / 1000,
            identicon: String::new(),
            color_hash: account.color_hash,
            color_id: account.color_id,
            customization_color: account.customization_color,
            keycard_pairing: account.keycard_pairing,
            key_uid: account.key_uid,
            images: Some(images).filter(|images| !images.is_empty()),
            kdf_iterations: account.kdf_iterations,
            has_accepted_terms: account.has_accepted_terms,
        }
    }
}
