//! What one says of oneself: name, bio, colour, and who sees the pictures (specification: messaging, section 15.4).

use serde_json::{Value, json};
use status_ports::{
    AccountRecord, KeypairAccountRecord, KeypairKind, KeypairRecord, SettingRecord, StorageError, UnixMillis,
};

use super::ProfileError;
use crate::crypto::PublicKey;
use crate::identity::{CustomizationColor, alias, public_key_text, validate_bio, validate_display_name};
use crate::messaging::{CommandError, Context, Outcome, OwnProfile};

/// Settings that decide what others are told of us: whoever changes one of them publishes the identity anew.
const TOLD_TO_OTHERS: [&str; 3] = ["display-name", "bio", "profile-pictures-show-to"];

/// How much of the key stands for a name that nobody may have.
const REPAIRED_LENGTH: usize = 12;

/// Whether others should be told when this setting changes.
#[must_use]
pub fn is_told_to_others(setting: &str) -> bool {
    TOLD_TO_OTHERS.contains(&setting)
}

/// Takes a display name, which the keypair of the profile and the chat account have too, and publishes it. A name of ENS changes nothing: it
/// is not chosen but owned.
///
/// # Errors
/// [`CommandError::Profile`] for a name that nobody may have, or [`CommandError::Storage`].
pub fn set_display_name(context: &mut Context<'_>, name: &str) -> Result<Outcome, CommandError> {
    if name.ends_with(".eth") {
        return Ok(Outcome::default());
    }
    let name = validate_display_name(name).map_err(ProfileError::from)?;
    if OwnProfile::read(context)?.display_name == name {
        return Ok(Outcome::default());
    }
    let keypairs = context.stores.keypairs()?;
    for keypair in keypairs.into_iter().filter(|keypair| keypair.kind == KeypairKind::Profile) {
        let clock = context.now.max(keypair.clock.saturating_add(1));
        context.stores.save_keypair(&KeypairRecord { name: name.to_owned(), clock, ..keypair })?;
    }
    let accounts = context.stores.keypair_accounts()?;
    for account in accounts.into_iter().filter(|account| account.chat) {
        let clock = context.now.max(account.clock.saturating_add(1));
        context.stores.save_keypair_account(&KeypairAccountRecord { name: name.to_owned(), clock, ..account })?;
    }
    Ok(said(context, "display-name", &Value::from(name))?)
}

/// Replaces a stored name that nobody may have by the beginning of the key: others would refuse all that we say with it.
///
/// # Errors
/// [`StorageError`].
pub fn repair_display_name(context: &mut Context<'_>) -> Result<Outcome, StorageError> {
    let name = OwnProfile::read(context)?.display_name;
    if validate_display_name(&name).is_ok_and(|valid| valid == name) {
        return Ok(Outcome::default());
    }
    let name: String = public_key_text(&context.me).chars().take(REPAIRED_LENGTH).collect();
    said(context, "display-name", &Value::from(name))
}

/// Takes what the profile says about itself, and publishes it.
///
/// # Errors
/// [`CommandError::Profile`] for too long a text, or [`CommandError::Storage`].
pub fn set_bio(context: &mut Context<'_>, bio: &str) -> Result<Outcome, CommandError> {
    validate_bio(bio).map_err(ProfileError::from)?;
    if OwnProfile::read(context)?.bio == bio {
        return Ok(Outcome::default());
    }
    Ok(said(context, "bio", &Value::from(bio))?)
}

/// Shows the own pictures to contacts (1), to everyone (2) or to nobody (3), and tells them.
///
/// # Errors
/// [`CommandError::Profile`] for any other number, or [`CommandError::Storage`].
pub fn show_pictures_to(context: &mut Context<'_>, audience: u64) -> Result<Outcome, CommandError> {
    if !(1..=3).contains(&audience) {
        return Err(ProfileError::PicturesAudience.into());
    }
    Ok(said(context, "profile-pictures-show-to", &json!(audience))?)
}

fn said(context: &mut Context<'_>, name: &str, value: &Value) -> Result<Outcome, StorageError> {
    context.stores.save_settings(&[SettingRecord { name: name.to_owned(), value: value.to_string() }])?;
    Ok(Outcome { publish_contact_code: true, ..Outcome::default() })
}

/// The name under which a profile is listed for the login: its display name, or the three words of its key.
#[must_use]
pub fn account_name(display_name: &str, key: &PublicKey) -> String {
    if display_name.is_empty() { alias(key) } else { display_name.to_owned() }
}

/// Gives an account a colour. Its clock moves on, so that of several devices the last one decides.
///
/// # Errors
/// [`ProfileError::Color`] for a colour that there is not.
pub fn set_customization_color(account: &mut AccountRecord, color: &str, now: UnixMillis) -> Result<(), ProfileError> {
    if CustomizationColor::from_name(color).name() != color {
        return Err(ProfileError::Color);
    }
    color.clone_into(&mut account.customization_color);
    account.customization_color_clock = now.max(account.customization_color_clock.saturating_add(1));
    Ok(())
}
