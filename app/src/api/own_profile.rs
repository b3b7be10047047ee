//! What the logged-in profile says of itself.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::profile::{self, ProfileError};

use super::messenger::{execute, given};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_setDisplayName",
        "Takes a display name and tells others. The empty one is none; a name of ENS changes nothing.",
        &["displayName"],
        |session: Session, (name,): (String,)| async move {
            execute(&session, move |context| profile::set_display_name(context, &name)).await?;
            session.name_account().await?;
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_setBio",
        "Takes what the profile says about itself, at most 240 characters, and tells others.",
        &["bio"],
        |session: Session, (bio,): (String,)| async move {
            execute(&session, move |context| profile::set_bio(context, &bio)).await.map(drop)
        },
    );
    table.method(
        "settings_setBio",
        "The same as wakuext_setBio, kept for old clients.",
        &["bio"],
        |session: Session, (bio,): (String,)| async move {
            execute(&session, move |context| profile::set_bio(context, &bio)).await.map(drop)
        },
    );
    table.method(
        "wakuext_setCustomizationColor",
        "Gives an account of this device a colour by name; others are told that of the logged-in one.",
        &["request"],
        |session: Session, (request,): (Option<SetCustomizationColorJson>,)| async move {
            set_customization_color(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_changeIdentityImageShowTo",
        "Shows the own pictures to contacts (1), to everyone (2) or to nobody (3), and tells others.",
        &["showTo"],
        |session: Session, (audience,): (u64,)| async move {
            execute(&session, move |context| profile::show_pictures_to(context, audience)).await.map(drop)
        },
    );
    table.method(
        "multiaccounts_updateAccount",
        "Changes what the list of accounts of this device says of one of them. Its pictures stay.",
        &["account"],
        |session: Session, (account,): (UpdatedAccountJson,)| async move { update_account(&session, account).await },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SetCustomizationColor")]
#[serde(rename = "requests.SetCustomizationColor", rename_all = "camelCase")]
struct SetCustomizationColorJson {
    customization_color: String,
    key_uid: String,
}

async fn set_customization_color(session: &Session, request: SetCustomizationColorJson) -> Result<(), RpcError> {
    if request.customization_color.is_empty() {
        return Err(RpcError::method(ProfileError::Color));
    }
    if request.key_uid.is_empty() {
        return Err(RpcError::method(ProfileError::KeyUid));
    }
    let now = session.now();
    // An account that is not here has nothing to change.
    let changed = session.change_account(&request.key_uid, |account| {
        profile::set_customization_color(account, &request.customization_color, now).map_err(RpcError::from)
    });
    changed.await.map(drop)
}

/// The part of `multiaccounts.Account` that may change.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "multiaccounts.AccountUpdate")]
#[serde(rename = "multiaccounts.Account")]
struct UpdatedAccountJson {
    name: String,
    #[serde(rename = "customizationColor")]
    customization_color: String,
    #[serde(rename = "keycard-pairing")]
    keycard_pairing: String,
    #[serde(rename = "key-uid")]
    key_uid: String,
    #[serde(rename = "kdfIterations")]
    kdf_iterations: u32,
    #[serde(rename = "hasAcceptedTerms")]
    has_accepted_terms: bool,
}

async fn update_account(session: &Session, wanted: UpdatedAccountJson) -> Result<(), RpcError> {
    let now = session.now();
    let key_uid = wanted.key_uid.clone();
    let changed = session.change_account(&key_uid, |account| {
        if account.customization_color != wanted.customization_color {
            profile::set_customization_color(account, &wanted.customization_color, now)?;
        }
        account.name = wanted.name;
        account.keycard_pairing = wanted.keycard_pairing;
        account.has_accepted_terms = wanted.has_accepted_terms;
        if wanted.kdf_iterations != 0 {
            account.kdf_iterations = wanted.kdf_iterations;
        }
        Ok::<_, RpcError>(())
    });
    match changed.await? {
        Some(_) => Ok(()),
        None => Err(RpcError::method("UpdateAccount but account not found")),
    }
}
