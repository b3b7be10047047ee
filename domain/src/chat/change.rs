//! What holds for every change of a message that was sent before (specification: messaging, sections 9.3 to 9.5).
//!
//! A change is applied to its message, or waits for it. What a message is in the end does not depend on the order in which
//! it and its changes come.

use prost::Message;
use status_ports::{
    ChatKind, ChatRecord, EarlyChangeKind, EarlyChangeRecord, EarlyChangeScope, MessageRecord, ProfileTransaction,
    StorageError, UnixMillis,
};
use status_proto::status::{DeleteMessage, EditMessage, EmojiReaction, MessageType, PinMessage};

use super::{ChatMessageError, Place, delete, edit, pin, reaction, resend, validate_clock};
use crate::contact::ContactRequests as _;
use crate::group;
use crate::messaging::{CommandError, Decision, HandleError, ReceivedMessage};

/// Bytes of the id of a message.
const MAX_ID_LENGTH: usize = 256;
/// Replies that are listed because what they quote changed.
const MAX_REPLIES: u32 = 100;
/// Bytes of a change that waits. An edit that is larger leaves its previews behind.
const MAX_WAITING_LENGTH: usize = 64 * 1024;
/// Changes of one author that wait.
const MAX_WAITING_OF_AUTHOR: u32 = 64;
/// Changes of all strangers together that wait.
const MAX_WAITING_OF_STRANGERS: u32 = 256;
/// How long a change waits: as long as nodes keep messages.
const WAITING_RETENTION_MS: UnixMillis = 31 * 24 * 60 * 60 * 1000;

/// Why a change of a message is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageChangeError {
    /// Nobody edits or takes back what another one said.
    #[error("sender is not the author of the message")]
    NotAuthor,
    /// Only the author and admins of a group delete a message.
    #[error("don't have enough permission to delete")]
    NotPermitted,
    /// Notes of the chat itself and the like are not deleted.
    #[error("message type cannot be deleted")]
    NotDeletable,
    /// Only what has a text of its own is edited.
    #[error("only text or emoji messages can be replaced")]
    NotEditable,
    /// The message was deleted for everybody.
    #[error("the message is deleted")]
    Deleted,
    /// The change names another chat than that of its message.
    #[error("the message belongs to another chat")]
    ForeignMessage,
    /// No id of a message.
    #[error("invalid message id")]
    InvalidMessageId,
    /// A deleter who did not sign.
    #[error("the message was not deleted by whom it says")]
    ForgedDeleter,
    /// No emoji.
    #[error("unknown emoji")]
    UnknownEmoji,
    /// Somebody else's reaction.
    #[error("identity mismatch, emoji reactions can only be retracted by the reaction sender")]
    ForeignReaction,
    /// We are not in the group.
    #[error("not a member of the group")]
    NotMember,
    /// More than a change may carry that waits.
    #[error("the change is too large to wait for its message")]
    TooLarge,
    /// Nothing that we sent.
    #[error("sql: no rows in result set")]
    NotSent,
}

/// Which message a received change is about.
pub(super) struct Target<'m> {
    pub(super) clock: u64,
    pub(super) chat_id: &'m str,
    pub(super) message_id: &'m str,
    pub(super) message_type: MessageType,
}

/// The chat and the message of a received change. None if the message is not here yet: then the change waits for it; nor
/// if what it is about was cleared away. Whoever must not write in the chat is refused.
pub(super) fn target(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    kind: EarlyChangeKind,
    target: &Target<'_>,
) -> Result<Option<(ChatRecord, MessageRecord)>, HandleError> {
    validate_clock(target.clock, received.whisper_timestamp)?;
    if target.chat_id.is_empty() {
        return Err(ChatMessageError::NoChat.into());
    }
    if target.message_id.is_empty() || target.message_id.len() > MAX_ID_LENGTH {
        return Err(MessageChangeError::InvalidMessageId.into());
    }
    let place = Place::find(decision, target.message_type, target.chat_id, &received.author)?;
    if target.clock <= place.chat.deleted_at_clock_value {
        return Ok(None);
    }
    // A change opens no chat.
    let stored = decision.context.stores.find_chat(&place.chat.id)?;
    let chat = stored.unwrap_or(place.chat);
    let Some(message) = decision.context.stores.find_message(target.message_id)? else {
        wait(decision, received, kind, target.message_id, &chat)?;
        return Ok(None);
    };
    if message.local_chat_id != chat.id {
        return Err(MessageChangeError::ForeignMessage.into());
    }
    Ok(Some((chat, message)))
}

/// Keeps a change until its message comes.
fn wait(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    kind: EarlyChangeKind,
    message_id: &str,
    chat: &ChatRecord,
) -> Result<(), HandleError> {
    let author = received.author.to_compressed();
    let from_stranger = chat.kind != ChatKind::PrivateGroup
        && received.author != decision.context.me
        && !decision.contact(&received.author)?.is_added();
    let change = EarlyChangeRecord {
        id: received.id.clone(),
        message_id: message_id.to_owned(),
        local_chat_id: chat.id.clone(),
        author,
        kind,
        payload: waiting_payload(kind, &received.payload)?,
        whisper_timestamp: received.whisper_timestamp,
        received_at: decision.context.now,
        from_stranger,
    };
    let stores = &mut *decision.context.stores;
    stores.save_early_change(&change)?;
    stores.keep_newest_early_changes(EarlyChangeScope::Author(&author), MAX_WAITING_OF_AUTHOR)?;
    if from_stranger {
        stores.keep_newest_early_changes(EarlyChangeScope::Strangers, MAX_WAITING_OF_STRANGERS)?;
    }
    Ok(())
}

