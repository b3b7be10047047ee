//! js-waku as a light client of our nodes: an implementation of the same protocols that shares nothing with ours.

use std::{
    collections::BTreeSet,
    error::Error,
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use status_domain::{
    crypto::PublicKey,
    envelope::{
        topic::{ContentTopic, Shard, names},
        waku_message::message_hash,
    },
};
use status_proto::waku::WakuMessage;
use status_tests::{
    client::{Person, Profile, ServiceNode, daemon_binary},
    js_waku::{History, JsMessage, JsPeer},
};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Messages of the history that js-waku pages through; few enough to be pushed without meeting a limit.
const KEPT: u64 = 50;
const PAGE: u32 = 8;
/// Far more than are needed until a message is kept.
const MOST_QUERIES: u32 = 400;

async fn service_node(name: &str) -> Outcome<ServiceNode> {
    Ok(ServiceNode::start(name, &daemon_binary(Profile::Debug)?).await?)
}

/// Somebody whose only peer is a service node, as a relay or as a light client.
async fn person(name: &str, node: &ServiceNode, is_light: bool) -> Outcome<Person> {
    let mut fields = Map::new();
    fields.insert("wakuV2LightClient".to_owned(), json!(is_light));
    let person = Person::create_with(name, &daemon_binary(Profile::Debug)?, fields).await?;
    person.node.dial(node.address()?).await?;
    if !is_light {
        person.node.wait_for_mesh(1).await?;
    }
    Ok(person)
}

async fn js_at(node: &ServiceNode) -> Outcome<JsPeer> {
    let mut js = JsPeer::start().await?;
    js.connect(node.websocket_address()?).await?;
    Ok(js)
}

/// The content topics to which anybody may write to a person, and on which the person is found.
fn public_topics(person: &Person) -> Outcome<[String; 2]> {
    let key = person.public_key();
    let key = PublicKey::from_bytes(&hex::decode(key.strip_prefix("0x").unwrap_or(key))?)?;
    Ok([names::partitioned(&key), names::contact_code(&key)].map(|name| ContentTopic::of_name(&name).to_string()))
}

fn now_ms() -> Outcome<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis().try_into()?)
}

/// A message that no application reads.
fn message(content_topic: &str, number: u64, timestamp_ms: u64) -> JsMessage {
    let timestamp_ns = timestamp_ms * 1_000_000;
    let message = WakuMessage {
        payload: format!("number {number}").into_bytes(),
        content_topic: content_topic.to_owned(),
        version: Some(0),
        timestamp: i64::try_from(timestamp_ns).ok(),
        ..WakuMessage::default()
    };
    let pubsub_topic = Shard::DEFAULT.to_string();
    JsMessage {
        hash: hex::encode(message_hash(&pubsub_topic, &message)),
        pubsub_topic,
        content_topic: message.content_topic,
        payload: BASE64_STANDARD.encode(message.payload),
        version: 0,
        timestamp: timestamp_ns.to_string(),
        ephemeral: false,
        meta: None,
    }
}

/// Asks until a message is kept: a node answers who publishes before its disk has the message.
async fn until_kept(js: &mut JsPeer, message: &JsMessage) -> Outcome {
    let asked = History {
        content_topics: vec![message.content_topic.clone()],
        hashes: Some(vec![message.hash.clone()]),
        ..History::all(&message.pubsub_topic)
    };
    for _ in 0..MOST_QUERIES {
        let found = js.history(&asked).await?.concat();
        if !found.is_empty() {
            assert_eq!(found, std::slice::from_ref(message));
            return Ok(());
        }
    }
    Err(format!("{} is not kept", message.hash).into())
}

