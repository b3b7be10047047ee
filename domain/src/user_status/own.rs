//! Our own status.

use serde_json::{Value, json};
use status_ports::{SettingRecord, StorageError, UnixMillis, UserStatusRecord};
use status_proto::status::StatusUpdate;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::status_update::StatusType;

use super::{UserStatusError, validate_text};
use crate::envelope::topic::names;
use crate::identity::public_key_text;
use crate::messaging::{Audience, CommandError, Context, Decision, Delivery, Outcome};
use crate::profile::ProfileError;
use crate::settings::{SEND_STATUS_UPDATES, setting};

const SETTING: &str = "current-user-status";

/// Chooses a status: its number in the protobuf, and a text. Whoever listens to us is told, unless the settings say that
/// nobody is.
///
/// # Errors
/// [`CommandError::Profile`] for a status that cannot be, or [`CommandError::Storage`].
pub fn set_user_status(context: &mut Context<'_>, status_type: i64, text: &str) -> Result<Outcome, CommandError> {
    validate_text(text).map_err(ProfileError::from)?;
    let known = i32::try_from(status_type).ok().and_then(|number| StatusType::try_from(number).ok());
    let chosen = known.filter(|known| *known != StatusType::UnknownStatusType);
    let chosen = chosen.ok_or(ProfileError::from(UserStatusError::UnknownType))?;
    let before = own(context)?;
    let status_type = i32::from(chosen);
    if (before.status_type, before.text.as_str()) == (status_type, text) {
        return Ok(Outcome::default());
    }
    // Others go by the clock, so two choices of one second must differ in it.
    let clock = seconds(context.now).max(before.clock.saturating_add(1));
    let status = UserStatusRecord { status_type, clock, text: text.to_owned(), ..before };
    save(context, &status)?;
    let is_told = is_wanted(context)?;
    let mut decision = Decision::new(context);
    if is_told {
        let audience = Audience::Everybody(names::contact_code(&decision.context.me));
        let signed = decision.sign(Type::StatusUpdate, &update(&status));
        decision.send_to(signed, [audience], delivery(&status));
    }
    Ok(decision.outcome)
}

/// What is to be said of us now and then, and how; `None` if nobody is to be told.
pub(crate) fn due_update(context: &mut Context<'_>) -> Result<Option<(StatusUpdate, Delivery)>, StorageError> {
    if !is_wanted(context)? {
        return Ok(None);
    }
    let status = own(context)?;
    let status = UserStatusRecord { clock: seconds(context.now).max(status.clock), ..status };
    Ok(Some((update(&status), delivery(&status))))
}

/// Whether others are told of our status.
fn is_wanted(context: &mut Context<'_>) -> Result<bool, StorageError> {
    Ok(read(context, SEND_STATUS_UPDATES)? == Value::Bool(true))
}

/// The status that was chosen last, here or on another device.
pub(super) fn own(context: &mut Context<'_>) -> Result<UserStatusRecord, StorageError> {
    let stored = read(context, SETTING)?;
    let field = |name| stored.get(name).unwrap_or(&Value::Null);
    let known = field("statusType").as_i64().and_then(|number| StatusType::try_from(i32::try_from(number).ok()?).ok());
    let chosen = known.filter(|known| *known != StatusType::UnknownStatusType).unwrap_or(StatusType::Automatic);
    Ok(UserStatusRecord {
        public_key: context.me.to_compressed(),
        status_type: chosen.into(),
        clock: field("clock").as_u64().unwrap_or_default(),
        text: field("text").as_str().unwrap_or_default().to_owned(),
    })
}

pub(super) fn save(context: &mut Context<'_>, status: &UserStatusRecord) -> Result<(), StorageError> {
    let value = json!({
        "publicKey": public_key_text(&context.me),
        "statusType": status.status_type,
        "clock": status.clock,
        "text": status.text,
    });
    context.stores.save_settings(&[SettingRecord { name: SETTING.to_owned(), value: value.to_string() }])
}

fn read(context: &mut Context<'_>, name: &str) -> Result<Value, StorageError> {
    let stored = context.stores.find_setting(name)?.map(|value| SettingRecord { name: name.to_owned(), value });
    Ok(setting(stored.as_slice(), name))
}

fn update(status: &UserStatusRecord) -> StatusUpdate {
    StatusUpdate { clock: status.clock, status_type: status.status_type, custom_text: status.text.clone() }
}

/// What nobody chose is for those who are there now.
fn delivery(status: &UserStatusRecord) -> Delivery {
    if status.status_type == i32::from(StatusType::Automatic) { Delivery::Ephemeral } else { Delivery::Once }
}

fn seconds(now: UnixMillis) -> u64 {
    now / 1000
}
