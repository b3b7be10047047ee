//! What we say of ourselves, and whom we listen to: from the settings.

use serde_json::Value;
use status_ports::{ProfileTransaction, SettingRecord, StorageError};

use super::Context;
use crate::identity::CustomizationColor;
use crate::settings::setting;

/// What our messages say of us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnProfile {
    /// Display name; may be empty.
    pub(crate) display_name: String,
    /// Preferred ENS name; empty without one.
    pub(crate) ens_name: String,
    /// What we say about ourselves.
    pub(crate) bio: String,
    /// Our colour.
    pub(crate) customization_color: CustomizationColor,
}

impl OwnProfile {
    pub(crate) fn read(context: &mut Context<'_>) -> Result<Self, StorageError> {
        Ok(Self {
            display_name: own_display_name(context.stores)?,
            ens_name: text(context.stores, "preferred-name")?,
            bio: text(context.stores, "bio")?,
            customization_color: context.customization_color,
        })
    }
}

/// Our display name; may be empty.
pub(crate) fn own_display_name(stores: &mut dyn ProfileTransaction) -> Result<String, StorageError> {
    text(stores, "display-name")
}

fn text(stores: &mut dyn ProfileTransaction, name: &str) -> Result<String, StorageError> {
    Ok(value(stores, name)?.as_str().unwrap_or_default().to_owned())
}

fn value(stores: &mut dyn ProfileTransaction, name: &str) -> Result<Value, StorageError> {
    let stored = stores.find_setting(name)?.map(|value| SettingRecord { name: name.to_owned(), value });
    Ok(setting(stored.as_slice(), name))
}

/// Whether people who are no contacts may write to us.
pub(crate) fn allows_messages_of_strangers(stores: &mut dyn ProfileTransaction) -> Result<bool, StorageError> {
    Ok(value(stores, "messages-from-contacts-only")?.as_bool() != Some(true))
}

/// Whose pictures we show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PicturesVisibility {
    ContactsOnly,
    Everyone,
    None,
}

pub(crate) fn profile_pictures_visibility(
    stores: &mut dyn ProfileTransaction,
) -> Result<PicturesVisibility, StorageError> {
    Ok(match value(stores, "profile-pictures-visibility")?.as_u64() {
        Some(2) => PicturesVisibility::Everyone,
        Some(3) => PicturesVisibility::None,
        _ => PicturesVisibility::ContactsOnly,
    })
}

/// Whom our pictures are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PicturesAudience {
    Contacts,
    Everyone,
    Nobody,
}

pub(crate) fn profile_pictures_audience(stores: &mut dyn ProfileTransaction) -> Result<PicturesAudience, StorageError> {
    Ok(match value(stores, "profile-pictures-show-to")?.as_u64() {
        Some(2) => PicturesAudience::Everyone,
        Some(3) => PicturesAudience::Nobody,
        _ => PicturesAudience::Contacts,
    })
}

/// Seconds of history that a new chat asks for.
pub(crate) fn default_sync_period_s(stores: &mut dyn ProfileTransaction) -> Result<u64, StorageError> {
    Ok(value(stores, "default-sync-period")?.as_u64().unwrap_or_default())
}