#[tokio::test]
async fn it_connects_as_it_comes_and_finds_what_it_needs() -> Outcome {
    let node = service_node("met").await?;
    let mut js = JsPeer::start().await?;
    let identified = js.connect(node.websocket_address()?).await?;
    assert_eq!(identified.peer_id, node.peer_id()?);
    assert_eq!(js.metadata().await?, json!({ "clusterId": 16, "shards": [32, 64] }));
    let served: BTreeSet<_> = identified.protocols.into_iter().collect();
    for needed in [
        "/vac/waku/filter-subscribe/2.0.0-beta1",
        "/vac/waku/lightpush/2.0.0-beta1",
        "/vac/waku/lightpush/3.0.0",
        "/vac/waku/store-query/3.0.0",
        "/vac/waku/metadata/1.0.0",
    ] {
        assert!(served.contains(needed), "{needed} is not among {served:?}");
        assert!(js.protocols().await?.iter().any(|id| id == needed), "js-waku speaks {needed}");
    }
    Ok(())
}

#[tokio::test]
async fn it_reads_the_metadata_of_a_relay() -> Outcome {
    let alice = Person::create("alice", &daemon_binary(Profile::Debug)?).await?;
    let mut js = JsPeer::start().await?;
    let identified = js.connect(&alice.node.websocket_address().await?).await?;
    assert!(alice.node.listen_address().await?.ends_with(&identified.peer_id));
    assert_eq!(js.metadata().await?, json!({ "clusterId": 16, "shards": [32, 64] }));
    Ok(())
}

/// Carries what js-waku hears on one network to another one, until somebody there has what it waits for.
async fn carry(
    from: &mut JsPeer,
    to: &mut JsPeer,
    version: u8,
    until: impl Future<Output = Outcome<Value>>,
) -> Outcome<Value> {
    let carrying = async {
        loop {
            let message = from.next_push().await?;
            to.push(&message, version).await?;
        }
    };
    tokio::select! {
        there = until => there,
        failed = carrying => failed,
    }
}

/// Two networks that know nothing of each other. Whatever arrives has gone through js-waku: out of our node by filter, and
/// into our other node by light push.
#[tokio::test]
async fn it_carries_contact_requests_between_clients_of_two_nodes() -> Outcome {
    let (here, there) = (service_node("here").await?, service_node("there").await?);
    let (alice, bobby) = tokio::try_join!(person("alice", &here, false), person("bobby", &there, true))?;
    let (mut js_here, mut js_there) = (js_at(&here).await?, js_at(&there).await?);
    let pubsub_topic = Shard::DEFAULT.to_string();
    js_here.subscribe(&pubsub_topic, &public_topics(&bobby)?).await?;
    js_there.subscribe(&pubsub_topic, &public_topics(&alice)?).await?;
    js_here.ping_filter().await?;

    // Both write before either has heard of the other: later they would use a topic that only they know.
    let (at_alice, at_bobby) = (alice.node.position(), bobby.node.position());
    let from_alice = alice.ask(&bobby, "this letter was carried").await?;
    let from_bobby = bobby.ask(&alice, "and this one back").await?;

    // From a client that relays, by light push of version 3, to a light client.
    let arrives = async { Ok(bobby.hears(at_bobby, &from_alice).await?) };
    let message = carry(&mut js_here, &mut js_there, 3, arrives).await?;
    assert_eq!(message["text"], "this letter was carried");
    assert_eq!(message["from"], *alice.public_key());

    // From the light client, by light push of version 2, to the one that relays.
    let arrives = async { Ok(alice.hears(at_alice, &from_bobby).await?) };
    let message = carry(&mut js_there, &mut js_here, 2, arrives).await?;
    assert_eq!(message["text"], "and this one back");
    assert_eq!(message["from"], *bobby.public_key());
    Ok(())
}

#[tokio::test]
async fn what_our_clients_publish_reaches_it_by_filter_as_it_was_sent() -> Outcome {
    let node = service_node("told").await?;
    let (relay, light, other) =
        tokio::try_join!(person("relay", &node, false), person("light", &node, true), person("other", &node, true))?;
    let mut js = js_at(&node).await?;
    let pubsub_topic = Shard::DEFAULT.to_string();
    for (author, other) in [(&relay, &light), (&light, &other)] {
        let [partitioned, _] = public_topics(other)?;
        js.subscribe(&pubsub_topic, std::slice::from_ref(&partitioned)).await?;
        let position = other.node.position();
        let request = author.ask(other, "who listens?").await?;
        let pushed = js.next_push().await?;
        assert_eq!((pushed.pubsub_topic.as_str(), pushed.content_topic.as_str()), (&*pubsub_topic, &*partitioned));
        assert_eq!((pushed.version, pushed.ephemeral, pushed.meta.as_deref()), (1, false, Some("")));
        // What was pushed is what the other client reads, and what is kept: bytes that hash to the same.
        other.hears(position, &request).await?;
        until_kept(&mut js, &pushed).await?;
    }
    Ok(())
}

