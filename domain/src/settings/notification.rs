//! Settings of notifications (specification: accounts, section 12.2): which there are, what they default to, and what is
//! set for single chats, people and communities instead.

use serde_json::Value;
use status_ports::{NotificationExemption, SettingRecord};

/// How something is told to the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    /// It is shown, with a sound if sounds are on.
    SendAlerts,
    /// It stands in the activity center, and nothing is shown.
    DeliverQuietly,
    /// It is not told.
    TurnOff,
}

impl Alert {
    /// The word of the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SendAlerts => "SendAlerts",
            Self::DeliverQuietly => "DeliverQuietly",
            Self::TurnOff => "TurnOff",
        }
    }

    /// What a stored word stands for. Clients have always been able to store any word: one that is none of the three
    /// stands for what holds if nothing is stored.
    #[must_use]
    pub fn read(stored: &str, default: Self) -> Self {
        [Self::SendAlerts, Self::DeliverQuietly, Self::TurnOff]
            .into_iter()
            .find(|alert| alert.as_str() == stored)
            .unwrap_or(default)
    }
}

/// A setting that holds for all chats, people and communities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotificationSetting {
    /// Whether anything is told at all.
    AllowNotifications,
    /// Messages of chats between two people.
    OneToOneChats,
    /// Messages of private groups.
    GroupChats,
    /// Mentions of ourselves.
    PersonalMentions,
    /// Mentions of everybody.
    GlobalMentions,
    /// Everything else that is said.
    AllMessages,
    /// Contact requests.
    ContactRequests,
    /// Requests to prove who we are.
    IdentityVerificationRequests,
    /// Whether there is a sound.
    SoundEnabled,
    /// How loud it is, in percent.
    Volume,
    /// How much is shown: 0 nothing, 1 the name, 2 the name and the message.
    MessagePreview,
    /// Whether payments are told.
    Payments,
}

/// With what their names begin.
const PREFIX: &str = "notification:";
/// Longest word that is stored for a notification setting, in bytes.
const MAX_WORD_BYTES: usize = 64;
/// Longest id of a chat, a person or a community, in bytes.
const MAX_ID_BYTES: usize = 256;

/// Why a notification setting was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotificationSettingError {
    /// Not a value of the setting's kind.
    #[error("configuration value not allowed")]
    NotAllowed,
    /// A word of more than 64 bytes.
    #[error("notification setting is too long")]
    TooLong,
    /// An id that is empty or has more than 256 bytes.
    #[error("invalid id of a chat, a person or a community")]
    InvalidId,
    /// What holds for all is no exemption.
    #[error("{0}, static notifications settings cannot be deleted")]
    NoExemption(&'static str),
}

impl NotificationSetting {
    const ALL: [Self; 11] = [
        Self::AllowNotifications,
        Self::OneToOneChats,
        Self::GroupChats,
        Self::PersonalMentions,
        Self::GlobalMentions,
        Self::AllMessages,
        Self::ContactRequests,
        Self::IdentityVerificationRequests,
        Self::SoundEnabled,
        Self::Volume,
        Self::MessagePreview,
    ];

