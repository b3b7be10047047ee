//! Light clients of one service node that are never there together.

use serde_json::{Map, Value, json};
use status_tests::client::{ARRIVAL_TIMEOUT, BackendError, Person, Profile, ServiceNode, daemon_binary};

const RELAY: &str = "/vac/waku/relay/2.0.0";

async fn light(name: &str, node: &ServiceNode) -> Result<Person, BackendError> {
    let mut fields = Map::new();
    fields.insert("wakuV2LightClient".to_owned(), json!(true));
    let person = Person::create_with(name, &daemon_binary(Profile::Debug)?, fields).await?;
    person.node.dial(node.address()?).await?;
    Ok(person)
}

async fn exchange(from: &Person, to: &Person, text: &str) -> Result<(), BackendError> {
    let (here, there) = (from.node.position(), to.node.position());
    let id = from.say(to, text).await?;
    let message = to.hears(there, &id).await?;
    assert_eq!((&message["text"], &message["from"]), (&json!(text), &json!(from.public_key())));
    from.knows_delivered(here, &id).await
}

/// Fails unless nobody but the service node was spoken with, and nothing was relayed.
async fn check_that_it_only_asked(person: &Person, node: &ServiceNode) -> Result<(), BackendError> {
    let peers = person.node.rpc("wakuext_peers", json!([])).await?;
    let peers: Vec<_> = peers.as_object().into_iter().flatten().map(|(id, _)| id.as_str()).collect();
    assert_eq!(peers, [node.peer_id()?]);
    let traffic = person.node.rpc("wakuext_traffic", json!([])).await?;
    assert_eq!(traffic.pointer(&format!("/{}/messagesIn", RELAY.replace('/', "~1"))).unwrap_or(&json!(0)), &json!(0));
    Ok(())
}

/// Texts of a chat in the order of the page, newest first, each with the count of its occurrences left as it is.
async fn texts(of: &Person, with: &Person) -> Result<Vec<String>, BackendError> {
    let messages = of.messages_with(with).await?;
    let of_people = messages.iter().filter(|message| message["contentType"] == 1);
    Ok(of_people.filter_map(|message| message["text"].as_str()).map(str::to_owned).collect())
}

#[tokio::test]
async fn two_light_clients_that_are_never_there_together_talk_through_the_history_of_their_node()
-> Result<(), BackendError> {
    let node = ServiceNode::start("service", &daemon_binary(Profile::Debug)?).await?;
    let (mut alice, mut bobby) = tokio::try_join!(light("alice", &node), light("bobby", &node))?;
    alice.befriend(&bobby).await?;
    exchange(&alice, &bobby, "hello bobby").await?;
    exchange(&bobby, &alice, "hello alice").await?;
    for person in [&alice, &bobby] {
        check_that_it_only_asked(person, &node).await?;
    }

    // Alice speaks while bobby is away, and goes before he is back.
    bobby.node.stop().await?;
    let mut said = Vec::new();
    for text in ["one", "two", "three"] {
        let position = alice.node.position();
        let id = alice.say(&bobby, text).await?;
        let is_sent = |event: &Value| event["ids"].as_array().is_some_and(|ids| ids.iter().any(|sent| *sent == *id));
        alice.node.wait_for(position, "envelope.sent", ARRIVAL_TIMEOUT, is_sent).await?;
        said.push(id);
    }
    alice.node.stop().await?;

    bobby.come_back().await?;
    bobby.node.dial(node.address()?).await?;
    for id in &said {
        bobby.hears(0, id).await?;
    }
    assert_eq!(texts(&bobby, &alice).await?[..3], ["three", "two", "one"], "in order, and once each");
    check_that_it_only_asked(&bobby, &node).await?;

    // She learns of it when she is back.
    alice.come_back().await?;
    alice.node.dial(node.address()?).await?;
    for id in &said {
        alice.knows_delivered(0, id).await?;
    }
    exchange(&bobby, &alice, "I read it all").await?;
    assert_eq!(texts(&alice, &bobby).await?, texts(&bobby, &alice).await?);
    Ok(())
}
