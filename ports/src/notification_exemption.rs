//! Chats and people with notification settings of their own.

/// Exemptions from the notification settings.
pub trait NotificationExemptionStore {}
