//! Emoji reactions.

use std::collections::HashMap;

use status_domain::chat;
use status_domain::messaging::CommandError;
use status_ports::{ProfileStoreExt, ProfileTransaction, ReactionRecord};

use super::message::{MAX_PAGE, messages_from};
use super::messenger::run;
use super::shape::ReactionJson;
use crate::rpc::Table;
use crate::session::Session;

/// Reactions of one answer.
const MAX_REACTIONS: u32 = 1000;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_sendEmojiReaction",
        "Reacts to a message with an emoji: 1 love, 2 thumbs up, 3 thumbs down, 4 laugh, 5 sad, 6 angry.",
        &["chatID", "messageID", "emojiID"],
        |session: Session, (chat_id, message_id, emoji): (String, String, i32)| async move {
            run(&session, move |context| chat::react(context, &chat_id, &message_id, emoji)).await
        },
    );
    table.method(
        "wakuext_sendEmojiReactionRetraction",
        "Takes an own reaction back.",
        &["emojiReactionID"],
        |session: Session, (id,): (String,)| async move {
            run(&session, move |context| chat::retract_reaction(context, &id)).await
        },
    );
    table.method(
        "wakuext_emojiReactionsByChatID",
        "The reactions to a page of the messages of a chat; null if there are none.",
        &["chatID", "cursor", "limit"],
        |session: Session, (chat_id, cursor, limit): (String, String, i64)| async move {
            of_page(&session, chat_id, cursor, limit).await
        },
    );
    table.method(
        "wakuext_emojiReactionsByChatIDMessageID",
        "The reactions to a message; null if there are none.",
        &["chatID", "messageID"],
        |session: Session, (chat_id, message_id): (String, String)| async move {
            let find = move |stores: &mut dyn ProfileTransaction| {
                ensure_chat(stores, &chat_id)?;
                Ok::<_, CommandError>(stores.reactions_to(&chat_id, &[message_id], MAX_REACTIONS)?)
            };
            let found = session.profile().query(find).await?;
            Ok::<_, CommandError>(listed(&session, &found))
        },
    );
}

fn ensure_chat(stores: &mut dyn ProfileTransaction, chat_id: &str) -> Result<(), CommandError> {
    stores.find_chat(chat_id)?.map(drop).ok_or(CommandError::ChatNotFound)
}

async fn of_page(
    session: &Session,
    chat_id: String,
    cursor: String,
    limit: i64,
) -> Result<Option<Vec<ReactionJson>>, CommandError> {
    let limit = u32::try_from(limit.max(0)).unwrap_or(MAX_PAGE).min(MAX_PAGE);
    let find = move |stores: &mut dyn ProfileTransaction| {
        ensure_chat(stores, &chat_id)?;
        let page = messages_from(stores, &chat_id, &cursor, limit)?;
        let ids: Vec<String> = page.items.into_iter().map(|message| message.id).collect();
        let mut found = stores.reactions_to(&chat_id, &ids, MAX_REACTIONS)?;
        let places: HashMap<&String, usize> = ids.iter().zip(0..).collect();
        found.sort_by_key(|reaction| (places.get(&reaction.message_id).copied(), reaction.clock));
        Ok::<_, CommandError>(found)
    };
    let found = session.profile().query(find).await?;
    Ok(listed(session, &found))
}

fn listed(session: &Session, found: &[ReactionRecord]) -> Option<Vec<ReactionJson>> {
    let scene = session.shaper().scene();
    let reactions: Vec<_> = found.iter().map(|reaction| ReactionJson::listed(reaction, &scene)).collect();
    Some(reactions).filter(|reactions| !reactions.is_empty())
}
