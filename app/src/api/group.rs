//! Private groups.

use schemars::JsonSchema;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use status_domain::chat::{self, NewMessage};
use status_domain::crypto::PublicKey;
use status_domain::group::{self, Edit};
use status_domain::identity::{PublicKeyFormatError, compress_public_key, parse_compressed_key};
use status_domain::media::Corners;
use status_domain::messaging::{CommandError, Context, Outcome};
use status_ports::{ChatKind, ProfileStoreExt};
use status_proto::status::chat_message::ContentType;

use super::messenger::{given, required, say};
use super::shape::{ChatJson, ContactJson, InvitationJson, MessageJson, MessengerResponseJson};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// What clients give for the context of a call: nothing.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub(super) struct NoContext(());

impl<'de> Deserialize<'de> for NoContext {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(()))
    }
}

pub(super) fn register(table: &mut Table) {
    register_wakuext(table);
    register_chat(table);
}

fn register_wakuext(table: &mut Table) {
    table.method(
        "wakuext_createGroupChatWithMembers",
        "Makes a private group with contacts.",
        &["ctx", "name", "members"],
        |session: Session, (_, name, members): (Option<NoContext>, String, Vec<String>)| async move {
            create(&session, name, &members).await
        },
    );
    table.method(
        "wakuext_addMembersToGroupChat",
        "Adds contacts to a group.",
        &["ctx", "chatID", "members"],
        |session: Session, (_, id, members): (Option<NoContext>, String, Vec<String>)| async move {
            let members = people(&members)?;
            say(&session, move |context| group::add_members(context, &id, &members)).await
        },
    );
    table.method(
        "wakuext_removeMembersFromGroupChat",
        "Removes members from a group.",
        &["ctx", "chatID", "members"],
        |session: Session, (_, id, members): (Option<NoContext>, String, Vec<String>)| async move {
            let members = people(&members)?;
            say(&session, move |context| group::remove_members(context, &id, &members)).await
        },
    );
    table.method(
        "wakuext_removeMemberFromGroupChat",
        "Removes a member from a group.",
        &["ctx", "chatID", "member"],
        |session: Session, (_, id, member): (Option<NoContext>, String, String)| async move {
            let members = [person(&member)?];
            say(&session, move |context| group::remove_members(context, &id, &members)).await
        },
    );
    table.method(
        "wakuext_addAdminsToGroupChat",
        "Makes members admins of a group.",
        &["ctx", "chatID", "members"],
        |session: Session, (_, id, members): (Option<NoContext>, String, Vec<String>)| async move {
            let members = people(&members)?;
            say(&session, move |context| group::add_admins(context, &id, &members)).await
        },
    );
    table.method(
        "wakuext_changeGroupChatName",
        "Renames a group.",
        &["ctx", "chatID", "name"],
        |session: Session, (_, id, name): (Option<NoContext>, String, String)| async move {
            say(&session, move |context| group::rename(context, &id, &name)).await
        },
    );
    table.method(
        "wakuext_leaveGroupChat",
        "Leaves a group, and hides its chat if wanted.",
        &["ctx", "chatID", "remove"],
        |session: Session, (_, id, remove): (Option<NoContext>, String, bool)| async move {
            say(&session, move |context| group::leave(context, &id, remove)).await
        },
    );
    table.method(
        "wakuext_confirmJoiningGroup",
        "Says that we have joined a group. Kept for old clients: groups are joined by themselves.",
        &["chatID"],
        |session: Session, (id,): (String,)| async move {
            say(&session, move |context| group::confirm_joining(context, &id)).await
        },
    );
    table.method(
        "wakuext_sendGroupChatMessage",
        "Sends a text to a group.",
        &["request"],
        |session: Session, (request,): (Option<SendGroupChatMessageJson>,)| async move {
            send(&session, given(request)?).await
        },
    );
}

fn register_chat(table: &mut Table) {
    table.method(
        "chat_createGroupChat",
        "Makes a private group with contacts.",
        &["communityID", "name", "members"],
        |session: Session, (community, name, members): (HexBytes, String, Vec<String>)| async move {
            no_community(&community)?;
            create(&session, name, &members).await.map(GroupResponseJson::from)
        },
    );
    table.method(
        "chat_startGroupChat",
        "Opens the chat with one person, or makes a group with several.",
        &["communityID", "name", "members"],
        |session: Session, (community, name, members): (HexBytes, String, Vec<String>)| async move {
            no_community(&community)?;
            let started = match members.as_slice() {
                [one] => {
                    let key = person(one)?;
                    say(&session, move |context| chat::create_one_to_one_chat(context, &key, "")).await?
                }
                several => create(&session, name, several).await?,
            };
            Ok::<_, RpcError>(StartGroupResponseJson::from(started))
        },
    );
    table.method(
        "chat_addMembers",
        "Adds contacts to a group.",
        &["communityID", "chatID", "members"],
        |session: Session, (community, id, members): (HexBytes, String, Vec<String>)| async move {
            no_community(&community)?;
            let members = people(&members)?;
            let added = say(&session, move |context| group::add_members(context, &id, &members)).await?;
            Ok::<_, RpcError>(GroupInvitationsResponseJson::from(added))
        },
    );
    table.method(
        "chat_removeMember",
        "Removes a member from a group.",
        &["communityID", "chatID", "member"],
        |session: Session, (community, id, member): (HexBytes, String, String)| async move {
            let members = [person(&member)?];
            change(&session, &community, move |context| group::remove_members(context, &id, &members)).await
        },
    );
    table.method(
        "chat_makeAdmin",
        "Makes a member an admin of a group.",
        &["communityID", "chatID", "member"],
        |session: Session, (community, id, member): (HexBytes, String, String)| async move {
            let members = [person(&member)?];
            change(&session, &community, move |context| group::add_admins(context, &id, &members)).await
        },
    );
    table.method(
        "chat_renameChat",
        "Renames a group.",
        &["communityID", "chatID", "name"],
        |session: Session, (community, id, name): (HexBytes, String, String)| async move {
            change(&session, &community, move |context| group::rename(context, &id, &name)).await
        },
    );
    table.method(
        "chat_leaveChat",
        "Leaves a group, and hides its chat if wanted.",
        &["communityID", "chatID", "remove"],
        |session: Session, (community, id, remove): (HexBytes, String, bool)| async move {
            change(&session, &community, move |context| group::leave(context, &id, remove)).await
        },
    );
    table.method(
        "chat_editChat",
        "Changes name, colour and picture of a group.",
        &["communityID", "chatID", "name", "color", "image"],
        |session: Session, (community, id, name, color, image): EditParams| async move {
            no_community(&community)?;
            edit(&session, id, name, color, image).await
        },
    );
}

