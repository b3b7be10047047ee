//! The activity center: what a person should look at (specification: messaging, section 12).

mod command;
mod contact_request;
mod entry;
mod group;
mod id;
mod local;
mod message;
mod verification;

pub use command::{accept, delete, dismiss, dismiss_of_community, mark_all_read, mark_read, mark_seen, mark_unread};
pub(crate) use command::{dismiss_of_chat, mark_messages_read, mark_messages_unread, refresh_state};
pub(crate) use contact_request::{
    Answer, answer_contact_request, raise_contact_removed, raise_contact_request, raise_own_contact_request,
    unanswered_contact_requests, withdraw_contact_request,
};
pub(crate) use group::raise_group_invitation;
pub(crate) use id::lenient_hex;
pub use local::{About, LocalNotification, local_notifications};
pub(crate) use message::message_received;
pub(crate) use message::{message_deleted, message_edited};
pub(crate) use verification::{VerificationStep, find_verification, raise_verification, update_verification};

/// Somebody writes whose chat is not open.
pub const NEW_ONE_TO_ONE: u32 = 1;
/// Somebody whom we do not know added us to a group.
pub const NEW_PRIVATE_GROUP: u32 = 2;
/// Somebody mentions us.
pub const MENTION: u32 = 3;
/// Somebody replies to us.
pub const REPLY: u32 = 4;
/// Somebody asks to be our contact, or we ask.
pub const CONTACT_REQUEST: u32 = 5;
/// Somebody asks who we are, or we ask.
pub const CONTACT_VERIFICATION: u32 = 10;
/// Somebody is no contact any more.
pub const CONTACT_REMOVED: u32 = 11;

#[cfg(test)]
mod local_tests;
#[cfg(test)]
mod message_tests;
#[cfg(test)]
mod tests;
