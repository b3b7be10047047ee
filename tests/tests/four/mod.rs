//! Four people, each with a backend of their own, walk through everything that a messenger does.

mod contacts;
mod group;
mod media;
mod profile;
mod talk;

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use status_tests::client::{ARRIVAL_TIMEOUT, BackendError, Node, Person, Profile, daemon_binary};

/// Content types of messages.
const TEXT: u8 = 1;
const STICKER: u8 = 2;
const EMOJI: u8 = 4;
const IMAGE: u8 = 7;

/// Who plays.
struct Cast {
    alice: Person,
    bobby: Person,
    carol: Person,
    david: Person,
}

impl Cast {
    async fn gather() -> Result<Self, BackendError> {
        let binary = daemon_binary(Profile::Debug)?;
        let person = |name: &'static str| Person::create(name, &binary);
        // Alice reads pages of this machine.
        let node = Node::new("alice", &binary, BTreeMap::new())?.with_arguments(&["--local-web"]);
        let alice = Person::create_on(node, Map::new());
        let (alice, bobby, carol, david) = tokio::try_join!(alice, person("bobby"), person("carol"), person("david"))?;
        for other in [&bobby, &carol, &david] {
            other.join(&[&alice]).await?;
        }
        Ok(Self { alice, bobby, carol, david })
    }
}

#[tokio::test]
async fn four_people_walk_through_everything() -> Result<(), BackendError> {
    let cast = Box::pin(Cast::gather()).await?;
    contacts::become_contacts(&cast).await?;
    contacts::refuse_and_change_their_minds(&cast).await?;
    contacts::make_sure_of_each_other(&cast).await?;
    talk::say_and_change_things(&cast).await?;
    talk::read_find_and_clear(&cast).await?;
    media::show_pictures(&cast).await?;
    media::share_links(&cast).await?;
    media::show_a_page(&cast).await?;
    group::found_and_run_a_group(&cast).await?;
    group::look_into_the_activity_center(&cast).await?;
    profile::change_what_others_see(&cast).await?;
    contacts::block_and_forgive(&cast).await
}

/// Calls a method that must succeed.
async fn rpc(of: &Person, method: &str, params: Value) -> Result<Value, BackendError> {
    of.node.rpc(method, params).await
}

/// Waits for the part of an event of `messages.new` that `find` finds, from a position on.
async fn sees(
    who: &Person,
    position: usize,
    find: impl Fn(&Value) -> Option<Value> + Copy,
) -> Result<Value, BackendError> {
    let wanted = |event: &Value| find(event).is_some();
    let (signal, _) = who.node.wait_for(position, "messages.new", ARRIVAL_TIMEOUT, wanted).await?;
    Ok(find(&signal.event).unwrap_or_default())
}

/// The first entry of a list that has this value.
fn entry(list: &Value, key: &str, value: &Value) -> Option<Value> {
    list.as_array()?.iter().find(|entry| entry[key] == *value).cloned()
}

/// Sends a message and waits until somebody has it. Returns it as it is there.
async fn send(from: &Person, to: &Person, message: Value) -> Result<Value, BackendError> {
    let position = to.node.position();
    let sent = rpc(from, "wakuext_sendChatMessage", json!([message])).await?;
    let id = own_id(&sent, from, &message)?;
    to.hears(position, &id).await
}

/// The id of a message that was just sent.
fn own_id(answer: &Value, from: &Person, message: &Value) -> Result<String, BackendError> {
    let is_it = |sent: &&Value| {
        sent["from"] == *from.public_key()
            && sent["contentType"] == message["contentType"]
            && sent["text"] == message["text"]
    };
    let id = answer["messages"].as_array().into_iter().flatten().find(is_it).and_then(|sent| sent["id"].as_str());
    let missing = || BackendError::Refused { what: "the message just sent".to_owned(), answer: answer.clone() };
    id.map(str::to_owned).ok_or_else(missing)
}

/// A chat as somebody has it.
async fn chat(of: &Person, id: &str) -> Result<Value, BackendError> {
    rpc(of, "wakuext_chat", json!([id])).await
}

/// A message as somebody has it.
async fn message(of: &Person, id: &Value) -> Result<Value, BackendError> {
    rpc(of, "wakuext_messageByMessageID", json!([id])).await
}
