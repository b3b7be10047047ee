//! Wishes to join groups.

use status_domain::crypto::PublicKey;
use status_domain::group;
use status_ports::{ProfileStoreExt, StorageError};

use super::group::{GroupInvitationsResponseJson, GroupResponseJson, NoContext, no_community};
use super::messenger::{person, say};
use super::shape::{InvitationJson, MessengerResponseJson};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_createGroupChatFromInvitation",
        "Shows a group that we are not in yet. Its admin may be asked to let us in.",
        &["name", "chatID", "adminPK"],
        |session: Session, (name, id, admin): (String, String, String)| async move {
            show(&session, name, id, &admin).await
        },
    );
    table.method(
        "wakuext_sendGroupChatInvitationRequest",
        "Asks an admin of a group to let us in.",
        &["ctx", "chatID", "adminPK", "message"],
        |session: Session, (_, id, admin, message): (Option<NoContext>, String, String, String)| async move {
            request(&session, id, &admin, message).await
        },
    );
    table.method(
        "wakuext_getGroupChatInvitations",
        "All wishes to join groups, ours and those of others; null without any.",
        &[],
        |session: Session, (): ()| async move { list(&session).await },
    );
    table.method(
        "wakuext_sendGroupChatInvitationRejection",
        "Says no to somebody who wants to join a group.",
        &["ctx", "invitationRequestID"],
        |session: Session, (_, id): (Option<NoContext>, String)| async move { reject(&session, id).await },
    );
    table.method(
        "chat_createGroupChatFromInvitation",
        "Shows a group that we are not in yet. Its admin may be asked to let us in.",
        &["communityID", "name", "chatID", "adminPK"],
        |session: Session, (community, name, id, admin): (HexBytes, String, String, String)| async move {
            no_community(&community)?;
            show(&session, name, id, &admin).await.map(GroupResponseJson::from)
        },
    );
    table.method(
        "chat_sendGroupChatInvitationRequest",
        "Asks an admin of a group to let us in.",
        &["communityID", "chatID", "adminPK", "message"],
        |session: Session, (community, id, admin, message): (HexBytes, String, String, String)| async move {
            no_community(&community)?;
            request(&session, id, &admin, message).await.map(GroupInvitationsResponseJson::from)
        },
    );
    table.method(
        "chat_getGroupChatInvitations",
        "All wishes to join groups, ours and those of others; null without any.",
        &[],
        |session: Session, (): ()| async move { list(&session).await },
    );
    table.method(
        "chat_sendGroupChatInvitationRejection",
        "Says no to somebody who wants to join a group.",
        &["invitationRequestID"],
        |session: Session, (id,): (String,)| async move {
            reject(&session, id).await.map(MessengerResponseJson::into_invitations)
        },
    );
}

async fn show(session: &Session, name: String, id: String, admin: &str) -> Result<MessengerResponseJson, RpcError> {
    let admin = person(admin)?;
    say(session, move |context| group::create_from_invitation(context, &name, &id, &admin)).await
}

async fn request(
    session: &Session,
    id: String,
    admin: &str,
    message: String,
) -> Result<MessengerResponseJson, RpcError> {
    let admin: PublicKey = person(admin)?;
    say(session, move |context| group::request_invitation(context, &id, &admin, &message)).await
}

async fn reject(session: &Session, id: String) -> Result<MessengerResponseJson, RpcError> {
    say(session, move |context| group::reject_invitation(context, &id)).await
}

async fn list(session: &Session) -> Result<Option<Vec<InvitationJson>>, StorageError> {
    let scene = session.shaper().scene();
    let invitations = session.profile().query(|stores| stores.invitations()).await?;
    let shown: Vec<_> = invitations.iter().map(|invitation| InvitationJson::new(invitation, &scene)).collect();
    Ok(Some(shown).filter(|shown| !shown.is_empty()))
}
