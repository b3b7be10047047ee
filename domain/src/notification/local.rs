//! What the desktop is told of what came in (specification: messaging, section 20.2).

use std::collections::BTreeMap;

use status_ports::{
    ActivityRecord, ChatKind, ChatRecord, CompressedKey, ContactRecord, MessageRecord, ProfileTransaction,
    SettingRecord, StorageError, UnixMillis,
};
use status_proto::status::chat_message::ContentType;

use super::message::is_muted;
use super::{NEW_PRIVATE_GROUP, id};
use crate::chat::{said, text};
use crate::contact::{primary_name, unknown_contact};
use crate::identity::parse_public_key;
use crate::messaging::{Outcome, own_display_name};
use crate::settings::{Alert, NotificationSetting};

/// How many are told of one batch: of each chat the newest, and of no more chats than this.
const MAX_TOLD: usize = 5;
/// How many deleted messages of one batch are told.
const MAX_DELETED: usize = 20;
/// Bytes of an id.
const ID_LENGTH: usize = 32;

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A message, by id.
    Message(String),
    /// A message that was deleted: what was shown of it should go.
    Deleted,
    /// Somebody added us to a group.
    GroupInvitation,
}

/// Something to show on the desktop, or to take away from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalNotification {
    /// The same for all that is shown in one place.
    pub id: [u8; ID_LENGTH],
    /// What it is about.
    pub about: About,
    /// Name of the group or the person; may be empty, as the user wants it.
    pub title: String,
    /// What was said, without markup; may be empty, as the user wants it.
    pub text: String,
    /// The chat.
    pub chat_id: String,
    /// Where a click leads to.
    pub deep_link: String,
    /// Who caused it.
    pub author: Option<CompressedKey>,
    /// What we call them.
    pub author_name: String,
    /// Time of the Waku message in milliseconds; 0 where it is no message.
    pub timestamp: UnixMillis,
}

/// What the desktop of `me` is told of an outcome. It is not told of everything in a burst: of each chat the newest message
/// counts.
///
/// # Errors
/// [`StorageError`].
pub fn local_notifications(
    stores: &mut dyn ProfileTransaction,
    me: &CompressedKey,
    outcome: &Outcome,
    now: UnixMillis,
) -> Result<Vec<LocalNotification>, StorageError> {
    let invitations = || outcome.raised.iter().filter_map(|id| outcome.activities.get(id)).filter(is_invitation);
    if outcome.received.is_empty() && outcome.removed_messages.is_empty() && invitations().next().is_none() {
        return Ok(Vec::new());
    }
    let settings = Settings::read(stores)?;
    let mut told = Vec::new();
    for message in newest_of_chats(stores, outcome, now)? {
        if told.len() < MAX_TOLD {
            told.extend(of_message(stores, &settings, me, outcome, message)?);
        }
    }
    for entry in invitations().take(MAX_TOLD) {
        told.extend(of_invitation(stores, &settings, outcome, entry)?);
    }
    for removed in outcome.removed_messages.iter().take(MAX_DELETED) {
        if let Some(chat) = find_chat(stores, outcome, &removed.chat_id)? {
            told.push(of_deleted(&chat, &removed.message_id));
        }
    }
    Ok(told)
}

fn is_invitation(entry: &&ActivityRecord) -> bool {
    entry.kind == NEW_PRIVATE_GROUP && !entry.read && !entry.deleted
}

/// The newest message of each chat of which anything is told, the newest of all first.
fn newest_of_chats<'o>(
    stores: &mut dyn ProfileTransaction,
    outcome: &'o Outcome,
    now: UnixMillis,
) -> Result<Vec<&'o MessageRecord>, StorageError> {
    let mut newest = BTreeMap::<&str, Option<&MessageRecord>>::new();
    for message in outcome.received.iter().filter_map(|id| outcome.messages.get(id)) {
        let place = match newest.entry(message.local_chat_id.as_str()) {
            std::collections::btree_map::Entry::Occupied(place) => place.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => place.insert(None),
        };
        let is_newer = place.is_none_or(|other| (other.clock, &other.id) < (message.clock, &message.id));
        if is_newer && is_worth_it(stores, outcome, message, now)? {
            *place = Some(message);
        }
    }
    let mut newest: Vec<_> = newest.into_values().flatten().collect();
    newest.sort_by(|a, b| (b.whisper_timestamp, &b.id).cmp(&(a.whisper_timestamp, &a.id)));
    Ok(newest)
}

