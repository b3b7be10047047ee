//! Emoji reactions (specification: messaging, section 9.5).

use prost::Message;
use status_ports::{ChatRecord, CompressedKey, EarlyChangeKind, ReactionRecord, StorageError};
use status_proto::status::EmojiReaction;
use status_proto::status::application_metadata_message::Type;

use super::change::{self, MessageChangeError, Target};
use super::{message_type, next_clock};
use crate::crypto::{PublicKey, keccak256};
use crate::identity::public_key_text;
use crate::messaging::{CommandError, Context, Decision, HandleError, Outcome, ReceivedMessage};

/// The greatest number of an emoji. Six have a name; later clients may have more.
const MAX_EMOJI: i32 = 255;

/// Reacts to a message.
///
/// # Errors
/// [`CommandError::ChatNotFound`], [`CommandError::MessageNotFound`] if it is not in this chat,
/// [`CommandError::MessageChange`] for a number that is no emoji, or [`CommandError::Storage`].
pub fn react(context: &mut Context<'_>, chat_id: &str, message_id: &str, emoji: i32) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    validate_emoji(emoji)?;
    let (chat, message) = change::find_in(&mut decision, chat_id, message_id)?;
    if message.deleted {
        return Err(MessageChangeError::Deleted.into());
    }
    say(&mut decision, chat, message.id, emoji, false)?;
    Ok(decision.outcome)
}

/// Takes an own reaction back.
///
/// # Errors
/// [`CommandError::MessageNotFound`] if there is no such reaction, [`CommandError::MessageChange`] if it is not ours,
/// [`CommandError::ChatNotFound`], or [`CommandError::Storage`].
pub fn retract_reaction(context: &mut Context<'_>, reaction_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let found = decision.context.stores.find_reaction(reaction_id)?;
    let reaction = found.ok_or(CommandError::MessageNotFound)?;
    if reaction.from != decision.context.me.to_compressed() {
        return Err(MessageChangeError::ForeignReaction.into());
    }
    let chat = decision.context.stores.find_chat(&reaction.local_chat_id)?.ok_or(CommandError::ChatNotFound)?;
    say(&mut decision, chat, reaction.message_id, reaction.emoji, true)?;
    Ok(decision.outcome)
}

fn say(
    decision: &mut Decision<'_, '_>,
    mut chat: ChatRecord,
    message_id: String,
    emoji: i32,
    retracted: bool,
) -> Result<(), CommandError> {
    change::ensure_writable(decision, &chat)?;
    let content = EmojiReaction {
        clock: next_clock(&mut chat, decision.context.now),
        chat_id: chat.id.clone(),
        message_id,
        message_type: message_type(chat.kind).into(),
        r#type: emoji,
        retracted,
        ..EmojiReaction::default()
    };
    decision.send_to_chat(&chat, Type::EmojiReaction, &content)?;
    let me = decision.context.me;
    save(decision, record(&content, &chat, &me))?;
    Ok(decision.save_chat(chat)?)
}

pub(crate) fn handle_reaction(decision: &mut Decision<'_, '_>, received: &ReceivedMessage) -> Result<(), HandleError> {
    let content = EmojiReaction::decode(received.payload.as_slice())?;
    validate_emoji(content.r#type)?;
    let target = Target {
        clock: content.clock,
        chat_id: &content.chat_id,
        message_id: &content.message_id,
        message_type: content.message_type(),
    };
    let found = change::target(decision, received, EarlyChangeKind::Reaction, &target)?;
    let Some((mut chat, _)) = found else { return Ok(()) };
    if receive(decision, &mut chat, &content, received.author.to_compressed())? {
        change::save_chat_at(decision, chat, content.clock)?;
    }
    Ok(())
}

/// A reaction to a message that is here. `false` if a later one is known.
pub(super) fn receive(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    content: &EmojiReaction,
    author: CompressedKey,
) -> Result<bool, HandleError> {
    let author = PublicKey::from_bytes(&author).map_err(|_| HandleError::Malformed)?;
    Ok(save(decision, record(content, chat, &author))?)
}

fn save(decision: &mut Decision<'_, '_>, reaction: ReactionRecord) -> Result<bool, StorageError> {
    let known = decision.context.stores.find_reaction(&reaction.id)?;
    if known.is_some_and(|known| known.clock >= reaction.clock) {
        return Ok(false);
    }
    decision.context.stores.save_reaction(&reaction)?;
    decision.outcome.reactions.insert(reaction.id.clone(), reaction);
    Ok(true)
}

const fn validate_emoji(emoji: i32) -> Result<(), MessageChangeError> {
    match emoji {
        1..=MAX_EMOJI => Ok(()),
        _ => Err(MessageChangeError::UnknownEmoji),
    }
}

fn record(content: &EmojiReaction, chat: &ChatRecord, author: &PublicKey) -> ReactionRecord {
    ReactionRecord {
        id: reaction_id(author, &content.message_id, content.r#type),
        message_id: content.message_id.clone(),
        chat_id: content.chat_id.clone(),
        local_chat_id: chat.id.clone(),
        from: author.to_compressed(),
        emoji: content.r#type,
        clock: content.clock,
        message_type: content.message_type,
        retracted: content.retracted,
    }
}

/// One person reacts to one message with one emoji once (specification: messaging, section 6.4).
fn reaction_id(author: &PublicKey, message_id: &str, emoji: i32) -> String {
    let digest = keccak256(&[public_key_text(author).as_bytes(), message_id.as_bytes(), emoji.to_string().as_bytes()]);
    format!("0x{}", hex::encode(digest))
}