fn waiting_payload(kind: EarlyChangeKind, payload: &[u8]) -> Result<Vec<u8>, HandleError> {
    if payload.len() <= MAX_WAITING_LENGTH {
        return Ok(payload.to_vec());
    }
    if kind != EarlyChangeKind::Edit {
        return Err(MessageChangeError::TooLarge.into());
    }
    let edit = EditMessage::decode(payload)?;
    let edit = EditMessage { unfurled_links: Vec::new(), unfurled_status_links: None, ..edit }.encode_to_vec();
    if edit.len() <= MAX_WAITING_LENGTH { Ok(edit) } else { Err(MessageChangeError::TooLarge.into()) }
}

/// Applies the changes that arrived before their message. Neither the message nor its chat is stored by this.
pub(super) fn apply_early(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    message: &mut MessageRecord,
) -> Result<(), StorageError> {
    let waiting = decision.context.stores.early_changes(&message.id)?;
    if !waiting.is_empty() {
        decision.context.stores.remove_early_changes(&message.id)?;
    }
    for change in waiting {
        if change.local_chat_id != chat.id {
            continue;
        }
        // What breaks a rule is dropped, as it is when it comes later.
        if let Err(HandleError::Storage(error)) = apply_one(decision, chat, message, &change) {
            return Err(error);
        }
    }
    delete::apply_to_late_image(decision, message)
}

fn apply_one(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    message: &mut MessageRecord,
    change: &EarlyChangeRecord,
) -> Result<(), HandleError> {
    let payload = change.payload.as_slice();
    let clock = match change.kind {
        EarlyChangeKind::Edit => {
            let edit = EditMessage::decode(payload)?;
            edit::apply(message, &edit, &change.author, &decision.context.me)?;
            edit.clock
        }
        EarlyChangeKind::Delete => {
            let deletion = DeleteMessage::decode(payload)?;
            delete::apply_early(decision, chat, message, &change.author)?;
            deletion.clock
        }
        EarlyChangeKind::Pin => {
            let content = PinMessage::decode(payload)?;
            pin::receive(decision, chat, &content, change.author, change.whisper_timestamp)?;
            content.clock
        }
        EarlyChangeKind::Reaction => {
            let content = EmojiReaction::decode(payload)?;
            reaction::receive(decision, chat, &content, change.author)?;
            content.clock
        }
    };
    chat.last_clock_value = chat.last_clock_value.max(clock);
    Ok(())
}

/// Forgets changes whose message never came, and what is not sent once more. To be called now and then.
pub(crate) fn prune(stores: &mut dyn ProfileTransaction, now: UnixMillis) -> Result<(), StorageError> {
    stores.prune_early_changes(now.saturating_sub(WAITING_RETENTION_MS))?;
    resend::prune(stores, now)
}

/// The clock of a chat follows the clocks of changes.
pub(super) fn save_chat_at(
    decision: &mut Decision<'_, '_>,
    mut chat: ChatRecord,
    clock: u64,
) -> Result<(), StorageError> {
    chat.last_clock_value = chat.last_clock_value.max(clock);
    decision.save_chat(chat)
}

/// Lists the messages that quote one that changed.
pub(super) fn list_replies(decision: &mut Decision<'_, '_>, message: &MessageRecord) -> Result<(), StorageError> {
    let replies = decision.context.stores.replies_to(&message.id, MAX_REPLIES)?;
    let replies = replies.into_iter().filter(|reply| reply.local_chat_id == message.local_chat_id);
    for reply in replies {
        decision.outcome.messages.entry(reply.id.clone()).or_insert(reply);
    }
    Ok(())
}

/// A message of a chat that can be changed, by a client's word.
pub(super) fn find_in(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
    message_id: &str,
) -> Result<(ChatRecord, MessageRecord), CommandError> {
    let chat = decision.context.stores.find_chat(chat_id)?.ok_or(CommandError::ChatNotFound)?;
    let found = decision.context.stores.find_message(message_id)?;
    let message = found.filter(|message| message.local_chat_id == chat.id).ok_or(CommandError::MessageNotFound)?;
    Ok((chat, message))
}

/// Whether we may say something in a chat.
pub(super) fn ensure_writable(decision: &mut Decision<'_, '_>, chat: &ChatRecord) -> Result<(), CommandError> {
    match chat.kind {
        ChatKind::OneToOne | ChatKind::Public => Ok(()),
        ChatKind::Community => Err(CommandError::UnsupportedChat),
        ChatKind::PrivateGroup => {
            let me = decision.context.me.to_compressed();
            let members = group::members(decision.context.stores, &chat.id)?;
            let is_member = members.iter().any(|member| member.public_key == me);
            if is_member { Ok(()) } else { Err(MessageChangeError::NotMember.into()) }
        }
    }
}
