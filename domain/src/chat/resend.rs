//! Own messages once more, byte for byte, so that they keep their ids.

use status_ports::{ChatKind, ChatRecord, MessageRecord, OutgoingStatus, ProfileTransaction, StorageError, UnixMillis};
use status_proto::status::application_metadata_message::Type;

use super::change::{MessageChangeError, ensure_writable};
use super::{audiences, delivery};
use crate::envelope::{ApplicationMessage, MessageId};
use crate::media;
use crate::messaging::{CommandError, Context, Decision, Outcome, Signed};

/// How long what was sent is kept: as long as nodes keep messages.
const RETENTION_MS: UnixMillis = 31 * 24 * 60 * 60 * 1000;
/// Messages of groups carry the history of their group, so that few are kept.
const MAX_KEPT: u32 = 1000;

/// Sends an own message once more, to everybody who should have it.
///
/// # Errors
/// [`CommandError::MessageChange`] if we sent no such message, if it is too long ago, or if it was deleted,
/// [`CommandError::NoChatToUse`], or [`CommandError::Storage`].
pub fn resend_message(context: &mut Context<'_>, message_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let me = decision.context.me;
    let found = decision.context.stores.find_message(message_id)?;
    let message = found.filter(|message| message.from == me.to_compressed()).ok_or(MessageChangeError::NotSent)?;
    if message.deleted {
        return Err(MessageChangeError::Deleted.into());
    }
    let found = decision.context.stores.find_chat(&message.local_chat_id)?;
    let chat = found.ok_or(CommandError::NoChatToUse)?;
    ensure_writable(&mut decision, &chat)?;
    let kept = decision.context.stores.find_sent_message(message_id)?;
    let bytes = match kept {
        Some(bytes) => bytes,
        None => made_again(&mut decision, &chat, &message)?.ok_or(MessageChangeError::NotSent)?,
    };
    let kind = if chat.kind == ChatKind::PrivateGroup { Type::MembershipUpdateMessage } else { Type::ChatMessage };
    let audiences = audiences(decision.context.stores, &chat)?;
    decision.send_to(Signed::again(kind, bytes, message.id), audiences, delivery(chat.kind));
    Ok(decision.outcome)
}

/// A message as it was sent, from what is stored of it. None for a message to a group, which came with the history that the
/// group had then, and for one that was edited.
fn made_again(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    message: &MessageRecord,
) -> Result<Option<Vec<u8>>, StorageError> {
    if chat.kind == ChatKind::PrivateGroup || message.payload.is_empty() {
        return Ok(None);
    }
    let payload = media::whole_payload(decision.context.stores, message)?;
    let bytes = ApplicationMessage::wrap(Type::ChatMessage, payload, decision.context.identity);
    let id = MessageId::of(&decision.context.me, &bytes).to_string();
    Ok((id == message.id).then_some(bytes))
}

/// Keeps a message that is about to be edited as it was sent, unless somebody has it.
pub(super) fn keep_original(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    message: &MessageRecord,
) -> Result<(), StorageError> {
    if message.edited_at > 0 || message.outgoing_status == Some(OutgoingStatus::Delivered) {
        return Ok(());
    }
    match made_again(decision, chat, message)? {
        Some(bytes) => decision.context.stores.save_sent_message(&message.id, &bytes, decision.context.now),
        None => Ok(()),
    }
}

/// Keeps a message that goes to a group.
pub(super) fn keep_sent(
    decision: &mut Decision<'_, '_>,
    chat: &ChatRecord,
    signed: &Signed,
) -> Result<(), StorageError> {
    if chat.kind != ChatKind::PrivateGroup {
        return Ok(());
    }
    decision.context.stores.save_sent_message(&signed.id, signed.bytes(), decision.context.now)
}

/// Forgets what was sent long ago.
pub(super) fn prune(stores: &mut dyn ProfileTransaction, now: UnixMillis) -> Result<(), StorageError> {
    stores.prune_sent_messages(now.saturating_sub(RETENTION_MS), MAX_KEPT)
}