/// Whether a message is of those that are told at all.
fn is_worth_it(
    stores: &mut dyn ProfileTransaction,
    outcome: &Outcome,
    message: &MessageRecord,
    now: UnixMillis,
) -> Result<bool, StorageError> {
    if message.seen || message.deleted || message.deleted_for_me {
        return Ok(false);
    }
    let Some(chat) = find_chat(stores, outcome, &message.local_chat_id)? else { return Ok(false) };
    let is_ours = matches!(chat.kind, ChatKind::OneToOne | ChatKind::PrivateGroup);
    Ok(chat.active && !is_muted(&chat, now) && (is_ours || message.mentioned || message.replied))
}

fn find_chat(
    stores: &mut dyn ProfileTransaction,
    outcome: &Outcome,
    id: &str,
) -> Result<Option<ChatRecord>, StorageError> {
    match outcome.chats.get(id) {
        Some(chat) => Ok(Some(chat.clone())),
        None => stores.find_chat(id),
    }
}

fn of_message(
    stores: &mut dyn ProfileTransaction,
    settings: &Settings,
    me: &CompressedKey,
    outcome: &Outcome,
    message: &MessageRecord,
) -> Result<Option<LocalNotification>, StorageError> {
    let Some(chat) = find_chat(stores, outcome, &message.local_chat_id)? else { return Ok(None) };
    let blocks = text::parse(said(message));
    if settings.alert_for(stores, &chat, message, &blocks)? != Alert::SendAlerts {
        return Ok(None);
    }
    let author_name = name_of(stores, outcome, &message.from)?;
    let title = if chat.kind == ChatKind::OneToOne { author_name.clone() } else { chat.name.clone() };
    let said = match ContentType::try_from(message.content_type) {
        Ok(ContentType::Sticker) => "Sticker".to_owned(),
        Ok(ContentType::Image) => "Image".to_owned(),
        Ok(ContentType::Audio) => "Audio".to_owned(),
        Ok(ContentType::Community) => "Community".to_owned(),
        _ => text::plain(&blocks, &mut |who| match parse_public_key(who) {
            Ok(key) if key.to_compressed() == *me => own_name(stores, me),
            Ok(key) => name_of(stores, outcome, &key.to_compressed()),
            Err(_) => Ok(who.to_owned()),
        })?,
    };
    Ok(Some(LocalNotification {
        id: hash(&message.id),
        about: About::Message(message.id.clone()),
        title: settings.shown(1, title),
        text: settings.shown(2, said),
        deep_link: deep_link(&chat),
        chat_id: chat.id,
        author: Some(message.from),
        author_name: settings.shown(1, author_name),
        timestamp: message.whisper_timestamp,
    }))
}

fn of_invitation(
    stores: &mut dyn ProfileTransaction,
    settings: &Settings,
    outcome: &Outcome,
    entry: &ActivityRecord,
) -> Result<Option<LocalNotification>, StorageError> {
    let (Some(author), Some(chat)) = (entry.author, find_chat(stores, outcome, &entry.chat_id)?) else {
        return Ok(None);
    };
    if settings.alert(NotificationSetting::GroupChats) != Alert::SendAlerts {
        return Ok(None);
    }
    let name = name_of(stores, outcome, &author)?;
    Ok(Some(LocalNotification {
        id: hash(&chat.id),
        about: About::GroupInvitation,
        title: settings.shown(1, format!("{name} invited you to {}", chat.name)),
        text: settings.shown(2, format!("{name} wants you to join group {}", chat.name)),
        deep_link: deep_link(&chat),
        chat_id: chat.id,
        author: Some(author),
        author_name: settings.shown(1, name),
        timestamp: 0,
    }))
}

fn of_deleted(chat: &ChatRecord, message_id: &str) -> LocalNotification {
    LocalNotification {
        id: hash(message_id),
        about: About::Deleted,
        title: String::new(),
        text: String::new(),
        chat_id: chat.id.clone(),
        deep_link: deep_link(chat),
        author: None,
        author_name: String::new(),
        timestamp: 0,
    }
}

fn name_of(
    stores: &mut dyn ProfileTransaction,
    outcome: &Outcome,
    key: &CompressedKey,
) -> Result<String, StorageError> {
    if let Some(contact) = outcome.contacts.get(key) {
        return Ok(primary_name(contact));
    }
    Ok(primary_name(&stores.find_contact(key)?.unwrap_or_else(|| unknown_contact(*key))))
}

