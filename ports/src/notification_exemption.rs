//! Chats and people with notification settings of their own.

use crate::StorageError;

/// What is set for one chat, person or community, and goes before the settings for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationExemption {
    /// Id of the chat, the person or the community.
    pub id: String,
    /// Nothing of it is told.
    pub mute_all_messages: bool,
    /// How mentions of ourselves are told: `SendAlerts`, `DeliverQuietly` or `TurnOff`.
    pub personal_mentions: String,
    /// How mentions of everybody are told.
    pub global_mentions: String,
    /// How everything else is told.
    pub other_messages: String,
}

/// Exemptions from the notification settings.
pub trait NotificationExemptionStore {
    /// What is set for this chat, person or community.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_notification_exemption(&mut self, id: &str) -> Result<Option<NotificationExemption>, StorageError>;

    /// Inserts or replaces what is set.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_notification_exemption(&mut self, exemption: &NotificationExemption) -> Result<(), StorageError>;

    /// Lets the settings for all hold again. Does nothing if there is no exemption.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_notification_exemption(&mut self, id: &str) -> Result<(), StorageError>;
}
