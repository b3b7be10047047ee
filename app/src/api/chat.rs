//! Chats.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::chat;
use status_domain::crypto::PublicKey;
use status_ports::{ChatRecord, ProfileStoreExt, ProfileTransaction, StorageError};

use super::messenger::{given, required, run, say};
use super::shape::{ChatJson, ChatPreviewJson, MessengerResponseJson, Scene};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_chats",
        "Every chat with its newest message; null if there is none.",
        &[],
        |session: Session, (): ()| async move { list(&session, |_| true, ChatJson::listed).await },
    );
    table.method("wakuext_activeChats", "The chats that are shown.", &[], |session: Session, (): ()| async move {
        list(&session, |chat| chat.active, ChatJson::listed).await
    });
    table.method(
        "wakuext_chatsPreview",
        "The chats that are shown or muted, with less detail.",
        &[],
        |session: Session, (): ()| async move {
            list(&session, |chat| chat.active || chat.muted, ChatPreviewJson::new).await
        },
    );
    table.method(
        "wakuext_chat",
        "One chat; null if there is none of this id.",
        &["chatID"],
        |session: Session, (id,): (String,)| async move { find(&session, id).await },
    );
    table.method(
        "wakuext_createOneToOneChat",
        "Opens the chat with a person.",
        &["request"],
        |session: Session, (request,): (Option<CreateOneToOneChatJson>,)| async move {
            create(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_deactivateChat",
        "Hides a chat, and forgets its messages unless they should be kept.",
        &["request"],
        |session: Session, (request,): (Option<DeactivateChatJson>,)| async move {
            deactivate(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_markAllRead",
        "Marks everything in a chat as read.",
        &["chatID"],
        |session: Session, (id,): (String,)| async move {
            let read = run(&session, move |context| chat::mark_all_read(context, &id)).await?;
            // Nobody has ever looked up their chats.
            Ok::<_, RpcError>(read.without_chats_of_activities())
        },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.CreateOneToOneChat")]
#[serde(rename = "requests.CreateOneToOneChat", rename_all = "camelCase")]
struct CreateOneToOneChatJson {
    /// Uncompressed public key.
    id: HexBytes,
    /// ENS name of the person, which the client checked; may be empty.
    ens_name: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.DeactivateChat")]
#[serde(rename = "requests.DeactivateChat", rename_all = "camelCase")]
struct DeactivateChatJson {
    id: String,
    preserve_history: bool,
}

async fn list<T>(
    session: &Session,
    which: fn(&ChatRecord) -> bool,
    shape: fn(&ChatRecord, &Scene) -> T,
) -> Result<Option<Vec<T>>, StorageError> {
    let scene = session.shaper().scene();
    let (chats, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let mut chats = stores.chats()?;
            chats.retain(which);
            let scene = scene.with_chats(stores, &chats)?;
            Ok::<_, StorageError>((chats, scene))
        })
        .await?;
    let chats: Vec<T> = chats.iter().map(|chat| shape(chat, &scene)).collect();
    Ok(Some(chats).filter(|chats| !chats.is_empty()))
}

async fn find(session: &Session, id: String) -> Result<Option<ChatJson>, StorageError> {
    let scene = session.shaper().scene();
    let (chat, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let chat = stores.find_chat(&id)?;
            let scene = scene.with_chats(stores, chat.as_slice())?;
            Ok::<_, StorageError>((chat, scene))
        })
        .await?;
    Ok(chat.map(|chat| ChatJson::listed(&chat, &scene)))
}

async fn create(session: &Session, request: CreateOneToOneChatJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "create-one-to-one-chat: invalid id")?;
    let key = PublicKey::from_bytes(&request.id.0)?;
    say(session, move |context| chat::create_one_to_one_chat(context, &key, &request.ens_name)).await
}

async fn deactivate(session: &Session, request: DeactivateChatJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "deactivate-chat: invalid id")?;
    run(session, move |context| chat::deactivate(context, &request.id, request.preserve_history)).await
}
