//! From a message to what is stored of it.

use status_ports::{ChatRecord, LastMessage, MessageRecord, UnixMillis};
use status_proto::status::chat_message::ContentType;

/// The message becomes the last one of its chat unless that one is newer; the clock of the chat follows.
pub(crate) fn update_from_message(chat: &mut ChatRecord, message: &MessageRecord, now: UnixMillis) {
    chat.timestamp = now;
    if chat.last_message.as_ref().is_none_or(|last| last.clock <= message.clock) {
        chat.last_message = Some(last_message(message));
    }
    chat.last_clock_value = chat.last_clock_value.max(message.clock);
}

pub(super) fn last_message(message: &MessageRecord) -> LastMessage {
    LastMessage {
        id: message.id.clone(),
        clock: message.clock,
        seen: message.seen,
        outgoing_status: message.outgoing_status,
        contact_request_state: message.contact_request_state,
    }
}

/// What is said with a message: of one that a bridge brought, what was said on the other side.
#[must_use]
pub fn said(message: &MessageRecord) -> &str {
    if message.content_type == i32::from(ContentType::BridgeMessage) { &message.bridge_content } else { &message.text }
}

/// Whether a text is written from right to left: it begins with a Hebrew or Arabic letter, or with the mark that says
/// so. Marks that other scripts use, too, say nothing.
#[must_use]
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().next().is_some_and(|first| {
        matches!(first,
            '\u{200f}'
            // Hebrew, and its presentation forms.
            | '\u{591}'..='\u{5f4}' | '\u{fb1d}'..='\u{fb4f}'
            // Arabic with its supplements and presentation forms.
            | '\u{600}'..='\u{604}' | '\u{606}'..='\u{60b}' | '\u{60d}'..='\u{61a}' | '\u{61c}'..='\u{61e}'
            | '\u{620}'..='\u{63f}' | '\u{641}'..='\u{64a}' | '\u{656}'..='\u{66f}' | '\u{671}'..='\u{6dc}'
            | '\u{6de}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{870}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}'
            | '\u{fb50}'..='\u{fd3d}' | '\u{fd40}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10e60}'..='\u{10e7e}' | '\u{1ee00}'..='\u{1eef1}')
    })
}

/// How often a text begins a new line.
#[must_use]
pub fn line_count(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}
