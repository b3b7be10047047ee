//! Light clients of a service node, over real sockets.

use serde_json::{Map, Value, json};
use status_tests::client::{ARRIVAL_TIMEOUT, BackendError, Person, Profile, ServiceNode, daemon_binary};

/// A light client of a service node.
async fn light_client(name: &str, service: &ServiceNode) -> Result<Person, BackendError> {
    let fields = Map::from_iter([("wakuV2LightClient".to_owned(), json!(true))]);
    let person = Person::create_with(name, &daemon_binary(Profile::Debug)?, fields).await?;
    person.node.rpc("wakuext_dialPeer", json!([service.address()?])).await?;
    Ok(person)
}

/// Says something to somebody, and waits until it has arrived and is confirmed.
async fn talk(from: &Person, to: &Person, text: &str) -> Result<(), BackendError> {
    let (here, there) = (from.node.position(), to.node.position());
    let id = from.say(to, text).await?;
    to.hears(there, &id).await?;
    from.knows_delivered(here, &id).await
}

#[tokio::test]
async fn light_clients_talk_relay_in_between_and_pause() -> Result<(), BackendError> {
    let service = ServiceNode::start("service", &daemon_binary(Profile::Debug)?).await?;
    let (alice, bobby) = (light_client("alice", &service).await?, light_client("bobby", &service).await?);
    alice.befriend(&bobby).await?;
    talk(&alice, &bobby, "by filter").await?;
    for enabled in [false, true] {
        bobby.node.rpc("wakuext_setLightClient", json!([{"enabled": enabled}])).await?;
        talk(&alice, &bobby, &format!("to a light client: {enabled}")).await?;
        talk(&bobby, &alice, &format!("from a light client: {enabled}")).await?;
    }
    let is_offline = |event: &Value| event["isOnline"] == false;
    let position = bobby.node.position();
    bobby.node.rpc("wakuext_pause", json!([])).await?;
    bobby.node.wait_for(position, "wakuv2.peerstats", ARRIVAL_TIMEOUT, is_offline).await?;
    bobby.node.rpc("wakuext_resume", json!([])).await?;
    talk(&alice, &bobby, "back again").await?;
    let traffic = bobby.node.rpc("wakuext_traffic", json!([])).await?;
    let pushes = &traffic["/vac/waku/filter-push/2.0.0-beta1"]["messagesIn"];
    assert!(pushes.as_u64().is_some_and(|pushes| pushes > 0), "{traffic}");
    Ok(())
}
