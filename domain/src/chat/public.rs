//! Public chats: everybody who knows the name may read and write. Kept for compatibility.

use status_ports::{ChatKind, ChatRecord, UnixMillis};

use super::{ChatError, hidden_chat};
use crate::identity::parse_public_key;
use crate::messaging::{CommandError, Context, Decision, Outcome, default_sync_period_s};

/// Bytes of a name.
const MAX_NAME_LENGTH: usize = 256;

/// Opens a public chat, which is made if it is not there, and listens to it.
///
/// # Errors
/// [`ChatError::InvalidPublicChat`] without a name, for one that is too long, or for one that is the id of another kind of
/// chat, or [`CommandError::Storage`].
pub fn create_public_chat(context: &mut Context<'_>, name: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let now = decision.context.now;
    let mut chat = match decision.context.stores.find_chat(name)? {
        Some(chat) if chat.kind == ChatKind::Public => chat,
        Some(_) => return Err(ChatError::InvalidPublicChat.into()),
        None => new(name, now)?,
    };
    chat.active = true;
    chat.deleted_at_clock_value = 0;
    let sync_period_s = default_sync_period_s(decision.context.stores)?;
    chat.synced_to = (now / 1000).saturating_sub(sync_period_s);
    chat.synced_from = chat.synced_to;
    decision.outcome.listen_to_chats.push(chat.id.clone());
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// Profile chats, in which people once published what concerned them.
///
/// # Errors
/// [`ChatError::ProfileChatsAreGone`].
pub fn create_profile_chat() -> Result<Outcome, CommandError> {
    Err(ChatError::ProfileChatsAreGone.into())
}

fn new(name: &str, now: UnixMillis) -> Result<ChatRecord, ChatError> {
    let is_name = !name.trim().is_empty() && name.len() <= MAX_NAME_LENGTH && !name.contains('\0');
    if !is_name || parse_public_key(name).is_ok() {
        return Err(ChatError::InvalidPublicChat);
    }
    Ok(ChatRecord { name: name.to_owned(), ..hidden_chat(name.to_owned(), ChatKind::Public, now) })
}
