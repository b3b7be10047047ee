//! Public chats, and the profile chats that are no more.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::chat;

use super::messenger::{given, required, run};
use crate::rpc::Table;
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_createPublicChat",
        "Opens the public chat of a name, and listens to it. Kept for old clients.",
        &["request"],
        |session: Session, (request,): (Option<CreatePublicChatJson>,)| async move {
            let request = given(request)?;
            required(&request.id, "create-public-chat: invalid id")?;
            run(&session, move |context| chat::create_public_chat(context, &request.id)).await
        },
    );
    table.method(
        "wakuext_createProfileChat",
        "Profile chats are no more: always an error.",
        &["request"],
        |session: Session, (_request,): (Option<CreateProfileChatJson>,)| async move {
            run(&session, |_| chat::create_profile_chat()).await
        },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.CreatePublicChat")]
#[serde(rename = "requests.CreatePublicChat")]
struct CreatePublicChatJson {
    id: String,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.CreateProfileChat")]
#[serde(rename = "requests.CreateProfileChat")]
#[allow(dead_code, reason = "what it says does not matter any more, but its type does")]
struct CreateProfileChatJson {
    id: String,
}
