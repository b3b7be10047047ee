//! Chats as clients want them to look.

use status_ports::ChatKind;

use super::{ChatError, create_public_chat, hidden_chat_with};
use crate::identity::parse_public_key;
use crate::messaging::{CommandError, Context, Decision, Outcome};

/// Bytes of each text.
const MAX_LENGTH: usize = 1024;

/// What a client says of a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SavedChat {
    /// Which chat.
    pub id: String,
    /// What it is, by the number of the API.
    pub kind: u8,
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// One emoji, or empty.
    pub emoji: String,
    /// Description.
    pub description: String,
    /// Shown in the list.
    pub active: bool,
}

/// Takes over what a client says of how a chat looks, and whether it is listed. Clocks, counts and mutes are not the
/// client's to set. A chat with a person and a public chat are made if they are not there; other kinds have commands of
/// their own.
///
/// # Errors
/// [`ChatError::TooLong`], [`ChatError::UnknownChat`], [`ChatError::InvalidPublicChat`], or [`CommandError::Storage`].
pub fn save_chat(context: &mut Context<'_>, saved: SavedChat) -> Result<Outcome, CommandError> {
    let texts =
        [("name", &saved.name), ("color", &saved.color), ("emoji", &saved.emoji), ("description", &saved.description)];
    for (what, text) in texts {
        if text.len() > MAX_LENGTH {
            return Err(ChatError::TooLong(what).into());
        }
    }
    let mut outcome = Outcome::default();
    let now = context.now;
    let found = context.stores.find_chat(&saved.id)?;
    let mut chat = match (found, saved.kind) {
        (Some(chat), _) => chat,
        (None, kind) if kind == ChatKind::OneToOne as u8 => {
            hidden_chat_with(&parse_public_key(&saved.id).map_err(|_| ChatError::UnknownChat)?, now)
        }
        (None, kind) if kind == ChatKind::Public as u8 => {
            outcome.merge(create_public_chat(context, &saved.id)?);
            context.stores.find_chat(&saved.id)?.ok_or(ChatError::UnknownChat)?
        }
        (None, _) => return Err(ChatError::UnknownChat.into()),
    };
    // The name of a group is what its members agreed on.
    if chat.kind != ChatKind::PrivateGroup && !saved.name.is_empty() {
        chat.name = saved.name;
    }
    chat.color = saved.color;
    chat.emoji = saved.emoji;
    chat.description = saved.description;
    chat.active = saved.active;
    chat.timestamp = now;
    let mut decision = Decision::new(context);
    decision.save_chat(chat)?;
    outcome.merge(decision.outcome);
    Ok(outcome)
}
