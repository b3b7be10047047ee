//! Pinned messages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::chat;
use status_domain::messaging::CommandError;
use status_ports::{Page, PinRecord, ProfileStoreExt, ProfileTransaction, StorageError};

use super::message::MAX_PAGE;
use super::messenger::{given, say};
use super::shape::PinnedMessageJson;
use crate::rpc::Table;
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_sendPinMessage",
        "Pins a message to its chat for everybody, or takes it down.",
        &["message"],
        |session: Session, (message,): (Option<NewPinJson>,)| async move {
            let NewPinJson { chat_id, message_id, pinned } = given(message)?;
            say(&session, move |context| chat::pin_message(context, &chat_id, &message_id, pinned)).await
        },
    );
    table.method(
        "wakuext_chatPinnedMessages",
        "A page of what is pinned to a chat, the newest pin first; all of it if the limit is -1.",
        &["chatID", "cursor", "limit"],
        |session: Session, (chat_id, cursor, limit): (String, String, i64)| async move {
            page(&session, chat_id, cursor, limit).await
        },
    );
}

/// What of `common.PinMessage` a client gives.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "common.NewPinMessage")]
#[serde(rename = "common.PinMessage")]
struct NewPinJson {
    chat_id: String,
    message_id: String,
    pinned: bool,
}

/// `ext.ApplicationPinnedMessagesResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ext.ApplicationPinnedMessagesResponse")]
#[serde(rename_all = "camelCase")]
struct PinnedMessagesJson {
    /// `null` without any.
    pinned_messages: Option<Vec<PinnedMessageJson>>,
    cursor: String,
}

async fn page(
    session: &Session,
    chat_id: String,
    cursor: String,
    limit: i64,
) -> Result<PinnedMessagesJson, CommandError> {
    // -1, as all that is below 0, has always meant all.
    let limit = u32::try_from(limit).ok().map(|limit| limit.min(MAX_PAGE));
    let scene = session.shaper().scene();
    let read = move |stores: &mut dyn ProfileTransaction| {
        if stores.find_chat(&chat_id)?.is_none() {
            return Err(CommandError::ChatNotFound);
        }
        let page = pins_from(stores, &chat_id, &cursor, limit)?;
        let ids: Vec<String> = page.items.iter().map(|pin| pin.message_id.clone()).collect();
        let messages = stores.messages(&ids)?;
        let scene = scene.with_messages(stores, &messages)?.with_own(messages);
        Ok((page, scene))
    };
    let (page, scene) = session.profile().query(read).await?;
    let pinned: Vec<_> = page.items.iter().map(|pin| PinnedMessageJson::new(pin, &scene)).collect();
    Ok(PinnedMessagesJson { pinned_messages: Some(pinned).filter(|pinned| !pinned.is_empty()), cursor: page.cursor })
}

/// A cursor that no page gave has always begun at the newest.
fn pins_from(
    stores: &mut dyn ProfileTransaction,
    chat_id: &str,
    cursor: &str,
    limit: Option<u32>,
) -> Result<Page<PinRecord>, StorageError> {
    match stores.pinned_messages(chat_id, cursor, limit) {
        Err(StorageError::UnknownCursor) => stores.pinned_messages(chat_id, "", limit),
        other => other,
    }
}
