//! Chats and their messages (specification: messaging, sections 4 to 9).

mod audience;
mod bridge;
mod change;
mod clock;
mod delete;
mod edit;
mod history;
mod one_to_one;
mod pin;
mod place;
mod reaction;
mod read;
mod receive;
mod record;
mod resend;
mod send;
mod status;
pub mod text;
mod validate;

pub use change::MessageChangeError;
pub use clock::ClockError;
pub use delete::{delete_message, delete_message_for_me, forget_message, forget_messages_of_chat};
pub use edit::{Edit, edit_message};
pub use history::deactivate;
pub use one_to_one::{create_one_to_one_chat, hidden_chat_with};
pub use pin::pin_message;
pub use reaction::{react, retract_reaction};
pub use read::{mark_all_read, mark_messages_read};
pub use record::{is_right_to_left, line_count};
pub use resend::resend_message;
pub use send::{NewMessage, send_message, send_messages, send_one_to_one_message};
pub use status::{message_delivered, message_sent, set_outgoing_status};
pub use validate::{ChatMessageError, MAX_TEXT_LENGTH};

pub(crate) use audience::{audiences, delivery, message_type};
pub(crate) use change::prune;
pub(crate) use clock::{is_clock_credible, next_clock, validate_clock};
pub(crate) use delete::handle_delete;
pub(crate) use edit::handle_edit;
pub(crate) use pin::handle_pin;
pub(crate) use place::Place;
pub(crate) use reaction::handle_reaction;
pub(crate) use read::{mark_seen_in, recount};
pub(crate) use receive::{handle_chat_message, is_allowed_from, receive as receive_message};
pub(crate) use record::update_from_message;
pub(crate) use send::{Posting, post, uuid_text};

#[cfg(test)]
mod tests;
