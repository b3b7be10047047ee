//! Chats and their messages (specification: messaging, sections 4 to 9).

mod audience;
mod bridge;
mod change;
mod clock;
mod delete;
mod edit;
mod error;
mod history;
pub mod mention;
mod mute;
mod one_to_one;
mod pin;
mod place;
mod public;
mod reaction;
mod read;
mod receive;
mod record;
mod resend;
mod saved;
mod search;
mod send;
mod share;
mod status;
mod switcher_card;
pub mod text;
mod validate;

pub use change::MessageChangeError;
pub use clock::ClockError;
pub use delete::{delete_message, delete_message_for_me, forget_message, forget_messages_of_chat};
pub use edit::{Edit, edit_message};
pub use error::ChatError;
pub use history::{clear_history, deactivate, delete_chat};
pub use mute::{MuteVariation, end_mutes, is_muted_for_a_time, mute, next_end_of_mute, unmute};
pub use one_to_one::{create_one_to_one_chat, hidden_chat_with};
pub use pin::pin_message;
pub use public::{create_profile_chat, create_public_chat};
pub use reaction::{react, retract_reaction};
pub use read::{mark_all_read, mark_message_unread, mark_messages_read};
pub use record::{is_right_to_left, line_count, said};
pub use resend::resend_message;
pub use saved::{SavedChat, save_chat};
pub use search::{MAX_SEARCHED_CHATS, Surroundings, messages_around, search};
pub use send::{NewMessage, send_message, send_messages, send_one_to_one_message};
pub use share::share_image;
pub use status::{message_delivered, message_sent, set_outgoing_status};
pub use switcher_card::{MAX_CARDS, keep_switcher_card};
pub use validate::{ChatMessageError, MAX_TEXT_LENGTH, validate_text};

pub(crate) use audience::{audiences, delivery, message_type};
pub(crate) use change::prune;
pub(crate) use clock::{is_clock_credible, next_clock, validate_clock};
pub(crate) use delete::handle_delete;
pub(crate) use edit::handle_edit;
pub(crate) use one_to_one::hidden_chat;
pub(crate) use pin::handle_pin;
pub(crate) use place::Place;
pub(crate) use reaction::handle_reaction;
#[cfg(test)]
pub(crate) use read::mentions_above;
pub(crate) use read::{count_arrival, mark_seen_in, recount};
pub(crate) use receive::{handle_chat_message, is_allowed_from, receive as receive_message};
pub(crate) use record::update_from_message;
pub(crate) use send::{Posting, post, uuid_text};

#[cfg(test)]
mod tests;