type EditParams = (HexBytes, String, String, String, Option<CroppedImageJson>);

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SendGroupChatMessage")]
#[serde(rename = "requests.SendGroupChatMessage")]
struct SendGroupChatMessageJson {
    id: String,
    message: String,
}

/// `images.CroppedImage`: a picture, and the part of it that is wanted, in pixels.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "images.CroppedImage")]
#[serde(rename = "images.CroppedImage", rename_all = "camelCase")]
struct CroppedImageJson {
    image_path: String,
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

impl CroppedImageJson {
    fn corners(&self) -> Corners {
        let Self { x, y, width, height, .. } = *self;
        Corners { ax: x, ay: y, bx: x.saturating_add(width), by: y.saturating_add(height) }
    }
}

/// `chat.GroupChatResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "chat.GroupChatResponse")]
pub(super) struct GroupResponseJson {
    chat: Option<ChatJson>,
    messages: Option<Vec<MessageJson>>,
}

/// `chat.GroupChatResponseWithInvitations`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "chat.GroupChatResponseWithInvitations")]
pub(super) struct GroupInvitationsResponseJson {
    chat: Option<ChatJson>,
    messages: Option<Vec<MessageJson>>,
    invitations: Option<Vec<InvitationJson>>,
}

/// `chat.StartGroupChatResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "chat.StartGroupChatResponse")]
struct StartGroupResponseJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    chat: Option<ChatJson>,
    contacts: Option<Vec<ContactJson>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    messages: Vec<MessageJson>,
}

/// A list of nothing is null here.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

impl From<MessengerResponseJson> for GroupResponseJson {
    fn from(response: MessengerResponseJson) -> Self {
        let (chat, messages, _, _) = response.into_group();
        Self { chat, messages: some(messages) }
    }
}

impl From<MessengerResponseJson> for GroupInvitationsResponseJson {
    fn from(response: MessengerResponseJson) -> Self {
        let (chat, messages, invitations, _) = response.into_group();
        Self { chat, messages: some(messages), invitations: some(invitations) }
    }
}

impl From<MessengerResponseJson> for StartGroupResponseJson {
    fn from(response: MessengerResponseJson) -> Self {
        let (chat, messages, _, contacts) = response.into_group();
        Self { chat, contacts: some(contacts), messages }
    }
}

/// A person of a group, by either text of the key.
fn person(text: &str) -> Result<PublicKey, PublicKeyFormatError> {
    if text.starts_with('z') {
        return parse_compressed_key(text);
    }
    let key = compress_public_key(text)?;
    let bytes = hex::decode(key.trim_start_matches("0x")).map_err(|_| PublicKeyFormatError::InvalidKey)?;
    PublicKey::from_bytes(&bytes).map_err(|_| PublicKeyFormatError::InvalidUncompressedKey)
}

fn people(texts: &[String]) -> Result<Vec<PublicKey>, PublicKeyFormatError> {
    texts.iter().map(|text| person(text)).collect()
}

pub(super) fn no_community(community: &HexBytes) -> Result<(), RpcError> {
    if community.0.is_empty() { Ok(()) } else { Err(RpcError::method("communities are not supported")) }
}

async fn create(session: &Session, name: String, members: &[String]) -> Result<MessengerResponseJson, RpcError> {
    let members = people(members)?;
    say(session, move |context| group::create(context, &name, &members)).await
}

async fn change(
    session: &Session,
    community: &HexBytes,
    decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, CommandError> + Send + 'static,
) -> Result<GroupResponseJson, RpcError> {
    no_community(community)?;
    say(session, decide).await.map(GroupResponseJson::from)
}

async fn send(session: &Session, request: SendGroupChatMessageJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "send-group-chat-message: invalid id")?;
    required(&request.message, "send-group-chat-message: invalid message")?;
    let content_type = ContentType::TextPlain.into();
    let message = NewMessage { chat_id: request.id, text: request.message, content_type, ..NewMessage::default() };
    say(session, move |context| chat::send_message(context, message)).await
}

async fn edit(
    session: &Session,
    id: String,
    name: String,
    color: String,
    image: Option<CroppedImageJson>,
) -> Result<MessengerResponseJson, RpcError> {
    let chat_id = id.clone();
    let chat = session.profile().query(move |stores| stores.find_chat(&chat_id)).await?;
    match chat {
        None => return Err(CommandError::ChatNotFound.into()),
        Some(chat) if chat.kind != ChatKind::PrivateGroup => {
            return Err(RpcError::method("chat type not supported"));
        }
        Some(_) => {}
    }
    let image = match image.filter(|image| !image.image_path.is_empty()) {
        Some(image) => Some(session.pictures().cropped(&image.image_path, image.corners()).await?),
        None => None,
    };
    say(session, move |context| group::edit(context, &id, Edit { name, color, image })).await
}
