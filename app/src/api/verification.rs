//! Identity verification.

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::contact::{self, VerificationError};
use status_domain::identity::parse_public_key;
use status_domain::messaging::CommandError;
use status_ports::{CompressedKey, ProfileStoreExt, ProfileTransaction, StorageError, VerificationRecord};

use super::messenger::{given, required, run};
use super::shape::{MessengerResponseJson, VerificationJson};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_sendContactVerificationRequest",
        "Asks a contact a question by which they shall prove who they are: 1 to 280 bytes.",
        &["contactID", "challenge"],
        |session: Session, (id, challenge): (String, String)| async move {
            // Somebody who is no person is no contact.
            let key = parse_public_key(&id).map_err(|_| CommandError::from(VerificationError::NotMutual))?;
            run(&session, move |context| contact::request_verification(context, &key, &challenge)).await
        },
    );
    table.method(
        "wakuext_acceptContactVerificationRequest",
        "Answers a question: 1 to 280 bytes.",
        &["id", "response"],
        |session: Session, (id, response): (String, String)| async move {
            run(&session, move |context| contact::answer_verification(context, &id, &response)).await
        },
    );
    table.method(
        "wakuext_declineContactVerificationRequest",
        "Does not answer a question; the other side is told.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            run(&session, move |context| contact::decline_verification(context, &id)).await
        },
    );
    table.method(
        "wakuext_cancelVerificationRequest",
        "Takes a question back that nobody answered yet.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            run(&session, move |context| contact::cancel_verification(context, &id)).await
        },
    );
    table.method(
        "wakuext_verifiedTrusted",
        "Says that the answer which an entry of the activity center shows is right.",
        &["request"],
        |session: Session, (request,): (Option<VerifiedTrustedJson>,)| async move {
            judge(&session, given(request)?.id, true, "verified-trusted: invalid id").await
        },
    );
    table.method(
        "wakuext_verifiedUntrustworthy",
        "Says that the answer which an entry of the activity center shows is wrong.",
        &["request"],
        |session: Session, (request,): (Option<VerifiedUntrustworthyJson>,)| async move {
            judge(&session, given(request)?.id, false, "verified-untrustworthy: invalid id").await
        },
    );
    table.method(
        "wakuext_getReceivedVerificationRequests",
        "What others asked us, newest first.",
        &[],
        |session: Session, (): ()| async move { received(&session).await },
    );
    table.method(
        "wakuext_getVerificationRequestSentTo",
        "The newest question that we asked a person; null without one.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { sent_to(&session, &id).await },
    );
    table.method(
        "wakuext_getLatestVerificationRequestFrom",
        "The newest question that a person asked us; null without one.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { latest_from(&session, &id).await },
    );
}

/// The id of an entry of the activity center.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.VerifiedTrusted")]
#[serde(rename = "requests.VerifiedTrusted")]
struct VerifiedTrustedJson {
    id: HexBytes,
}

/// The id of an entry of the activity center.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.VerifiedUntrustworthy")]
#[serde(rename = "requests.VerifiedUntrustworthy")]
struct VerifiedUntrustworthyJson {
    id: HexBytes,
}

async fn judge(
    session: &Session,
    id: HexBytes,
    trust: bool,
    error: &'static str,
) -> Result<MessengerResponseJson, RpcError> {
    required(&id, error)?;
    run(session, move |context| contact::trust_answer(context, &id.0, trust)).await
}

async fn received(session: &Session) -> Result<Vec<VerificationJson>, StorageError> {
    let (me, scene) = (*session.shaper().me(), session.shaper().scene());
    let received = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| contact::received_verifications(stores, &me))
        .await?;
    Ok(received.iter().map(|verification| VerificationJson::new(verification, &scene)).collect())
}

async fn sent_to(session: &Session, id: &str) -> Result<Option<VerificationJson>, RpcError> {
    let key = parse_public_key(id).map_err(|_| CommandError::ContactNotFound)?.to_compressed();
    let me = *session.shaper().me();
    let found = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            stores.find_contact(&key)?.ok_or(CommandError::ContactNotFound)?;
            Ok::<_, CommandError>(contact::latest_verification(stores, &me, &key)?)
        })
        .await?;
    Ok(shown(session, found))
}

async fn latest_from(session: &Session, id: &str) -> Result<Option<VerificationJson>, StorageError> {
    // Who is no person asked nothing.
    let Ok(key) = parse_public_key(id) else { return Ok(None) };
    let (key, me): (CompressedKey, _) = (key.to_compressed(), *session.shaper().me());
    let found = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| contact::latest_verification(stores, &key, &me))
        .await?;
    Ok(shown(session, found))
}

fn shown(session: &Session, found: Option<VerificationRecord>) -> Option<VerificationJson> {
    found.map(|verification| VerificationJson::new(&verification, &session.shaper().scene()))
}
