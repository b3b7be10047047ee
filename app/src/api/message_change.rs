//! What changes a message after it was sent.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::chat::{self, Edit};
use status_ports::OutgoingStatus;

use super::messenger::{execute, given, required, run, say};
use super::shape::{
    LinkPreviewJson, MessengerResponseJson, StatusLinkPreviewJson, unfurled_links, unfurled_status_links,
};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_editMessage",
        "Replaces the text of an own message for everybody.",
        &["request"],
        |session: Session, (request,): (Option<EditMessageJson>,)| async move { edit(&session, given(request)?).await },
    );
    table.method(
        "wakuext_deleteMessageAndSend",
        "Deletes a message for everybody: an own one, or as admin of its group.",
        &["messageID"],
        |session: Session, (id,): (String,)| async move {
            say(&session, move |context| chat::delete_message(context, &id)).await
        },
    );
    table.method(
        "wakuext_deleteMessageForMeAndSync",
        "Deletes a message for ourselves.",
        &["chatID", "messageID"],
        |session: Session, (chat_id, id): (String, String)| async move {
            run(&session, move |context| chat::delete_message_for_me(context, &chat_id, &id)).await
        },
    );
    table.method(
        "wakuext_deleteMessage",
        "Forgets a message on this device only.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            execute(&session, move |context| chat::forget_message(context, &id)).await.map(drop)
        },
    );
    table.method(
        "wakuext_deleteMessagesByChatID",
        "Forgets the messages of a chat on this device only.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            execute(&session, move |context| chat::forget_messages_of_chat(context, &id)).await.map(drop)
        },
    );
    table.method(
        "wakuext_updateMessageOutgoingStatus",
        "Says how far an own message has come: sending, sent, delivered. It only moves forward.",
        &["id", "newOutgoingStatus"],
        |session: Session, (id, status): (String, String)| async move { set_status(&session, id, &status).await },
    );
    table.method(
        "wakuext_saveMessages",
        "Not supported: messages are stored when they are sent or received.",
        &["messages"],
        |_: Session, (_,): (serde_json::Value,)| async move {
            Err::<(), _>(RpcError::method("messages of clients are not stored: send them"))
        },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.EditMessage")]
#[serde(rename = "requests.EditMessage", rename_all = "camelCase")]
struct EditMessageJson {
    id: HexBytes,
    text: String,
    #[serde(rename = "content-type")]
    content_type: i32,
    #[serde(rename = "linkPreviews")]
    link_previews: Vec<LinkPreviewJson>,
    #[serde(rename = "statusLinkPreviews")]
    status_link_previews: Vec<StatusLinkPreviewJson>,
}

async fn edit(session: &Session, request: EditMessageJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "edit-message: invalid id")?;
    required(&request.text, "edit-message: invalid text")?;
    let edit = Edit {
        message_id: format!("0x{}", hex::encode(&request.id.0)),
        text: request.text,
        content_type: request.content_type,
        unfurled_links: unfurled_links(&request.link_previews),
        unfurled_status_links: unfurled_status_links(&request.status_link_previews),
    };
    say(session, move |context| chat::edit_message(context, &edit)).await
}

async fn set_status(session: &Session, id: String, status: &str) -> Result<(), RpcError> {
    let status = match status {
        "sending" => OutgoingStatus::Sending,
        "sent" => OutgoingStatus::Sent,
        "delivered" => OutgoingStatus::Delivered,
        _ => return Err(RpcError::method("unknown outgoing status")),
    };
    execute(session, move |context| chat::set_outgoing_status(context, &id, status)).await.map(drop)
}
