//! Muting, clearing and keeping chats.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::chat::{self, MuteVariation, SavedChat};

use super::messenger::{execute, given, required, run};
use super::shape::MessengerResponseJson;
use crate::json::time_text;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_muteChat",
        "Mutes a chat until it is unmuted. Returns the zero time: never.",
        &["chatID"],
        |session: Session, (id,): (String,)| async move { mute(&session, id, MuteVariation::ForEver).await },
    );
    table.method(
        "wakuext_muteChatV2",
        "Mutes a chat for a time: 1 for 15 minutes, 2 for an hour, 3 for 8 hours, 4 for a week, 6 for a minute, 8 for a \
         day, 7 not at all, others until it is unmuted. Returns when the mute ends.",
        &["request"],
        |session: Session, (request,): (Option<MuteChatJson>,)| async move {
            let request = given(request)?;
            let variation = MuteVariation::from_number(request.muted_type).map_err(RpcError::method)?;
            mute(&session, request.chat_id, variation).await
        },
    );
    table.method(
        "wakuext_unmuteChat",
        "Unmutes a chat.",
        &["chatID"],
        |session: Session, (id,): (String,)| async move {
            execute(&session, move |context| chat::unmute(context, &id)).await.map(drop)
        },
    );
    table.method(
        "wakuext_clearHistory",
        "Removes the messages of a chat; those that come late are not taken.",
        &["request"],
        |session: Session, (request,): (Option<ClearHistoryJson>,)| async move {
            clear(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_deleteChat",
        "Removes a chat and its messages.",
        &["chatID"],
        |session: Session, (id,): (String,)| async move {
            execute(&session, move |context| chat::delete_chat(context, &id)).await.map(drop)
        },
    );
    table.method(
        "wakuext_saveChat",
        "Takes over what a client says of how a chat looks, and whether it is listed; everything else is not the client's.",
        &["chat"],
        |session: Session, (saved,): (Option<SavedChatJson>,)| async move {
            let saved = given(saved)?.into();
            execute(&session, move |context| chat::save_chat(context, saved)).await.map(drop)
        },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.MuteChat")]
#[serde(rename = "requests.MuteChat")]
struct MuteChatJson {
    #[serde(rename = "ChatID")]
    chat_id: String,
    #[serde(rename = "MutedType")]
    muted_type: i64,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.ClearHistory")]
#[serde(rename = "requests.ClearHistory")]
struct ClearHistoryJson {
    id: String,
}

/// What of `protocol.Chat` a client may set.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "protocol.SavedChat")]
#[serde(rename = "protocol.Chat", rename_all = "camelCase")]
struct SavedChatJson {
    id: String,
    name: String,
    description: String,
    color: String,
    emoji: String,
    active: bool,
    chat_type: u8,
}

impl From<SavedChatJson> for SavedChat {
    fn from(json: SavedChatJson) -> Self {
        let SavedChatJson { id, name, description, color, emoji, active, chat_type } = json;
        Self { id, kind: chat_type, name, color, emoji, description, active }
    }
}

async fn mute(session: &Session, id: String, variation: MuteVariation) -> Result<String, RpcError> {
    // The text of the decoder of keys, which has always been asked first.
    required(&id, "empty hex string")?;
    let chat_id = id.clone();
    let outcome = execute(session, move |context| chat::mute(context, &id, variation)).await?;
    Ok(time_text(outcome.chats.get(&chat_id).map_or(0, |chat| chat.mute_till)))
}

async fn clear(session: &Session, request: ClearHistoryJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "clear-history: invalid id")?;
    run(session, move |context| chat::clear_history(context, &request.id)).await
}
