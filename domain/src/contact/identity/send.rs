//! Saying who we are: in chats, and beside the contact code.

use status_ports::{ChatRecord, IdentitySent, StorageError, UnixMillis};
use status_proto::status::ChatIdentity;
use status_proto::status::application_metadata_message::Type;

use super::own::{Hearers, OwnIdentity};
use crate::crypto::PublicKey;
use crate::messaging::{Audience, Context, Decision, Delivery};

/// After this an unchanged identity is said again.
const REPEAT_AFTER_MS: UnixMillis = 24 * 60 * 60 * 1000;

/// Whether what was said before still tells who we are.
fn is_told(before: Option<IdentitySent>, hash: &[u8; 32], now: UnixMillis) -> bool {
    before.is_some_and(|sent| sent.hash == *hash && now.saturating_sub(sent.at) <= REPEAT_AFTER_MS)
}

/// The clock of what is said now: the time, but newer than before, whatever the clock of the device did.
fn clock_after(before: Option<IdentitySent>, now: UnixMillis) -> UnixMillis {
    before.map_or(now, |before| now.max(before.at.saturating_add(1)))
}

/// What goes out beside the contact code, if it changed or was not said for a day. It is remembered as said.
pub(crate) fn identity_beside_contact_code(context: &mut Context<'_>) -> Result<Option<ChatIdentity>, StorageError> {
    let before = context.stores.published_identity()?;
    let identity = OwnIdentity::read(context, Hearers::OfContactCode)?;
    // Who was told something is told that it is gone.
    if before.is_none() && identity.is_empty(context) {
        return Ok(None);
    }
    let hash = identity.hash();
    if is_told(before, &hash, context.now) {
        return Ok(None);
    }
    let at = clock_after(before, context.now);
    context.stores.save_published_identity(&IdentitySent { hash, at })?;
    Ok(Some(identity.compose(context, at)))
}

/// Says to a person who we are, if they were not told since it changed. The chat is not stored by this.
pub(crate) fn send_identity_if_due(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    let contact = decision.contact(peer)?;
    let identity = due(decision, chat, Hearers::Person(&contact))?;
    if let Some(identity) = identity {
        let signed = decision.sign(Type::ChatIdentity, &identity);
        // Through datasync it shares the envelope of what follows, and is there before it.
        decision.send(signed, peer, Delivery::Datasync);
    }
    Ok(())
}

/// Says to a person who we are, whatever was said before: a new contact may have forgotten it. The chat is not stored by
/// this.
pub(crate) fn send_identity(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    peer: &PublicKey,
) -> Result<(), StorageError> {
    // What comes now is newer than what came before.
    chat.identity_sent = chat.identity_sent.map(|sent| IdentitySent { hash: [0; 32], ..sent });
    send_identity_if_due(decision, chat, peer)
}

/// The same in a public chat.
pub(crate) fn send_identity_to_public_chat(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
) -> Result<(), StorageError> {
    if let Some(identity) = due(decision, chat, Hearers::PublicChat)? {
        let signed = decision.sign(Type::ChatIdentity, &identity);
        decision.send_to(signed, [Audience::Everybody(chat.id.clone())], Delivery::Once);
    }
    Ok(())
}

fn due(
    decision: &mut Decision<'_, '_>,
    chat: &mut ChatRecord,
    hearers: Hearers<'_>,
) -> Result<Option<ChatIdentity>, StorageError> {
    let context = &mut *decision.context;
    let identity = OwnIdentity::read(context, hearers)?;
    if chat.identity_sent.is_none() && identity.is_empty(context) {
        return Ok(None);
    }
    let hash = identity.hash();
    if is_told(chat.identity_sent, &hash, context.now) {
        return Ok(None);
    }
    let at = clock_after(chat.identity_sent, context.now);
    chat.identity_sent = Some(IdentitySent { hash, at });
    Ok(Some(identity.compose(context, at)))
}
