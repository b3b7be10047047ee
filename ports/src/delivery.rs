//! What happened to our messages on their way.

/// The delivery record of own messages.
pub trait DeliveryStore {}
