//! Muting chats (specification: messaging, section 5.4).

use status_ports::{ChatRecord, ProfileTransaction, StorageError, UnixMillis};

use super::{ChatError, one_to_one};
use crate::identity::parse_public_key;
use crate::messaging::{CommandError, Context, Decision, Outcome};

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;
const DAY_MS: u64 = 24 * HOUR_MS;

/// For how long a chat is muted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MuteVariation {
    /// For so many milliseconds.
    For(u64),
    /// Until the person unmutes it.
    ForEver,
    /// Not at all.
    Unmuted,
}

impl MuteVariation {
    /// From the number of the API. Numbers that it does not name mute for ever.
    ///
    /// # Errors
    /// [`ChatError::InvalidMute`] for negative numbers.
    pub const fn from_number(number: i64) -> Result<Self, ChatError> {
        Ok(match number {
            ..=-1 => return Err(ChatError::InvalidMute),
            1 => Self::For(15 * MINUTE_MS),
            2 => Self::For(HOUR_MS),
            3 => Self::For(8 * HOUR_MS),
            4 => Self::For(7 * DAY_MS),
            6 => Self::For(MINUTE_MS),
            7 => Self::Unmuted,
            8 => Self::For(DAY_MS),
            _ => Self::ForEver,
        })
    }

    /// When it ends, in whole seconds; 0 for never.
    const fn end(self, now: UnixMillis) -> UnixMillis {
        match self {
            Self::For(length) => now.saturating_add(length).saturating_div(1000).saturating_mul(1000),
            Self::ForEver | Self::Unmuted => 0,
        }
    }
}

/// Mutes a chat. One with a person that is not there is made for it, hidden.
///
/// # Errors
/// [`CommandError::NoChatToUse`] if there is no such chat and the id is no person's, or [`CommandError::Storage`].
pub fn mute(context: &mut Context<'_>, chat_id: &str, variation: MuteVariation) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let now = decision.context.now;
    let mut chat = match decision.context.stores.find_chat(chat_id)? {
        Some(chat) => chat,
        None => {
            let key = parse_public_key(chat_id).map_err(|_| CommandError::NoChatToUse)?;
            one_to_one::find_or_make(&mut decision, &key)?
        }
    };
    chat.muted = variation != MuteVariation::Unmuted;
    chat.mute_till = variation.end(now);
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// Unmutes a chat.
///
/// # Errors
/// [`CommandError::NoChatToUse`] if there is no such chat, or [`CommandError::Storage`].
pub fn unmute(context: &mut Context<'_>, chat_id: &str) -> Result<Outcome, CommandError> {
    if context.stores.find_chat(chat_id)?.is_none() {
        return Err(CommandError::NoChatToUse);
    }
    mute(context, chat_id, MuteVariation::Unmuted)
}

/// Unmutes the chats whose time is over.
///
/// # Errors
/// [`StorageError`].
pub fn end_mutes(context: &mut Context<'_>) -> Result<Outcome, StorageError> {
    let mut decision = Decision::new(context);
    let now = decision.context.now;
    for mut chat in decision.context.stores.chats_muted_for_a_time()? {
        if chat.mute_till > now {
            break;
        }
        chat.muted = false;
        chat.mute_till = 0;
        decision.save_chat(chat)?;
    }
    Ok(decision.outcome)
}

/// When the next mute ends; `None` if no chat is muted for a time.
///
/// # Errors
/// [`StorageError`].
pub fn next_end_of_mute(stores: &mut dyn ProfileTransaction) -> Result<Option<UnixMillis>, StorageError> {
    Ok(stores.chats_muted_for_a_time()?.first().map(|chat| chat.mute_till))
}

/// Whether a chat is muted for a time.
#[must_use]
pub const fn is_muted_for_a_time(chat: &ChatRecord) -> bool {
    chat.muted && chat.mute_till > 0
}
