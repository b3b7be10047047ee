//! Cards of the chat switcher: what a client wants to be kept.

use status_ports::SwitcherCardRecord;

use super::ChatError;
use crate::messaging::{CommandError, Context};

/// Cards that are kept.
pub const MAX_CARDS: usize = 100;
/// Bytes of each text of a card.
const MAX_LENGTH: usize = 1024;

/// Keeps a card, in place of the one of the same id.
///
/// # Errors
/// [`ChatError::NoCardId`], [`ChatError::TooLong`], [`ChatError::TooManyCards`], or [`CommandError::Storage`].
pub fn keep_switcher_card(context: &mut Context<'_>, card: &SwitcherCardRecord) -> Result<(), CommandError> {
    if card.card_id.is_empty() {
        return Err(ChatError::NoCardId.into());
    }
    for (what, text) in [("cardId", &card.card_id), ("screenId", &card.screen_id)] {
        if text.len() > MAX_LENGTH {
            return Err(ChatError::TooLong(what).into());
        }
    }
    let kept = context.stores.switcher_cards()?;
    if kept.len() >= MAX_CARDS && kept.iter().all(|kept| kept.card_id != card.card_id) {
        return Err(ChatError::TooManyCards.into());
    }
    Ok(context.stores.save_switcher_card(card)?)
}
