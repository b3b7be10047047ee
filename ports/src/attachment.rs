//! Bytes that belong to messages: pictures, recordings.

/// Attachments of the open profile.
pub trait AttachmentStore {}