#[tokio::test]
async fn it_pages_through_the_history_that_our_store_keeps() -> Outcome {
    let node = service_node("kept").await?;
    let mut js = js_at(&node).await?;
    let topics = ["/waku/1/0x0a0b0c0d/rfc26", "/waku/1/0x01020304/rfc26"].map(str::to_owned);
    let begin = now_ms()? - 10 * KEPT;
    let kept: Vec<_> =
        (0..KEPT).map(|number| message(&topics[usize::from(number % 3 == 0)], number, begin + 10 * number)).collect();
    for message in &kept {
        js.push(message, 3).await?;
    }
    let all = History { content_topics: topics.to_vec(), page_size: PAGE, ..History::all(&kept[0].pubsub_topic) };

    // From the oldest on, whole pages, each message once.
    // They are kept in the order in which they came.
    until_kept(&mut js, &kept[kept.len() - 1]).await?;
    let pages = js.history(&all).await?;
    assert_eq!(pages.concat(), kept);
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 8, 8, 8, 8, 2]);

    // From the newest on: the pages go back, in a page the oldest is the first.
    let mut pages = js.history(&History { forward: false, ..all.clone() }).await?;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [8, 8, 8, 8, 8, 8, 2]);
    pages.reverse();
    assert_eq!(pages.concat(), kept);

    // One content topic.
    let one = History { content_topics: vec![topics[1].clone()], ..all.clone() };
    let wanted: Vec<_> = kept.iter().filter(|message| message.content_topic == topics[1]).cloned().collect();
    assert_eq!(js.history(&one).await?.concat(), wanted);

    // A range of time. Its ends lie between messages: js-waku reckons them as floating-point numbers, not to the nanosecond.
    let range = History { time_start_ms: Some(begin + 95), time_end_ms: Some(begin + 305), ..all.clone() };
    assert_eq!(js.history(&range).await?.concat(), kept[10..=30]);

    // By hash, whatever their order.
    let wanted: BTreeSet<_> = kept.iter().step_by(7).cloned().collect();
    let hashes = History { hashes: Some(wanted.iter().map(|message| message.hash.clone()).collect()), ..all };
    assert_eq!(js.history(&hashes).await?.concat().into_iter().collect::<BTreeSet<_>>(), wanted);
    Ok(())
}

#[tokio::test]
async fn our_light_client_speaks_nothing_that_it_does_not_define() -> Outcome {
    let node = service_node("asked").await?;
    let (alice, bobby) = tokio::try_join!(person("alice", &node, true), person("bobby", &node, true))?;
    alice.befriend(&bobby).await?;
    let position = alice.node.position();
    let id = alice.say(&bobby, "which protocols carried this?").await?;
    bobby.hears(0, &id).await?;
    alice.knows_delivered(position, &id).await?;

    let defined: BTreeSet<_> = JsPeer::start().await?.protocols().await?.into_iter().collect();
    let traffic = alice.node.rpc("wakuext_traffic", json!([])).await?;
    let counted = traffic.as_object().into_iter().flatten().map(|(id, _)| id.clone());
    // Beside protocols, everything that crossed sockets is counted.
    let spoken: BTreeSet<_> = counted.filter(|id| id.starts_with('/')).collect();
    assert!(spoken.is_subset(&defined), "spoken: {spoken:?}, defined by js-waku: {defined:?}");
    for needed in
        ["/vac/waku/filter-push/2.0.0-beta1", "/vac/waku/filter-subscribe/2.0.0-beta1", "/vac/waku/lightpush/3.0.0"]
    {
        assert!(spoken.contains(needed), "{needed} is not among {spoken:?}");
    }
    Ok(())
}
