//! Gaps: marks in a chat where messages are missing that the client may ask for.

use status_ports::{ChatRecord, MessageRecord, StorageError};
use status_proto::status::MessageType;
use status_proto::status::chat_message::ContentType;

use crate::crypto::keccak256;
use crate::messaging::{Context, Outcome};

/// What the message says.
const TEXT: &str = "Gap message";

/// A range of Unix seconds of which nothing was fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its beginning.
    pub from_s: u64,
    /// Its end.
    pub to_s: u64,
}

impl Gap {
    /// The gap that a message marks, if it marks one.
    #[must_use]
    pub fn of(message: &MessageRecord) -> Option<Self> {
        if message.content_type != i32::from(ContentType::SystemMessageGap) {
            return None;
        }
        let (from, to) = message.payload.split_first_chunk::<8>()?;
        let to = <[u8; 8]>::try_from(to).ok()?;
        Some(Self { from_s: u64::from_be_bytes(*from), to_s: u64::from_be_bytes(to) })
    }

    fn to_bytes(self) -> Vec<u8> {
        [self.from_s.to_be_bytes(), self.to_s.to_be_bytes()].concat()
    }

    /// The range that several gaps span.
    #[must_use]
    pub fn span(gaps: impl IntoIterator<Item = Self>) -> Option<Self> {
        gaps.into_iter()
            .reduce(|one, other| Self { from_s: one.from_s.min(other.from_s), to_s: one.to_s.max(other.to_s) })
    }
}

/// Marks what a chat misses.
pub(super) fn open(
    context: &mut Context<'_>,
    chat: &mut ChatRecord,
    gap: Gap,
    outcome: &mut Outcome,
) -> Result<(), StorageError> {
    let name = format!("{}-{}-{}", chat.id, gap.from_s, gap.to_s);
    let id = format!("0x{}", hex::encode(keccak256(&[name.as_bytes()])));
    let message = MessageRecord {
        whisper_timestamp: gap.to_s.saturating_mul(1000),
        timestamp: context.now,
        clock: gap.to_s.saturating_mul(1000),
        text: TEXT.to_owned(),
        content_type: ContentType::SystemMessageGap.into(),
        message_type: MessageType::SystemMessageGap.into(),
        seen: true,
        payload: gap.to_bytes(),
        ..MessageRecord::new(id, chat.id.clone(), context.me.to_compressed())
    };
    context.stores.save_message(&message)?;
    // From here on the gap is the message's concern.
    chat.synced_to = gap.to_s;
    context.stores.save_chat(chat)?;
    outcome.messages.insert(message.id.clone(), message);
    Ok(())
}

/// The gaps among messages of a chat, by the ids of the messages.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn gaps(context: &mut Context<'_>, chat_id: &str, message_ids: &[String]) -> Result<Vec<Gap>, StorageError> {
    let messages = context.stores.messages(message_ids)?;
    Ok(messages.iter().filter(|message| message.local_chat_id == chat_id).filter_map(Gap::of).collect())
}

/// Removes the marks of gaps that were filled.
///
/// # Errors
/// [`StorageError`] if the database fails.
pub fn close(context: &mut Context<'_>, chat_id: &str, message_ids: &[String]) -> Result<(), StorageError> {
    for message in context.stores.messages(message_ids)? {
        if message.local_chat_id == chat_id && Gap::of(&message).is_some() {
            context.stores.delete_message(&message.id)?;
        }
    }
    Ok(())
}
