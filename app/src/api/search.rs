//! Search in messages, and pages around what was found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::chat;
use status_domain::messaging::CommandError;
use status_ports::{MessageRecord, Page, ProfileStoreExt, ProfileTransaction, SearchScope};

use super::message::{MessagesJson, page_size};
use super::messenger::given;
use super::shape::{MessageJson, Scene};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// Messages that the methods without pages find at most.
const MOST_FOUND: usize = 1000;
/// Pages that those methods look through at most.
const MOST_PAGES: usize = 20;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_allMessagesFromChatWhichMatchTerm",
        "The newest 1,000 messages of a chat in which a term is found. Case is never regarded, as it never was.",
        &["chatID", "searchTerm", "caseSensitive"],
        |session: Session, (chat_id, term, _case): (String, String, bool)| async move {
            find_all(&session, vec![chat_id], term, Answer::Everything).await
        },
    );
    table.method(
        "wakuext_allMessagesFromChatsAndCommunitiesWhichMatchTerm",
        "The newest 1,000 messages of chats in which a term is found. `Chat not found` if one of them was written by the \
         other person of a chat, as it always was: use `wakuext_searchMessages`.",
        &["communityIds", "chatIds", "searchTerm", "caseSensitive"],
        |session: Session, (_communities, chats, term, _case): (Vec<String>, Vec<String>, String, bool)| async move {
            find_all(&session, chats, term, Answer::OfNamedChats).await
        },
    );
    table.method(
        "wakuext_searchMessages",
        "A page of the messages in which a term is found, newest first; in all chats if `chatIds` is null. A page may be \
         short, or empty: as long as there is a cursor, there is more.",
        &["request"],
        |session: Session, (request,): (Option<SearchMessagesJson>,)| async move {
            search(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_chatMessagesAround",
        "The messages of a chat around one of them, newest first, with cursors for `wakuext_chatMessages` and \
         `wakuext_newerChatMessages`.",
        &["chatID", "messageID", "limit"],
        |session: Session, (chat_id, id, limit): (String, String, i64)| async move {
            around(&session, chat_id, id, limit).await
        },
    );
    table.method(
        "wakuext_newerChatMessages",
        "A page of the messages of a chat that follow a cursor of `wakuext_chatMessagesAround`, newest first.",
        &["chatID", "cursor", "limit"],
        |session: Session, (chat_id, cursor, limit): (String, String, i64)| async move {
            newer(&session, chat_id, cursor, limit).await
        },
    );
}

/// A search over one, several or all chats.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SearchMessages")]
#[serde(rename = "requests.SearchMessages", rename_all = "camelCase")]
struct SearchMessagesJson {
    /// `null` for all.
    chat_ids: Option<Vec<String>>,
    term: String,
    case_sensitive: bool,
    cursor: String,
    limit: i64,
}

/// The messages around one.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ext.SurroundingMessages")]
#[serde(rename_all = "camelCase")]
struct SurroundingsJson {
    messages: Vec<MessageJson>,
    /// Where older ones begin; empty if there are none.
    cursor: String,
    /// Where newer ones begin; empty if there are none.
    newer_cursor: String,
}

/// What the methods without pages answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// All that was found.
    Everything,
    /// All that was found, if each message names a chat that is here. Those of the other person name the chat with us.
    OfNamedChats,
}

async fn find_all(
    session: &Session,
    chats: Vec<String>,
    term: String,
    answer: Answer,
) -> Result<MessagesJson, RpcError> {
    let scene = session.shaper().scene();
    let (messages, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let messages = all_pages(stores, &chats, &term)?;
            if answer == Answer::OfNamedChats {
                for message in &messages {
                    if stores.find_chat(&message.chat_id)?.is_none() {
                        return Err(CommandError::NoChatToUse);
                    }
                }
            }
            let scene = scene.with_messages(stores, &messages)?;
            Ok::<_, CommandError>((messages, scene))
        })
        .await?;
    Ok(MessagesJson::new(&messages, String::new(), &scene))
}

fn all_pages(
    stores: &mut dyn ProfileTransaction,
    chats: &[String],
    term: &str,
) -> Result<Vec<MessageRecord>, CommandError> {
    let (mut messages, mut cursor) = (Vec::new(), String::new());
    for _ in 0..MOST_PAGES {
        let left = u32::try_from(MOST_FOUND.saturating_sub(messages.len())).unwrap_or_default();
        let page = chat::search(stores, SearchScope::Chats(chats), term, false, &cursor, left)?;
        messages.extend(page.items);
        cursor = page.cursor;
        if cursor.is_empty() || messages.len() >= MOST_FOUND {
            break;
        }
    }
    messages.sort_by(|a, b| (b.clock, &b.id).cmp(&(a.clock, &a.id)));
    Ok(messages)
}

async fn search(session: &Session, request: SearchMessagesJson) -> Result<MessagesJson, RpcError> {
    let limit = page_size(request.limit);
    let scene = session.shaper().scene();
    let (page, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let SearchMessagesJson { chat_ids, term, case_sensitive, cursor, .. } = request;
            let scope = chat_ids.as_deref().map_or(SearchScope::Everywhere, SearchScope::Chats);
            let page = chat::search(stores, scope, &term, case_sensitive, &cursor, limit)?;
            shown(stores, page, scene)
        })
        .await?;
    Ok(MessagesJson::new(&page.items, page.cursor, &scene))
}

fn shown(
    stores: &mut dyn ProfileTransaction,
    page: Page<MessageRecord>,
    scene: Scene,
) -> Result<(Page<MessageRecord>, Scene), CommandError> {
    let scene = scene.with_messages(stores, &page.items)?;
    Ok((page, scene))
}

async fn around(session: &Session, chat_id: String, id: String, limit: i64) -> Result<SurroundingsJson, RpcError> {
    let limit = page_size(limit);
    let scene = session.shaper().scene();
    let (found, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let found = chat::messages_around(stores, &chat_id, &id, limit)?;
            let scene = scene.with_messages(stores, &found.messages)?;
            Ok::<_, CommandError>((found, scene))
        })
        .await?;
    Ok(SurroundingsJson {
        messages: found.messages.iter().map(|message| MessageJson::stored(message, &scene)).collect(),
        cursor: found.older,
        newer_cursor: found.newer,
    })
}

async fn newer(session: &Session, chat_id: String, cursor: String, limit: i64) -> Result<MessagesJson, RpcError> {
    let limit = page_size(limit);
    let scene = session.shaper().scene();
    let (page, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let mut page = stores.newer_chat_messages(&chat_id, &cursor, limit)?;
            page.items.reverse();
            shown(stores, page, scene)
        })
        .await?;
    Ok(MessagesJson::new(&page.items, page.cursor, &scene))
}
