//! Private groups: signed events, the message that carries them, and the group that they make.

use std::collections::BTreeSet;

use prost::Message as _;
use serde_json::Value;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::group::{Change, Event, Fold, Group, sent_bytes};
use status_domain::identity::public_key_text;
use status_ports::CompressedKey;
use status_proto::status::MembershipUpdateMessage;

use super::{array, boolean, bytes, expect_equal, find_text, get, text, u64_field};

/// Judges a case of `group_chat.json`.
pub(super) fn run(case: &Value) -> Result<(), String> {
    match text(case, "kind")? {
        "history" => history(case),
        "single_event" => single_event(case),
        _ => Err("unknown kind".into()),
    }
}

/// One event under the id of a chat, which need not be the one it was signed for.
fn single_event(case: &Value) -> Result<(), String> {
    let opened = Event::open(text(case, "chat_id")?, &bytes(case, "bytes")?);
    match (opened, find_text(case, "error")?) {
        (Ok(event), None) => expect_equal("from", key_text(event.author()).as_str(), text(case, "from")?),
        (Err(_), Some(_)) => Ok(()),
        (Ok(_), Some(error)) => Err(format!("should be refused: {error}")),
        (Err(error), None) => Err(format!("refused: {error}")),
    }
}

fn history(case: &Value) -> Result<(), String> {
    let chat_id = text(case, "chat_id")?;
    let message = MembershipUpdateMessage::decode(bytes(case, "message")?.as_slice());
    let message = message.map_err(|error| error.to_string())?;
    expect_equal("chat id of the message", message.chat_id.as_str(), chat_id)?;
    let (events, order) = (array(case, "events")?, array(case, "message_order")?);
    expect_equal("number of events", message.events.len(), order.len())?;
    let mut opened = Vec::new();
    let mut refusals = Vec::new();
    for (sent, place) in message.events.iter().zip(order) {
        let expected = place.as_u64().and_then(|place| events.get(usize::try_from(place).ok()?));
        match event(case, chat_id, expected.ok_or("no such event")?, sent)? {
            Ok(event) => opened.push(event),
            Err(error) => refusals.push(error),
        }
    }
    let fold = match Group::fold(chat_id, opened) {
        Ok(fold) => fold,
        Err(error) => return if find_text(case, "error")?.is_some() { Ok(()) } else { Err(error.to_string()) },
    };
    refusals.extend(fold.refused.iter().map(|(_, error)| error.to_string()));
    match find_text(case, "error")? {
        Some(error) if refusals.is_empty() => Err(format!("should be refused: {error}")),
        Some(_) => Ok(()),
        None if refusals.is_empty() => state(get(case, "state")?, &fold),
        None => Err(format!("refused: {}", refusals.join(", "))),
    }
}

/// One event of a message. What it says may be forbidden to any group.
fn event(case: &Value, chat_id: &str, expected: &Value, sent: &[u8]) -> Result<Result<Event, String>, String> {
    let signed = [bytes(expected, "signature")?, bytes(expected, "encoded")?].concat();
    expect_equal("event in the message", hex::encode(sent), hex::encode(&signed))?;
    let event = match Event::open(chat_id, sent) {
        Ok(event) => event,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let signer = get(get(case, "people")?, text(expected, "signer")?)?;
    expect_equal("signer", key_text(event.author()).as_str(), text(signer, "id")?)?;
    expect_equal("clock", event.position().clock, u64_field(expected, "clock")?)?;
    let key = PrivateKey::from_bytes(&bytes(signer, "private_key")?).map_err(|error| error.to_string())?;
    let ours = Event::sign(chat_id, event.position().clock, event.change().clone(), &key);
    expect_equal("signed by us", hex::encode(sent_bytes(&ours.to_record(true))), hex::encode(&signed))?;
    Ok(Ok(event))
}

fn state(expected: &Value, fold: &Fold) -> Result<(), String> {
    let group = &fold.group;
    let record = group.record();
    expect_equal("chat id", record.chat_id.as_str(), text(expected, "chat_id")?)?;
    expect_equal("name", record.name.as_str(), text(expected, "name")?)?;
    expect_equal("color", record.color.as_str(), text(expected, "color")?)?;
    expect_equal("image", hex::encode(group.new_image().unwrap_or_default()), hex::encode(bytes(expected, "image")?))?;
    expect_equal("creator", key_text(group.creator()).as_str(), text(expected, "creator")?)?;
    let last_clock = record.last_event.map(|last| last.clock).unwrap_or_default();
    expect_equal("last clock", last_clock, u64_field(expected, "last_clock")?)?;

    let joined: BTreeSet<&CompressedKey> = fold
        .accepted
        .iter()
        .filter(|event| matches!(event.change(), Change::Created { .. } | Change::MemberJoined))
        .map(Event::author)
        .collect();
    let members: BTreeSet<(String, bool, bool)> = group
        .members()
        .iter()
        .map(|member| (key_text(&member.public_key), member.is_admin, joined.contains(&member.public_key)))
        .collect();
    let mut wanted = BTreeSet::new();
    for member in array(expected, "members")? {
        let flags = (boolean(member, "admin")?, boolean(member, "has_joined_event")?);
        wanted.insert((text(member, "id")?.to_owned(), flags.0, flags.1));
    }
    expect_equal("members", &members, &wanted)?;

    // In the reference somebody who is no member becomes an admin along with others; here nobody does.
    let admins = texts(expected, "admins")?;
    let admins: BTreeSet<String> =
        admins.into_iter().filter(|id| members.iter().any(|(member, _, _)| member == id)).collect();
    let ours = members.iter().filter(|(_, is_admin, _)| *is_admin).map(|(id, _, _)| id.clone()).collect();
    expect_equal("admins", admins, ours)?;

    let mut ever = BTreeSet::from([key_text(group.creator())]);
    for event in &fold.accepted {
        if let Change::MembersAdded(keys) = event.change() {
            ever.extend(keys.iter().map(key_text));
        }
    }
    // The abridged history is not compared: the reference can make it, but neither sends nor reads one.
    expect_equal("was ever member", ever, texts(expected, "was_ever_member")?)
}

fn texts(value: &Value, field: &str) -> Result<BTreeSet<String>, String> {
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or_else(|| format!("{value} is no text"));
    array(value, field)?.iter().map(text).collect()
}

fn key_text(key: &CompressedKey) -> String {
    PublicKey::from_bytes(key).map(|key| public_key_text(&key)).unwrap_or_default()
}
