//! A conversation, step by step: what each side sends, opens, refuses, and has in its sessions afterwards.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use serde_json::Value;
use status_domain::crypto::PublicKey;
use status_domain::ratchet::{ANY_INSTALLATION, Confirmation, Sealed, Security};
use status_memory::SeededEntropy;
use status_ports::SessionKey;
use status_proto::encryption::ProtocolMessage;

use super::party::Script;
use super::{Party, check_decoded, dump};
use crate::vectors::{array, boolean, bytes, check, expect_equal, find_bytes, find_text, get, text, u64_field};

struct Conversation {
    parties: BTreeMap<String, Party>,
    /// Sender and bytes by number.
    sent: BTreeMap<u64, (PublicKey, Vec<u8>)>,
    /// By recipient and number.
    confirmations: BTreeMap<(String, u64), Confirmation>,
    now_ns: i64,
}

pub(super) fn run(case: &Value) -> Result<(), String> {
    let parties = get(case, "parties")?.as_object().ok_or("parties is no object")?;
    let parties: Result<BTreeMap<_, _>, String> =
        parties.iter().map(|(name, party)| Ok((name.clone(), Party::read(party)?))).collect();
    let parties = parties?;
    let now_ns = parties.values().map(|party| party.bundle.timestamp).max().unwrap_or_default();
    let mut conversation = Conversation { parties, sent: BTreeMap::new(), confirmations: BTreeMap::new(), now_ns };
    let steps = array(case, "steps")?;
    conversation.introduce(steps)?;
    for (index, step) in steps.iter().enumerate() {
        let done = match text(step, "action")? {
            "send" => conversation.send(step),
            "deliver" => conversation.deliver(step),
            "confirm" => conversation.confirm(step),
            other => Err(format!("unknown action {other}")),
        };
        done.map_err(|reason| format!("step {index}: {reason}"))?;
    }
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<ProtocolMessage, String> {
    ProtocolMessage::decode(bytes).map_err(|error| error.to_string())
}

impl Conversation {
    fn party(&mut self, step: &Value, field: &str) -> Result<&mut Party, String> {
        let name = text(step, field)?;
        self.parties.get_mut(name).ok_or_else(|| format!("no party {name}"))
    }

    /// Who writes to an installation without having heard of it in the conversation had its bundle before.
    fn introduce(&mut self, steps: &[Value]) -> Result<(), String> {
        let mut heard = BTreeSet::new();
        let mut senders = BTreeMap::new();
        for step in steps {
            match text(step, "action")? {
                "send" => {
                    let message = decode(&bytes(step, "protocol_message")?)?;
                    let from = text(step, "from")?;
                    senders.insert(u64_field(step, "message")?, message.installation_id.clone());
                    for installation_id in message.encrypted_message.into_keys() {
                        if installation_id != ANY_INSTALLATION
                            && heard.insert((from.to_owned(), installation_id.clone()))
                        {
                            self.learn(from, &installation_id)?;
                        }
                    }
                }
                "deliver" => {
                    let sender = senders.get(&u64_field(step, "message")?).ok_or("delivered before it was sent")?;
                    heard.insert((text(step, "to")?.to_owned(), sender.clone()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn learn(&mut self, who: &str, installation_id: &str) -> Result<(), String> {
        let others = self.parties.values().map(|party| (party.public_key(), party.bundle.clone()));
        let known: Vec<_> = others.filter(|(_, bundle)| bundle.signed_pre_keys.contains_key(installation_id)).collect();
        let party = self.parties.get_mut(who).ok_or_else(|| format!("no party {who}"))?;
        known.iter().try_for_each(|(public_key, bundle)| party.learn(public_key, bundle))
    }

    fn send(&mut self, step: &Value) -> Result<(), String> {
        let (plaintext, recorded) = (bytes(step, "plaintext")?, bytes(step, "protocol_message")?);
        let expected = decode(&recorded)?;
        check_decoded(&expected, step)?;
        self.now_ns = expected.bundles.first().map_or(self.now_ns, |bundle| self.now_ns.max(bundle.timestamp));
        let (now_ns, to) = (self.now_ns, self.party(step, "to")?.public_key());
        let from = self.party(step, "from")?;
        let is_set = |field| if step.get(field).is_some() { boolean(step, field) } else { Ok(false) };
        let mut entropy = SeededEntropy::new(2);
        let message = if is_set("public")? {
            from.endpoint.wrap_public(&mut from.store, &plaintext, now_ns, &mut entropy)
        } else if is_set("dh")? {
            from.endpoint.encrypt_dh_only(&mut from.store, &to, &plaintext, now_ns, &mut entropy)
        } else {
            let sealed = encrypt(from, step, &to, &plaintext, now_ns)?;
            check_sealed(&sealed, step)?;
            Ok(sealed.message)
        };
        let message = message.map_err(|error| error.to_string())?;
        compare_messages(&decode(&message)?, &expected)?;
        dump::compare(&from.store, &dump::read(step, "sender_sessions_after")?)?;
        let sender = from.public_key();
        if !plaintext.is_empty() {
            let to = self.party(step, "to")?;
            // Ours opens as well as the recorded one. Only the recorded one counts for what comes after.
            let opened = to.endpoint.open(&mut to.store.clone(), &sender, &message, now_ns, &mut entropy);
            let opened = opened.map_err(|error| format!("our own message: {error}"))?;
            expect_equal("payload of our own message", opened.payload, plaintext)?;
        }
        self.sent.insert(u64_field(step, "message")?, (sender, recorded));
        Ok(())
    }

    fn deliver(&mut self, step: &Value) -> Result<(), String> {
        let number = u64_field(step, "message")?;
        let (sender, recorded) = self.sent.get(&number).cloned().ok_or("delivered before it was sent")?;
        let message = find_bytes(step, "protocol_message")?.unwrap_or(recorded);
        let now_ns = self.now_ns;
        let party = self.party(step, "to")?;
        let before = party.store.clone();
        let dump = dump::read(step, "receiver_sessions_after")?;
        let mut drawn = Vec::new();
        for dumped in &dump {
            drawn.extend(dumped.new_ratchet_key(&party.store)?);
        }
        let mut entropy = Script::new(drawn);
        let opened = party.endpoint.open_keeping_key(&mut party.store, &sender, &message, now_ns, &mut entropy);
        let opened = match (find_text(step, "expect_error")?, opened) {
            (Some(_), Err(_)) => {
                check(before.sessions().eq(party.store.sessions()), "a session changed although it failed")?;
                return before.sessions().try_for_each(|session| {
                    let unchanged = before.message_keys(&session.key).eq(party.store.message_keys(&session.key));
                    check(unchanged, "a message key changed although it failed")
                });
            }
            (Some(expected), Ok(_)) => return Err(format!("opened, expected {expected:?}")),
            (None, Err(error)) => return Err(format!("refused with {error}")),
            (None, Ok(opened)) => opened,
        };
        expect_equal("plaintext", hex::encode(&opened.payload), hex::encode(bytes(step, "expect_plaintext")?))?;
        let mut new: Vec<_> = opened.new_installations.into_iter().map(|row| row.installation_id).collect();
        new.sort();
        expect_equal("new installations", new, dump::read_texts(step, "new_installations")?)?;
        let secrets: Vec<_> = opened.secret.iter().map(|secret| (sender.to_compressed(), *secret.as_bytes())).collect();
        expect_equal("shared secrets", secrets, dump::read_secrets(step)?)?;
        dump::compare(&party.store, &dump)?;
        if let Some(confirmation) = opened.confirmation {
            check(opened.security == Security::DoubleRatchet, "a confirmation for a message without a session")?;
            self.confirmations.insert((text(step, "to")?.to_owned(), number), confirmation);
        }
        Ok(())
    }

    fn confirm(&mut self, step: &Value) -> Result<(), String> {
        let key = (text(step, "to")?.to_owned(), u64_field(step, "message")?);
        let confirmation = self.confirmations.remove(&key).ok_or("nothing to confirm")?;
        let party = self.party(step, "to")?;
        party.endpoint.confirm(&mut party.store, &confirmation).map_err(|error| error.to_string())?;
        dump::compare(&party.store, &dump::read(step, "receiver_sessions_after")?)
    }
}

/// Encrypts as the recording did. Which sessions are begun is our own decision; with which keys, the recording's.
fn encrypt(from: &mut Party, step: &Value, to: &PublicKey, plaintext: &[u8], now_ns: i64) -> Result<Sealed, String> {
    let mut rehearsal = from.store.clone();
    let mut entropy = SeededEntropy::new(3);
    from.endpoint.encrypt(&mut rehearsal, to, plaintext, now_ns, &mut entropy).map_err(|error| error.to_string())?;
    let known: BTreeSet<SessionKey> = from.store.sessions().map(|session| session.key.clone()).collect();
    let new: Vec<_> =
        rehearsal.sessions().map(|session| session.key.clone()).filter(|key| !known.contains(key)).collect();
    dump::begin_new(&mut from.store, &dump::read(step, "sender_sessions_after")?, &new)?;
    let sealed = from.endpoint.encrypt(&mut from.store, to, plaintext, now_ns, &mut entropy);
    sealed.map_err(|error| error.to_string())
}

fn check_sealed(sealed: &Sealed, step: &Value) -> Result<(), String> {
    expect_equal("agreed secret", sealed.agreed, boolean(step, "agreed_secret")?)?;
    expect_equal("shared secret", sealed.secret.as_bytes().to_vec(), bytes(step, "shared_secret")?)?;
    let mut targeted = sealed.targeted_installations.clone();
    targeted.sort();
    expect_equal("targeted installations", targeted, dump::read_texts(step, "targeted_installations")?)
}

/// Everything but what is drawn at random or depends on the clock must be the same, ciphertexts of sessions included.
fn compare_messages(ours: &ProtocolMessage, expected: &ProtocolMessage) -> Result<(), String> {
    expect_equal("installation id", &ours.installation_id, &expected.installation_id)?;
    expect_equal("public message", &ours.public_message, &expected.public_message)?;
    expect_equal("number of bundles", ours.bundles.len(), expected.bundles.len())?;
    for (ours, expected) in ours.bundles.iter().zip(&expected.bundles) {
        expect_equal("identity of the bundle", &ours.identity, &expected.identity)?;
        expect_equal("prekeys of the bundle", &ours.signed_pre_keys, &expected.signed_pre_keys)?;
    }
    let ids = |message: &ProtocolMessage| message.encrypted_message.keys().cloned().collect::<Vec<_>>();
    expect_equal("entries", ids(ours), ids(expected))?;
    for (ours, expected) in ours.encrypted_message.values().zip(expected.encrypted_message.values()) {
        if expected.dh_header.is_none() {
            expect_equal("entry", ours, expected)?;
            continue;
        }
        check(ours.dh_header.is_some() && ours.dr_header.is_none() && ours.x3dh_header.is_none(), "headers")?;
        expect_equal("length of the ciphertext", ours.payload.len(), expected.payload.len())?;
    }
    Ok(())
}
