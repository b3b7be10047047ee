//! Sessions: double ratchets with one installation of a peer, and which one is used (sections 7 and 8).

use status_ports::{
    CompressedKey, Entropy, MessageKeyRecord, RatchetState, RatchetStore, SessionKey, SessionRecord, StorageError,
};
use status_proto::encryption::{DrHeader, EncryptedMessageProtocol, X3dhHeader};

use super::double_ratchet::{self, Header, Limits, RatchetError, Received};
use super::own::Own;
use super::stored::{private_key, public_key};
use super::{EncryptError, OpenError, x3dh};
use crate::crypto::{PrivateKey, PublicKey};

/// Names the stored key of a message that was opened with [`Endpoint::open_keeping_key`](super::Endpoint::open_keeping_key).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmation {
    session: SessionKey,
    ratchet_key: CompressedKey,
    number: u32,
}

impl Confirmation {
    pub(super) fn forget_key(&self, store: &mut dyn RatchetStore) -> Result<(), StorageError> {
        store.remove_message_key(&self.session, &self.ratchet_key, self.number)
    }
}

/// Somebody's installation.
#[derive(Clone, Copy)]
pub(super) struct Peer<'a> {
    pub(super) public_key: &'a PublicKey,
    pub(super) key: &'a CompressedKey,
    pub(super) installation_id: &'a str,
}

impl Peer<'_> {
    fn session_key(&self, bundle_id: CompressedKey) -> SessionKey {
        SessionKey { bundle_id, identity: *self.key, installation_id: self.installation_id.to_owned() }
    }
}

/// The session to send in: the one on the peer's current prekey, else the one that the peer founded on ours, else a new
/// one. `None` if there is neither a session nor a prekey. When both sides began at the same time, each stays with its own.
pub(super) fn for_sending(
    store: &mut dyn RatchetStore,
    own: &Own,
    peer: Peer<'_>,
    now_ns: i64,
    entropy: &mut dyn Entropy,
) -> Result<Option<SessionRecord>, EncryptError> {
    let theirs = store.find_current_signed_pre_key(peer.key, peer.installation_id)?;
    if let Some(pre_key) = &theirs
        && let Some(session) = store.find_session(&peer.session_key(pre_key.signed_pre_key))?
    {
        return Ok(Some(session));
    }
    if let Some(pre_key) = store.find_current_signed_pre_key(&own.key, &own.installation_id)?
        && let Some(session) = store.find_session(&peer.session_key(pre_key.signed_pre_key))?
    {
        return Ok(Some(session));
    }
    let Some(pre_key) = theirs else { return Ok(None) };
    let remote = public_key(&pre_key.signed_pre_key)?;
    let ephemeral = PrivateKey::generate(entropy);
    let shared_key = x3dh::initiate(&own.identity, &ephemeral, peer.public_key, &remote);
    Ok(Some(SessionRecord {
        key: peer.session_key(pre_key.signed_pre_key),
        state: double_ratchet::initiate(&shared_key, &remote, entropy),
        shared_key,
        ephemeral_key: Some(ephemeral.public_key().to_compressed()),
        founded_at_ns: now_ns,
    }))
}

/// Encrypts the next message of a session. The X3DH header goes along until the peer has answered.
pub(super) fn encrypt(session: &mut SessionRecord, payload: &[u8]) -> Result<EncryptedMessageProtocol, RatchetError> {
    let (header, payload) = double_ratchet::send(&mut session.state, payload)?;
    let id = session.key.bundle_id.to_vec();
    Ok(EncryptedMessageProtocol {
        x3dh_header: session.ephemeral_key.map(|key| X3dhHeader { key: key.to_vec(), id: id.clone() }),
        dr_header: Some(DrHeader { key: header.ratchet_key.to_vec(), n: header.number, pn: header.previous_count, id }),
        payload,
        dh_header: None,
        hr_header: None,
    })
}

/// A message of a session, its headers read.
pub(super) struct Incoming<'a> {
    peer: Peer<'a>,
    bundle_id: CompressedKey,
    header: Header,
    ciphertext: &'a [u8],
    /// The ephemeral key of the X3DH header, if there is one.
    ephemeral_key: Option<CompressedKey>,
    /// When the sender signed the bundle beside it.
    signed_at_ns: Option<i64>,
}

impl<'a> Incoming<'a> {
    pub(super) fn read(
        peer: Peer<'a>,
        entry: &'a EncryptedMessageProtocol,
        header: &DrHeader,
        signed_at_ns: Option<i64>,
    ) -> Result<Self, OpenError> {
        let key = |bytes: &[u8]| CompressedKey::try_from(bytes).map_err(|_| OpenError::MalformedHeader);
        let bundle_id = key(&header.id)?;
        let ephemeral_key = match &entry.x3dh_header {
            Some(x3dh) if x3dh.id != header.id => return Err(OpenError::SessionNotFound),
            Some(x3dh) => Some(key(&x3dh.key)?),
            None => None,
        };
        let header = Header { ratchet_key: key(&header.key)?, number: header.n, previous_count: header.pn };
        Ok(Self { peer, bundle_id, header, ciphertext: &entry.payload, ephemeral_key, signed_at_ns })
    }
}

/// What opening needs besides the store.
pub(super) struct Opening<'a> {
    pub(super) own: &'a Own,
    pub(super) limits: &'a Limits,
    /// Keep the key of the opened message until it is confirmed.
    pub(super) keep_key: bool,
}

