//! Who asks whom to be a contact.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::contact;
use status_domain::crypto::PublicKey;
use status_domain::identity::public_key_text;
use status_domain::messaging::CommandError;
use status_ports::{ProfileStoreExt, StorageError};

use super::messenger::{given, person, required, run, say};
use super::shape::MessengerResponseJson;
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_sendContactRequest",
        "Asks a person to be a contact.",
        &["request"],
        |session: Session, (request,): (Option<SendContactRequestJson>,)| async move {
            send(&session, given(request)?).await
        },
    );
    table.method(
        "wakuext_acceptContactRequest",
        "Accepts a contact request by the id of its message.",
        &["request"],
        |session: Session, (request,): (Option<AcceptJson>,)| async move {
            let id = message_id(&given(request)?.id, "accept-contact-request: invalid id")?;
            say(&session, move |context| contact::accept_contact_request(context, &id)).await
        },
    );
    table.method(
        "wakuext_declineContactRequest",
        "Declines a contact request by the id of its message. The other side is not told.",
        &["request"],
        |session: Session, (request,): (Option<DeclineJson>,)| async move {
            let id = message_id(&given(request)?.id, "decline-contact-request: invalid id")?;
            say(&session, move |context| contact::decline_contact_request(context, &id)).await
        },
    );
    table.method(
        "wakuext_acceptLatestContactRequestForContact",
        "Accepts the newest request of a person.",
        &["request"],
        |session: Session, (request,): (Option<AcceptLatestJson>,)| async move {
            let request = given(request)?;
            required(&request.id, "accept-latest-contact-request-for-contact: invalid id")?;
            // Who has no key has asked nothing.
            let key = PublicKey::from_bytes(&request.id.0).map_err(|_| CommandError::NothingToAccept)?;
            say(&session, move |context| contact::accept_latest_contact_request(context, &key)).await
        },
    );
    table.method(
        "wakuext_dismissLatestContactRequestForContact",
        "Declines the newest request of a person.",
        &["request"],
        |session: Session, (request,): (Option<DismissLatestJson>,)| async move {
            let request = given(request)?;
            required(&request.id, "dismiss-latest-contact-request-for-contact: invalid id")?;
            let key = PublicKey::from_bytes(&request.id.0).map_err(|_| CommandError::NothingToDecline)?;
            say(&session, move |context| contact::dismiss_latest_contact_request(context, &key)).await
        },
    );
    table.method(
        "wakuext_retractContactRequest",
        "Takes a request back, or ends a contact, and tells the other side.",
        &["request"],
        |session: Session, (request,): (Option<RetractJson>,)| async move {
            let request = given(request)?;
            required(&request.id, "retract-contact-request: invalid id")?;
            let key = PublicKey::from_bytes(&request.id.0)?;
            run(&session, move |context| contact::retract_contact_request(context, &key)).await
        },
    );
    table.method(
        "wakuext_getLatestContactRequestForContact",
        "The newest contact request in the chat with a person.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { latest(&session, &id).await },
    );
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.SendContactRequest")]
#[serde(rename = "requests.SendContactRequest")]
struct SendContactRequestJson {
    /// Public key in either form.
    id: String,
    message: String,
}

/// They look alike; errors call each by its name.
macro_rules! requests_by_id {
    ($($type:ident = $name:literal),* $(,)?) => {
        $(
            /// Of a message, or of a person, as the method says.
            #[derive(Deserialize, JsonSchema)]
            #[schemars(rename = "requests.ContactRequestID")]
            #[serde(rename = $name)]
            struct $type {
                id: HexBytes,
            }
        )*
    };
}

requests_by_id!(
    AcceptJson = "requests.AcceptContactRequest",
    DeclineJson = "requests.DeclineContactRequest",
    AcceptLatestJson = "requests.AcceptLatestContactRequestForContact",
    DismissLatestJson = "requests.DismissLatestContactRequestForContact",
    RetractJson = "requests.RetractContactRequest",
);

fn message_id(id: &HexBytes, error: &'static str) -> Result<String, RpcError> {
    required(id, error)?;
    Ok(format!("0x{}", hex::encode(&id.0)))
}

async fn send(session: &Session, request: SendContactRequestJson) -> Result<MessengerResponseJson, RpcError> {
    required(&request.id, "send-contact-request: invalid id")?;
    required(&request.message, "send-contact-request: invalid message")?;
    let key = person(&request.id)?;
    say(session, move |context| contact::send_contact_request(context, &key, &request.message)).await
}

async fn latest(session: &Session, id: &str) -> Result<MessengerResponseJson, RpcError> {
    if id.is_empty() {
        return Err(RpcError::method("get-latest-contact-request-for-contact: invalid id"));
    }
    // A text that is no key names a chat without requests.
    let chat_id = person(id).map_or_else(|_| id.to_owned(), |key| public_key_text(&key));
    let scene = session.shaper().scene();
    let (request, scene) = session
        .profile()
        .query(move |stores| {
            let request = stores.find_latest_contact_request(&chat_id)?;
            let scene = scene.with_messages(stores, request.as_slice())?;
            Ok::<_, StorageError>((request, scene))
        })
        .await?;
    let request = request.ok_or(CommandError::MessageNotFound)?;
    Ok(MessengerResponseJson::of_messages(&[request], &scene))
}
