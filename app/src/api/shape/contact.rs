//! A person as clients read it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::contact::{ContactRequests, primary_name, secondary_name};
use status_ports::{ContactRecord, ContactRequestState, TrustStatus};

use super::Scene;
use crate::json::Address;
use crate::session::ImageJson;

/// `protocol.Contact`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "protocol.Contact")]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContactJson {
    id: String,
    address: Address,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    ens_verified: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    alias: String,
    identicon: &'static str,
    last_updated: u64,
    last_updated_locally: u64,
    #[serde(skip_serializing_if = "String::is_empty")]
    local_nickname: String,
    display_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    customization_color: String,
    bio: String,
    /// By name; null if there are none.
    images: Option<BTreeMap<String, ImageJson>>,
    blocked: bool,
    contact_request_remote_state: u8,
    contact_request_remote_clock: u64,
    contact_request_local_state: u8,
    contact_request_local_clock: u64,
    #[serde(rename = "IsSyncing")]
    is_syncing: bool,
    #[serde(rename = "Removed")]
    removed: bool,
    verification_status: u8,
    trust_status: u8,
    added: bool,
    contact_request_state: u8,
    has_added_us: bool,
    mutual: bool,
    active: bool,
    primary_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    secondary_name: Option<String>,
    compressed_key: String,
    emoji_hash: Vec<&'static str>,
}

const fn state(state: ContactRequestState) -> u8 {
    match state {
        ContactRequestState::None => 0,
        ContactRequestState::Sent => 2,
        ContactRequestState::Received => 3,
        ContactRequestState::Dismissed => 4,
    }
}

/// The number of what we say of a key.
pub(crate) const fn trust_status(status: TrustStatus) -> u8 {
    match status {
        TrustStatus::Unknown => 0,
        TrustStatus::Trusted => 1,
        TrustStatus::Untrustworthy => 2,
    }
}

fn images(contact: &ContactRecord, scene: &Scene) -> Option<BTreeMap<String, ImageJson>> {
    let images = scene.images(&contact.public_key).iter();
    let key = &scene.face(&contact.public_key).text;
    let url = |name: &str| Some(scene.urls.contact_image(key, name));
    let images = images.map(|image| (image.name.clone(), ImageJson::of_contact(image, url(&image.name))));
    let images: BTreeMap<_, _> = images.collect();
    Some(images).filter(|images| !images.is_empty())
}

impl ContactJson {
    pub(crate) fn new(contact: &ContactRecord, scene: &Scene) -> Self {
        let face = scene.face(&contact.public_key);
        Self {
            id: face.text.clone(),
            address: Address(face.address),
            name: contact.ens_name.clone(),
            ens_verified: contact.ens_verified,
            alias: face.short.clone(),
            identicon: "",
            last_updated: contact.last_updated,
            last_updated_locally: contact.last_updated_locally,
            local_nickname: contact.local_nickname.clone(),
            display_name: contact.display_name.clone(),
            customization_color: contact.customization_color.clone(),
            bio: contact.bio.clone(),
            images: images(contact, scene),
            blocked: contact.blocked,
            contact_request_remote_state: state(contact.remote_state),
            contact_request_remote_clock: contact.remote_clock,
            contact_request_local_state: state(contact.local_state),
            contact_request_local_clock: contact.local_clock,
            is_syncing: false,
            removed: contact.removed,
            verification_status: contact.verification_status,
            trust_status: trust_status(scene.trust(&contact.public_key)),
            added: contact.is_added(),
            contact_request_state: contact.shown_state() as u8,
            has_added_us: contact.has_added_us(),
            mutual: contact.is_mutual(),
            active: contact.is_active(),
            primary_name: primary_name(contact),
            secondary_name: secondary_name(contact),
            compressed_key: face.compressed.clone(),
            emoji_hash: face.emoji_hash.clone(),
        }
    }
}