/// What we call ourselves.
fn own_name(stores: &mut dyn ProfileTransaction, me: &CompressedKey) -> Result<String, StorageError> {
    let display_name = own_display_name(stores)?;
    Ok(primary_name(&ContactRecord { display_name, ..unknown_contact(*me) }))
}

/// The last 32 bytes of what a text is as hex, with zeros in front.
fn hash(text: &str) -> [u8; ID_LENGTH] {
    let mut hash = [0; ID_LENGTH];
    for (place, byte) in hash.iter_mut().rev().zip(id::lenient_hex(text).iter().rev()) {
        *place = *byte;
    }
    hash
}

/// What opens a chat.
fn deep_link(chat: &ChatRecord) -> String {
    match chat.kind {
        ChatKind::OneToOne => format!("status-app://p/{}", chat.id),
        ChatKind::PrivateGroup => format!("status-app://g/args?a2={}", chat.id),
        ChatKind::Public | ChatKind::Community => format!("status-app://{}", chat.id),
    }
}

/// What the user wants to be told, and how much of it.
struct Settings {
    stored: Vec<SettingRecord>,
    /// 0 nothing, 1 the name, 2 the name and the message.
    preview: u64,
    /// Old clients have a switch of their own.
    is_off: bool,
}

impl Settings {
    fn read(stores: &mut dyn ProfileTransaction) -> Result<Self, StorageError> {
        const READ: [NotificationSetting; 7] = [
            NotificationSetting::AllowNotifications,
            NotificationSetting::OneToOneChats,
            NotificationSetting::GroupChats,
            NotificationSetting::PersonalMentions,
            NotificationSetting::GlobalMentions,
            NotificationSetting::AllMessages,
            NotificationSetting::MessagePreview,
        ];
        let mut stored = Vec::new();
        for name in READ.map(NotificationSetting::name) {
            let value = stores.find_setting(name)?;
            stored.extend(value.map(|value| SettingRecord { name: name.to_owned(), value }));
        }
        let preview = NotificationSetting::MessagePreview;
        let record = stored.iter().find(|record| record.name == preview.name());
        let preview = preview.read(record.map(|record| record.value.as_str())).as_u64().unwrap_or_default();
        let is_off = stores.find_setting("notifications-enabled?")?.as_deref() == Some("false");
        Ok(Self { stored, preview, is_off })
    }

    fn alert(&self, setting: NotificationSetting) -> Alert {
        if self.is_off { Alert::TurnOff } else { setting.alert(&self.stored) }
    }

    /// How a message is told. What is set for its chat goes before what is set for all.
    fn alert_for(
        &self,
        stores: &mut dyn ProfileTransaction,
        chat: &ChatRecord,
        message: &MessageRecord,
        blocks: &[text::Block],
    ) -> Result<Alert, StorageError> {
        let everybody = text::mentions(blocks).iter().any(|who| who == text::EVERYONE);
        let of_all = match (message.mentioned, everybody, chat.kind) {
            (true, true, _) => NotificationSetting::GlobalMentions,
            (true, false, _) => NotificationSetting::PersonalMentions,
            (false, _, ChatKind::OneToOne) => NotificationSetting::OneToOneChats,
            (false, _, ChatKind::PrivateGroup) => NotificationSetting::GroupChats,
            // An answer to us is meant for us.
            (false, ..) if message.replied => NotificationSetting::PersonalMentions,
            (false, ..) => NotificationSetting::AllMessages,
        };
        let default = self.alert(of_all);
        let Some(exemption) = stores.find_notification_exemption(&chat.id)? else { return Ok(default) };
        if exemption.mute_all_messages || !self.allows() {
            return Ok(Alert::TurnOff);
        }
        let word = match of_all {
            NotificationSetting::PersonalMentions => &exemption.personal_mentions,
            NotificationSetting::GlobalMentions => &exemption.global_mentions,
            _ => &exemption.other_messages,
        };
        Ok(Alert::read(word, default))
    }

    /// Whether anything is told at all.
    fn allows(&self) -> bool {
        let setting = NotificationSetting::AllowNotifications;
        let record = self.stored.iter().find(|record| record.name == setting.name());
        !self.is_off && setting.read(record.map(|record| record.value.as_str())).as_bool() != Some(false)
    }

    /// A text, if that much may be shown.
    fn shown(&self, at_least: u64, text: String) -> String {
        if self.preview >= at_least { text } else { String::new() }
    }
}
