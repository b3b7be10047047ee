//! What we say of the keys of others.

use status_domain::contact;
use status_domain::crypto::PublicKey;
use status_domain::identity::{PublicKeyFormatError, parse_public_key};
use status_domain::messaging::{CommandError, Context, Outcome};
use status_ports::ProfileStoreExt;

use super::messenger::{execute, run};
use super::shape::trust_status;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_markAsTrusted",
        "Says that a key is who it claims to be.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { say(&session, &id, contact::mark_as_trusted).await },
    );
    table.method(
        "wakuext_markAsUntrustworthy",
        "Says that a key is not who it claims to be.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { say(&session, &id, contact::mark_as_untrustworthy).await },
    );
    table.method(
        "wakuext_removeTrustStatus",
        "Takes back what was said of a key.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { say(&session, &id, contact::remove_trust).await },
    );
    table.method(
        "wakuext_removeTrustVerificationStatus",
        "Takes back what was said of a key, and that the person was verified.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move {
            let key = parse_public_key(&id)?;
            run(&session, move |context| contact::remove_trust_verification(context, &key)).await
        },
    );
    table.method(
        "wakuext_getTrustStatus",
        "What was said of a key: 0 nothing, 1 trusted, 2 untrustworthy.",
        &["contactID"],
        |session: Session, (id,): (String,)| async move { status(&session, &id).await },
    );
}

type Say = fn(&mut Context<'_>, &PublicKey) -> Result<Outcome, CommandError>;

async fn say(session: &Session, id: &str, say: Say) -> Result<(), RpcError> {
    let key = parse_public_key(id)?;
    execute(session, move |context| say(context, &key)).await.map(drop)
}

async fn status(session: &Session, id: &str) -> Result<u8, RpcError> {
    let key: Result<PublicKey, PublicKeyFormatError> = parse_public_key(id);
    // Nothing was said of what is no key.
    let Ok(key) = key else { return Ok(0) };
    let key = key.to_compressed();
    Ok(trust_status(session.profile().query(move |stores| stores.trust_status(&key)).await?))
}
