//! Messages that tell in a chat how two people became contacts, or ceased to be (content types 15 to 17). They are
//! written on each side by itself and never sent.

use status_ports::{MessageRecord, UnixMillis};
use status_proto::status::MessageType;
use status_proto::status::chat_message::ContentType;

use crate::crypto::{PublicKey, keccak256};
use crate::identity::public_key_text;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MutualState {
    Sent = 1,
    Accepted = 2,
    Removed = 3,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Me,
    Them,
}

pub(crate) fn mutual_state_message(
    me: &PublicKey,
    them: &PublicKey,
    what: MutualState,
    by: By,
    clock: u64,
    timestamp: UnixMillis,
) -> MessageRecord {
    let (me_text, them_text) = (public_key_text(me), public_key_text(them));
    let (author, from, to) = match by {
        By::Me => (me, &me_text, &them_text),
        By::Them => (them, &them_text, &me_text),
    };
    let text = match (by, what) {
        (By::Me, MutualState::Sent) => format!("You sent a contact request to @{them_text}"),
        (By::Me, MutualState::Accepted) => format!("You accepted @{them_text}'s contact request"),
        (By::Me, MutualState::Removed) => format!("You removed @{them_text} as a contact"),
        (By::Them, MutualState::Sent) => format!("@{them_text} sent you a contact request"),
        (By::Them, MutualState::Accepted) => format!("@{them_text} accepted your contact request"),
        (By::Them, MutualState::Removed) => format!("@{them_text} removed you as a contact"),
    };
    let content_type = match what {
        MutualState::Sent => ContentType::SystemMessageMutualEventSent,
        MutualState::Accepted => ContentType::SystemMessageMutualEventAccepted,
        MutualState::Removed => ContentType::SystemMessageMutualEventRemoved,
    };
    let number = what as u8;
    let id = keccak256(&[format!("{from}{to}{number}{clock}").as_bytes()]);
    MessageRecord {
        whisper_timestamp: timestamp,
        timestamp,
        clock,
        text,
        content_type: content_type.into(),
        message_type: MessageType::OneToOne.into(),
        seen: true,
        ..MessageRecord::new(format!("0x{}", hex::encode(id)), them_text, author.to_compressed())
    }
}
