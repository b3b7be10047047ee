//! Chats between two people.

use status_ports::{ChatKind, ChatRecord, StorageError, UnixMillis};

use crate::contact::confirm_by_client;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::messaging::{CommandError, Context, Decision, Outcome, default_sync_period_s};

/// Characters of the id that make the name of a chat which nobody named.
const NAME_LENGTH: usize = 8;

/// A new chat with a person, not shown in the list yet.
#[must_use]
pub fn hidden_chat_with(key: &PublicKey, now: UnixMillis) -> ChatRecord {
    let id = public_key_text(key);
    let name = id.get(..NAME_LENGTH).unwrap_or_default().to_owned();
    ChatRecord { name, ..hidden_chat(id, ChatKind::OneToOne, now) }
}

/// A new chat without a name, not shown in the list yet.
pub(crate) fn hidden_chat(id: String, kind: ChatKind, now: UnixMillis) -> ChatRecord {
    ChatRecord {
        id,
        kind,
        name: String::new(),
        color: String::new(),
        emoji: String::new(),
        description: String::new(),
        active: false,
        timestamp: now,
        last_clock_value: 0,
        deleted_at_clock_value: 0,
        read_messages_at_clock_value: 0,
        unviewed_messages_count: 0,
        unviewed_mentions_count: 0,
        last_message: None,
        muted: false,
        mute_till: 0,
        joined: now,
        synced_to: 0,
        synced_from: 0,
        first_message_timestamp: 0,
        highlight: true,
        identity_sent: None,
    }
}

/// Opens the chat with a person, and shows it in the list. `ens_name` is empty, or the name of the person, which the client
/// checked.
///
/// # Errors
/// [`CommandError::InvalidEnsName`] for a name that is none, or [`CommandError::Storage`].
pub fn create_one_to_one_chat(
    context: &mut Context<'_>,
    key: &PublicKey,
    ens_name: &str,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    if !ens_name.is_empty() {
        let mut contact = decision.contact(key)?;
        confirm_by_client(&mut decision, &mut contact, ens_name)?;
        decision.save_contact(contact)?;
    }
    open(&mut decision, key)?;
    Ok(decision.outcome)
}

/// The chat with a person; if there was none, one with the whole id as its name. It is stored as shown.
pub(super) fn open(decision: &mut Decision<'_, '_>, key: &PublicKey) -> Result<ChatRecord, CommandError> {
    let chat = ChatRecord { active: true, ..find_or_make(decision, key)? };
    decision.outcome.listen_to.push(*key);
    decision.save_chat(chat.clone())?;
    Ok(chat)
}

/// The chat with a person; if there was none, a hidden one with the whole id as its name. It is not stored by this.
pub(super) fn find_or_make(decision: &mut Decision<'_, '_>, key: &PublicKey) -> Result<ChatRecord, StorageError> {
    let id = public_key_text(key);
    let now = decision.context.now;
    let found = decision.context.stores.find_chat(&id)?;
    let mut chat = found.unwrap_or_else(|| ChatRecord { name: id, ..hidden_chat_with(key, now) });
    if chat.synced_to == 0 {
        let sync_period_s = default_sync_period_s(decision.context.stores)?;
        chat.synced_to = (now / 1000).saturating_sub(sync_period_s);
        chat.synced_from = chat.synced_to;
    }
    Ok(chat)
}