impl Opening<'_> {
    /// Opens a message, and stores what follows from it. An error has stored nothing.
    pub(super) fn open(
        &self,
        store: &mut dyn RatchetStore,
        incoming: &Incoming<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<(Vec<u8>, Option<Confirmation>), OpenError> {
        let name = incoming.peer.session_key(incoming.bundle_id);
        let Some(session) = store.find_session(&name)? else {
            let session = self.found(store, incoming, name, None)?;
            return self.advance(store, incoming, session, entropy);
        };
        let shared_key = session.shared_key.clone();
        let (founded_at_ns, keys_count) = (session.founded_at_ns, session.state.keys_count);
        let failure = match self.open_in(store, incoming, session, entropy) {
            Err(OpenError::Ratchet(failure)) if !matches!(failure, RatchetError::Storage(_)) => failure,
            other => return other,
        };
        // The peer may have lost its side and begun anew on the same prekey. Only a newer word of the peer counts: an old
        // message that comes late must not bring the lost session back.
        if incoming.ephemeral_key.is_none() || incoming.signed_at_ns.is_none_or(|signed_at| signed_at <= founded_at_ns)
        {
            return Err(failure.into());
        }
        let anew = match self.found(store, incoming, name, Some(keys_count)) {
            Ok(anew) if anew.shared_key != shared_key => anew,
            Ok(_) | Err(OpenError::SessionNotFound) => return Err(failure.into()),
            Err(other) => return Err(other),
        };
        self.advance(store, incoming, anew, entropy)
    }

    /// The session that the message's X3DH header founds. Not stored yet. `keys_count` goes on if another was before it.
    fn found(
        &self,
        store: &mut dyn RatchetStore,
        incoming: &Incoming<'_>,
        name: SessionKey,
        keys_count: Option<u64>,
    ) -> Result<SessionRecord, OpenError> {
        let ephemeral_key = incoming.ephemeral_key.ok_or(OpenError::SessionNotFound)?;
        let pre_key = store.find_private_signed_pre_key(&incoming.bundle_id)?;
        let pre_key = pre_key.and_then(|record| record.private_key).ok_or(OpenError::SessionNotFound)?;
        let pre_key = private_key(&pre_key)?;
        let ephemeral_key = PublicKey::from_bytes(&ephemeral_key).map_err(|_| OpenError::MalformedHeader)?;
        let shared_key = x3dh::respond(&self.own.identity, &pre_key, incoming.peer.public_key, &ephemeral_key);
        let state = double_ratchet::respond(&shared_key, &pre_key);
        Ok(SessionRecord {
            key: name,
            shared_key,
            ephemeral_key: None,
            // Who founds without a date can be replaced by anybody with one.
            founded_at_ns: incoming.signed_at_ns.unwrap_or(i64::MIN),
            state: RatchetState { keys_count: keys_count.unwrap_or(0), ..state },
        })
    }

    fn open_in(
        &self,
        store: &mut dyn RatchetStore,
        incoming: &Incoming<'_>,
        session: SessionRecord,
        entropy: &mut dyn Entropy,
    ) -> Result<(Vec<u8>, Option<Confirmation>), OpenError> {
        let Header { ratchet_key, number, .. } = incoming.header;
        let state = &session.state;
        // The next messages of the current chain cannot have a key waiting.
        if state.remote_ratchet_key != Some(ratchet_key) || number < state.receive_number {
            let waiting = store.find_message_key(&session.key, &ratchet_key, number)?;
            if let Some(message_key) = waiting {
                let plaintext = double_ratchet::receive_with_key(&message_key, &incoming.header, incoming.ciphertext)?;
                let used = Confirmation { session: session.key.clone(), ratchet_key, number };
                answered(store, session)?;
                if self.keep_key {
                    return Ok((plaintext, Some(used)));
                }
                used.forget_key(store)?;
                return Ok((plaintext, None));
            }
        }
        self.advance(store, incoming, session, entropy)
    }

    fn advance(
        &self,
        store: &mut dyn RatchetStore,
        incoming: &Incoming<'_>,
        session: SessionRecord,
        entropy: &mut dyn Entropy,
    ) -> Result<(Vec<u8>, Option<Confirmation>), OpenError> {
        let received =
            double_ratchet::receive(&session.state, &incoming.header, incoming.ciphertext, self.limits, entropy)?;
        let Received { plaintext, state, skipped: mut waiting, used } = received;
        let confirmation = self.keep_key.then(|| confirmation_of(&session.key, &used));
        if self.keep_key {
            waiting.push(used);
        }
        let keys_count = state.keys_count;
        let session = SessionRecord { ephemeral_key: None, state, ..session };
        store.save_session(&session)?;
        self.keep(store, &session.key, &waiting, keys_count)?;
        Ok((plaintext, confirmation))
    }

    /// Stores message keys that wait, and forgets those that waited too long.
    fn keep(
        &self,
        store: &mut dyn RatchetStore,
        session: &SessionKey,
        waiting: &[MessageKeyRecord],
        keys_count: u64,
    ) -> Result<(), StorageError> {
        if !waiting.is_empty() {
            store.save_message_keys(session, waiting)?;
        }
        let first = keys_count.checked_sub(self.limits.max_keep).map_or(0, |last| last.saturating_add(1));
        if waiting.is_empty() && first == 0 {
            return Ok(());
        }
        store.prune_message_keys(session, first, self.limits.max_message_keys)
    }
}

fn confirmation_of(session: &SessionKey, used: &MessageKeyRecord) -> Confirmation {
    Confirmation { session: session.clone(), ratchet_key: used.ratchet_key, number: used.number }
}

/// The peer has answered: the X3DH header need not go along any more.
fn answered(store: &mut dyn RatchetStore, session: SessionRecord) -> Result<(), StorageError> {
    if session.ephemeral_key.is_none() {
        return Ok(());
    }
    store.save_session(&SessionRecord { ephemeral_key: None, ..session })
}
