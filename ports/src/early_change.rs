//! Changes of messages that arrived before their message.

/// Changes that wait for their message.
pub trait EarlyChangeStore {}
