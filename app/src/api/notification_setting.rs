//! Settings of notifications: for all, and for single chats, people and communities.

use serde_json::Value;
use status_domain::settings::{NotificationSetting, check_exemption, check_is_exemption, no_exemption};
use status_ports::{NotificationExemption, ProfileStoreExt as _, StorageError};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// A setting with the names of its methods and what it is about.
type Words = (NotificationSetting, &'static str, &'static str, &'static str, &'static str);

const ALERTS: [Words; 7] = [
    (
        NotificationSetting::OneToOneChats,
        "settings_notificationsGetOneToOneChats",
        "How messages of one person are told: SendAlerts, DeliverQuietly or TurnOff.",
        "settings_notificationsSetOneToOneChats",
        "Sets how messages of one person are told.",
    ),
    (
        NotificationSetting::GroupChats,
        "settings_notificationsGetGroupChats",
        "How messages of groups are told.",
        "settings_notificationsSetGroupChats",
        "Sets how messages of groups are told.",
    ),
    (
        NotificationSetting::PersonalMentions,
        "settings_notificationsGetPersonalMentions",
        "How mentions of the profile are told.",
        "settings_notificationsSetPersonalMentions",
        "Sets how mentions of the profile are told.",
    ),
    (
        NotificationSetting::GlobalMentions,
        "settings_notificationsGetGlobalMentions",
        "How mentions of everybody are told.",
        "settings_notificationsSetGlobalMentions",
        "Sets how mentions of everybody are told.",
    ),
    (
        NotificationSetting::AllMessages,
        "settings_notificationsGetAllMessages",
        "How all other messages are told.",
        "settings_notificationsSetAllMessages",
        "Sets how all other messages are told.",
    ),
    (
        NotificationSetting::ContactRequests,
        "settings_notificationsGetContactRequests",
        "How contact requests are told.",
        "settings_notificationsSetContactRequests",
        "Sets how contact requests are told.",
    ),
    (
        NotificationSetting::IdentityVerificationRequests,
        "settings_notificationsGetIdentityVerificationRequests",
        "How requests to prove one's identity are told.",
        "settings_notificationsSetIdentityVerificationRequests",
        "Sets how requests to prove one's identity are told.",
    ),
];

const SWITCHES: [Words; 2] = [
    (
        NotificationSetting::AllowNotifications,
        "settings_notificationsGetAllowNotifications",
        "Whether anything is told at all.",
        "settings_notificationsSetAllowNotifications",
        "Sets whether anything is told at all.",
    ),
    (
        NotificationSetting::SoundEnabled,
        "settings_notificationsGetSoundEnabled",
        "Whether notifications have a sound.",
        "settings_notificationsSetSoundEnabled",
        "Sets whether notifications have a sound.",
    ),
];

const NUMBERS: [Words; 2] = [
    (
        NotificationSetting::Volume,
        "settings_notificationsGetVolume",
        "How loud the sound is, in percent.",
        "settings_notificationsSetVolume",
        "Sets how loud the sound is, in percent.",
    ),
    (
        NotificationSetting::MessagePreview,
        "settings_notificationsGetMessagePreview",
        "How much a notification shows: 0 nothing, 1 the name, 2 the name and the message.",
        "settings_notificationsSetMessagePreview",
        "Sets how much a notification shows.",
    ),
];

pub(super) fn register(table: &mut Table) {
    for (setting, get, get_doc, set, set_doc) in ALERTS {
        table.method(get, get_doc, &[], move |session: Session, (): ()| async move {
            let value = read(&session, setting).await?;
            Ok::<_, RpcError>(value.as_str().unwrap_or_default().to_owned())
        });
        table.method(set, set_doc, &["value"], move |session: Session, (value,): (String,)| async move {
            save(&session, setting, value.into()).await
        });
    }
    for (setting, get, get_doc, set, set_doc) in SWITCHES {
        table.method(get, get_doc, &[], move |session: Session, (): ()| async move {
            Ok::<_, RpcError>(read(&session, setting).await? == Value::Bool(true))
        });
        table.method(set, set_doc, &["value"], move |session: Session, (value,): (bool,)| async move {
            save(&session, setting, value.into()).await
        });
    }
    for (setting, get, get_doc, set, set_doc) in NUMBERS {
        table.method(get, get_doc, &[], move |session: Session, (): ()| async move {
            Ok::<_, RpcError>(read(&session, setting).await?.as_i64().unwrap_or_default())
        });
        table.method(set, set_doc, &["value"], move |session: Session, (value,): (i64,)| async move {
            save(&session, setting, value.into()).await
        });
    }
    register_exemptions(table);
}

fn register_exemptions(table: &mut Table) {
    table.method(
        "settings_notificationsGetExMuteAllMessages",
        "Whether nothing of a chat, a person or a community is told.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            exemption(&session, id).await.map(|exemption| exemption.mute_all_messages)
        },
    );
    table.method(
        "settings_notificationsGetExPersonalMentions",
        "How mentions of the profile are told that come from a chat, a person or a community.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            exemption(&session, id).await.map(|exemption| exemption.personal_mentions)
        },
    );
    table.method(
        "settings_notificationsGetExGlobalMentions",
        "How mentions of everybody are told that come from a chat, a person or a community.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            exemption(&session, id).await.map(|exemption| exemption.global_mentions)
        },
    );
    table.method(
        "settings_notificationsGetExOtherMessages",
        "How all other messages are told that come from a chat, a person or a community.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            exemption(&session, id).await.map(|exemption| exemption.other_messages)
        },
    );
    table.method(
        "settings_notificationsSetExemptions",
        "Sets how what comes from a chat, a person or a community is told. It goes before the settings for all.",
        &["id", "muteAllMessages", "personalMentions", "globalMentions", "otherMessages"],
        |session: Session, (id, muted, personal, global, other): (String, bool, String, String, String)| async move {
            let exemption = NotificationExemption {
                id,
                mute_all_messages: muted,
                personal_mentions: personal,
                global_mentions: global,
                other_messages: other,
            };
            check_exemption(&exemption)?;
            let saved = session.profile().transact(move |stores| stores.save_notification_exemption(&exemption)).await;
            Ok::<(), RpcError>(saved.map_err(|error: StorageError| error)?)
        },
    );
    table.method(
        "settings_deleteExemptions",
        "Lets the settings for all hold for a chat, a person or a community again.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            check_is_exemption(&id)?;
            let deleted = session.profile().transact(move |stores| stores.delete_notification_exemption(&id)).await;
            Ok::<(), RpcError>(deleted.map_err(|error: StorageError| error)?)
        },
    );
}

async fn read(session: &Session, setting: NotificationSetting) -> Result<Value, StorageError> {
    let stored = session.profile().query(move |stores| stores.find_setting(setting.name())).await?;
    Ok(setting.read(stored.as_deref()))
}

async fn save(session: &Session, setting: NotificationSetting, value: Value) -> Result<(), RpcError> {
    let record = setting.write(&value)?;
    let saved = session.profile().transact(move |stores| stores.save_settings(&[record])).await;
    Ok(saved.map_err(|error: StorageError| error)?)
}

async fn exemption(session: &Session, id: String) -> Result<NotificationExemption, StorageError> {
    session
        .profile()
        .query(move |stores| Ok(stores.find_notification_exemption(&id)?.unwrap_or_else(|| no_exemption(&id))))
        .await
}