    /// The name by which it is stored. No name of another setting looks like it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AllowNotifications => "notification:AllowNotifications",
            Self::OneToOneChats => "notification:OneToOneChats",
            Self::GroupChats => "notification:GroupChats",
            Self::PersonalMentions => "notification:PersonalMentions",
            Self::GlobalMentions => "notification:GlobalMentions",
            Self::AllMessages => "notification:AllMessages",
            Self::ContactRequests => "notification:ContactRequests",
            Self::IdentityVerificationRequests => "notification:IdentityVerificationRequests",
            Self::SoundEnabled => "notification:SoundEnabled",
            Self::Volume => "notification:Volume",
            Self::MessagePreview => "notification:MessagePreview",
            Self::Payments => "notification:Payments",
        }
    }

    /// The value before anybody saved one: a switch, a number, or a word.
    #[must_use]
    pub fn default_value(self) -> Value {
        match self {
            Self::AllowNotifications | Self::SoundEnabled => Value::Bool(true),
            Self::Volume => Value::from(50),
            Self::MessagePreview => Value::from(2),
            Self::Payments => Value::Bool(false),
            Self::AllMessages => Value::from(Alert::TurnOff.as_str()),
            Self::OneToOneChats
            | Self::GroupChats
            | Self::PersonalMentions
            | Self::GlobalMentions
            | Self::ContactRequests
            | Self::IdentityVerificationRequests => Value::from(Alert::SendAlerts.as_str()),
        }
    }

    /// The value that a stored text stands for, always of the setting's kind.
    #[must_use]
    pub fn read(self, stored: Option<&str>) -> Value {
        let default = self.default_value();
        let value = stored.and_then(|text| serde_json::from_str(text).ok());
        value.filter(|value| is_same_kind(value, &default)).unwrap_or(default)
    }

    /// How what this setting is about is told: nothing is, where notifications are off.
    #[must_use]
    pub fn alert(self, stored: &[SettingRecord]) -> Alert {
        let value = |setting: Self| {
            let record = stored.iter().find(|record| record.name == setting.name());
            setting.read(record.map(|record| record.value.as_str()))
        };
        if value(Self::AllowNotifications) == Value::Bool(false) {
            return Alert::TurnOff;
        }
        let default = Alert::read(self.default_value().as_str().unwrap_or_default(), Alert::SendAlerts);
        Alert::read(value(self).as_str().unwrap_or_default(), default)
    }

    /// The record to store when a client saves a value.
    ///
    /// # Errors
    /// [`NotificationSettingError`] for a value of another kind, or a word that is too long.
    pub fn write(self, value: &Value) -> Result<SettingRecord, NotificationSettingError> {
        if !is_same_kind(value, &self.default_value()) {
            return Err(NotificationSettingError::NotAllowed);
        }
        check_word(value.as_str().unwrap_or_default())?;
        Ok(SettingRecord { name: self.name().to_owned(), value: value.to_string() })
    }
}

fn is_same_kind(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Bool(_), Value::Bool(_)) | (Value::String(_), Value::String(_)) => true,
        (Value::Number(number), Value::Number(_)) => number.is_i64(),
        _ => false,
    }
}

fn check_word(word: &str) -> Result<(), NotificationSettingError> {
    if word.len() > MAX_WORD_BYTES { Err(NotificationSettingError::TooLong) } else { Ok(()) }
}

/// What holds for a chat, a person or a community for which nothing was set.
#[must_use]
pub fn no_exemption(id: &str) -> NotificationExemption {
    NotificationExemption {
        id: id.to_owned(),
        mute_all_messages: false,
        personal_mentions: Alert::SendAlerts.as_str().to_owned(),
        global_mentions: Alert::SendAlerts.as_str().to_owned(),
        other_messages: Alert::TurnOff.as_str().to_owned(),
    }
}

/// Whether what a client sets for one chat, person or community may be stored.
///
/// # Errors
/// [`NotificationSettingError`] for an id that is empty, or for texts that are too long.
pub fn check_exemption(exemption: &NotificationExemption) -> Result<(), NotificationSettingError> {
    if exemption.id.is_empty() || exemption.id.len() > MAX_ID_BYTES {
        return Err(NotificationSettingError::InvalidId);
    }
    [&exemption.personal_mentions, &exemption.global_mentions, &exemption.other_messages]
        .into_iter()
        .try_for_each(|word| check_word(word))
}

/// Whether what was set under an id may be taken back: ids of settings for all are no ids of exemptions.
///
/// # Errors
/// [`NotificationSettingError::NoExemption`].
pub fn check_is_exemption(id: &str) -> Result<(), NotificationSettingError> {
    let names = NotificationSetting::ALL.map(NotificationSetting::name).into_iter();
    match names.filter_map(|name| name.strip_prefix(PREFIX)).find(|name| *name == id) {
        Some(name) => Err(NotificationSettingError::NoExemption(name)),
        None => Ok(()),
    }
}
