//! Messages of the past, from a node that keeps them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use prost::Message as _;
use status_domain::envelope::waku_message;
use status_domain::service::store::{StoreRequest, keep};
use status_domain::transport::pubsub_topics;
use status_memory::{MemoryArchive, MemoryWaku, ServiceConditions};
use status_ports::{
    Answer, MessageArchive as _, OutgoingStatus, PeerHandler, PeerProtocol, ProfileStoreExt as _, SettingRecord,
    StorageError, Waku as _, WakuEvent,
};
use status_proto::waku::StoreQueryResponse;
use tokio::sync::mpsc;

use super::super::WishError;
use super::service::Service;
use super::world::{Process, World};

/// What was said while everybody was there.
const KNOWN: usize = 1;

/// What a node may do wrong.
const HONEST: u32 = 0;
const WRONG_CURSOR: u32 = 1;
const FORGETFUL: u32 = 2;
const SILENT: u32 = 3;

/// A node that relays, and keeps what it relays.
struct StoreNode {
    waku: Arc<MemoryWaku>,
    shelf: Arc<Shelf>,
}

struct Shelf {
    archive: MemoryArchive,
    vice: AtomicU32,
    /// Messages on a page.
    page: AtomicU32,
    requests: AtomicUsize,
}

#[async_trait]
impl PeerHandler for Shelf {
    async fn handle(&self, _peer_id: &str, _protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        self.requests.fetch_add(1, Ordering::SeqCst);
        let vice = self.vice.load(Ordering::SeqCst);
        if vice == SILENT {
            return Answer::Reset;
        }
        let request = match StoreRequest::read(&request) {
            Ok(request) => request,
            Err(answer) => return answer,
        };
        let mut query = request.query().clone();
        query.limit = query.limit.min(self.page.load(Ordering::SeqCst));
        let found = self.archive.query(query).await;
        match (request.answer(found), vice) {
            (Answer::Reply(answer), WRONG_CURSOR) => {
                let mut answer = StoreQueryResponse::decode(answer.as_slice()).unwrap();
                answer.pagination_cursor = Some(vec![7; 32]);
                Answer::Reply(answer.encode_to_vec())
            }
            (Answer::Reply(answer), FORGETFUL) => {
                let mut answer = StoreQueryResponse::decode(answer.as_slice()).unwrap();
                answer.messages.clear();
                answer.pagination_cursor = None;
                Answer::Reply(answer.encode_to_vec())
            }
            (answer, _) => answer,
        }
    }
}

impl StoreNode {
    async fn start(world: &World, name: &'static str) -> Self {
        let (waku, mut events) = world.network.start(name);
        for topic in pubsub_topics() {
            waku.subscribe(&topic).await.unwrap();
        }
        let archive = MemoryArchive::new();
        let (vice, page, requests) = (AtomicU32::new(HONEST), AtomicU32::new(100), AtomicUsize::new(0));
        let shelf = Arc::new(Shelf { archive, vice, page, requests });
        waku.serve(PeerProtocol::StoreQuery, shelf.clone()).await.unwrap();
        let keeper = shelf.clone();
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if let WakuEvent::Message { pubsub_topic, message } = event {
                    let message = waku_message::decode(&message).unwrap();
                    let now = u64::try_from(message.timestamp.unwrap()).unwrap();
                    if let Ok(record) = keep(&pubsub_topic, &message, now) {
                        keeper.archive.insert(vec![record]).await.unwrap();
                    }
                }
            }
        });
        Self { waku: Arc::new(waku), shelf }
    }

    fn become_(&self, vice: u32) {
        self.shelf.vice.store(vice, Ordering::SeqCst);
    }

    fn requests(&self) -> usize {
        self.shelf.requests.load(Ordering::SeqCst)
    }
}

impl Process {
    async fn dial_node(&self, node: &StoreNode) {
        let addresses = node.waku.listen_addresses().await.unwrap();
        self.waku.dial_peer(&addresses[0]).await.unwrap();
    }

    async fn set(&self, name: &str, value: &str) {
        let record = SettingRecord { name: name.to_owned(), value: value.to_owned() };
        let saved = self.store.transact(move |stores| stores.save_settings(&[record])).await;
        saved.map_err(|error: StorageError| error).unwrap();
        self.messenger.history_settings_changed();
    }

    async fn walks(&self) -> usize {
        let walks = self.store.query(|stores| stores.history_walks()).await;
        walks.map_err(|error: StorageError| error).unwrap().len()
    }
}

/// Two people who know each other through a store node. One of them left, and the other said something meanwhile, and left
/// too.
async fn missed(world: &mut World, count: usize) -> (StoreNode, super::world::Person, Process) {
    let node = StoreNode::start(world, "store").await;
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut one, mut other) = (world.start(&alice).await, world.start(&bobby).await);
    one.dial_node(&node).await;
    other.dial_node(&node).await;
    one.befriend(&mut other).await;
    let them = other.me;
    other.crash().await;
    for number in 0..count {
        one.say_to(them, &format!("message {number}")).await;
        one.next("envelope.sent").await;
    }
    one.messenger.stop().await;
    one.waku.stop().await;
    (node, bobby, one)
}

#[tokio::test(start_paused = true)]
async fn who_was_away_gets_what_was_said_from_a_store_node() {
    let mut world = World::new();
    let (node, bobby, one) = missed(&mut world, 30).await;
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    assert_eq!(other.next("mailserver.available").await["id"], "store");
    other.next("history.request.started").await;
    other.next("history.request.completed").await;
    let texts: Vec<_> = (0..30).map(|number| format!("message {number}")).collect();
    assert_eq!(other.texts_with(&one.me).await[KNOWN..], texts);
    assert_eq!(other.walks().await, 0);
    // What was fetched once is not fetched again.
    let before = node.requests();
    other.messenger.fetch_all(false).await.unwrap();
    assert!(node.requests() - before <= 3, "{} requests", node.requests() - before);
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_catch_up_goes_on_after_a_crash_in_its_middle() {
    let mut world = World::new();
    let (node, bobby, one) = missed(&mut world, 40).await;
    node.shelf.page.store(4, Ordering::SeqCst);
    world.network.set_service_conditions("store", ServiceConditions::Slow(1_000..=1_000));
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    other.next("history.request.progress").await;
    let left = other.walks().await;
    other.crash().await;
    assert!(left > 0, "the catch-up was not in its middle");
    let requests = node.requests();
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    other.next("history.request.completed").await;
    assert_eq!(other.texts_with(&one.me).await.len(), KNOWN + 40);
    assert_eq!(other.walks().await, 0);
    assert!(node.requests() - requests < 60, "{} requests", node.requests() - requests);
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_node_that_lies_is_left_and_an_honest_one_brings_everything() {
    let mut world = World::new();
    let (node, bobby, one) = missed(&mut world, 5).await;
    let liar = StoreNode::start(&world, "liar").await;
    liar.become_(WRONG_CURSOR);
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&liar).await;
    assert_eq!(other.next("mailserver.available").await["id"], "liar");
    assert_eq!(other.next("history.request.failed").await["peerId"], "liar");
    other.dial_node(&node).await;
    assert_eq!(other.next("mailserver.available").await["id"], "store");
    other.next("history.request.completed").await;
    assert_eq!(other.texts_with(&one.me).await.len(), KNOWN + 5);
    assert!(liar.requests() <= 3);
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_node_that_does_not_answer_is_left_after_two_attempts() {
    let mut world = World::new();
    let (node, bobby, one) = missed(&mut world, 5).await;
    node.become_(SILENT);
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    other.next("mailserver.available").await;
    other.next("mailserver.not.working").await;
    assert_eq!(other.next("mailserver.changed").await["id"], "");
    node.become_(HONEST);
    // After its penalty it gets another chance.
    other.next("history.request.completed").await;
    assert_eq!(other.texts_with(&one.me).await.len(), KNOWN + 5);
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_for_if_the_user_or_the_device_forbids_it() {
    let mut world = World::new();
    let (node, bobby, one) = missed(&mut world, 3).await;
    let mut other = world.log_in(&bobby);
    other.set("use-mailservers?", "false").await;
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    let before = node.requests();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(node.requests(), before);
    assert!(matches!(other.messenger.fetch_all(false).await, Err(WishError::History(_))));
    other.network.device_changed(|device| device.connection_changed("cellular", true));
    other.set("use-mailservers?", "true").await;
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(node.requests(), before, "over a connection that costs money");
    other.network.device_changed(|device| device.connection_changed("wifi", false));
    other.next("history.request.completed").await;
    assert_eq!(other.texts_with(&one.me).await.len(), KNOWN + 3);
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn live_messages_do_not_wait_for_history() {
    let mut world = World::new();
    let (node, bobby, _) = missed(&mut world, 10).await;
    world.network.set_service_conditions("store", ServiceConditions::Slow(20_000..=20_000));
    let carol = world.person("carol");
    let carol = world.start(&carol).await;
    carol.dial_node(&node).await;
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    other.next("history.request.started").await;
    let before = tokio::time::Instant::now();
    carol.ask(&other, "from carol").await;
    other.hear("from carol").await;
    assert!(before.elapsed() < Duration::from_secs(10));
    assert!(other.walks().await > 0);
    other.messenger.stop().await;
    carol.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_light_client_fetches_what_was_published_before_its_filters_were_in_place() {
    let mut world = World::new();
    let (node, service) = (StoreNode::start(&world, "store").await, Service::start(&world.network, "service").await);
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut one, mut other) = (world.start(&alice).await, world.start(&bobby).await);
    one.dial_node(&node).await;
    other.dial_node(&node).await;
    one.befriend(&mut other).await;
    other.crash().await;
    world.network.set_service_conditions("service", ServiceConditions::Slow(5_000..=5_000));
    let mut other = world.log_in_light(&bobby);
    other.messenger.start().await.unwrap();
    other.dial_node(&node).await;
    other.dial_service(&service).await;
    other.next("history.request.completed").await;
    let id = one.say(&other, "in between").await;
    while !one.next("envelope.sent").await["ids"].to_string().contains(&id) {}
    // Nobody says it again.
    one.crash().await;
    let begin = tokio::time::Instant::now();
    other.hear("in between").await;
    assert!(begin.elapsed() < Duration::from_secs(20), "took {:?}", begin.elapsed());
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn what_never_came_is_looked_for_once_there_is_a_store_node() {
    let mut world = World::new();
    let node = StoreNode::start(&world, "store").await;
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let mut one = world.start(&alice).await;
    let is_deaf = Arc::new(AtomicBool::new(false));
    let deaf = Arc::clone(&is_deaf);
    let mut other = world.log_in_behind(&bobby, |mut events| {
        let (forward, heard) = mpsc::channel(1_000);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                let is_lost = deaf.load(Ordering::SeqCst) && matches!(event, WakuEvent::Message { .. });
                if !is_lost && forward.send(event).await.is_err() {
                    return;
                }
            }
        });
        heard
    });
    other.set("node-config", r#"{"EnableMissingMessageVerification":true}"#).await;
    other.messenger.start().await.unwrap();
    tokio::time::sleep(Duration::from_secs(600)).await;
    one.dial_node(&node).await;
    other.dial_node(&node).await;
    one.befriend(&mut other).await;
    is_deaf.store(true, Ordering::SeqCst);
    let id = one.say(&other, "lost").await;
    while !one.next("envelope.sent").await["ids"].to_string().contains(&id) {}
    one.crash().await;
    let begin = tokio::time::Instant::now();
    other.hear("lost").await;
    assert!(begin.elapsed() < Duration::from_secs(120), "took {:?}", begin.elapsed());
    other.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_message_counts_as_sent_when_a_store_node_has_it() {
    let mut world = World::new();
    let node = StoreNode::start(&world, "store").await;
    let (alice, bobby) = (world.person("alice"), world.person("bobby"));
    let (mut one, mut other) = (world.start(&alice).await, world.start(&bobby).await);
    one.set("node-config", r#"{"EnableStoreConfirmationForMessagesSent":true}"#).await;
    one.dial_node(&node).await;
    other.dial_node(&node).await;
    one.befriend(&mut other).await;
    let them = other.me;
    other.crash().await;
    let id = one.say_to(them, "hello").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(one.status_of(&id).await, Some(OutgoingStatus::Sending));
    while !one.next("envelope.sent").await["ids"].to_string().contains(&id) {}
    assert_eq!(one.status_of(&id).await, Some(OutgoingStatus::Sent));
    // A node that has nothing: it is published again, and in the end given up.
    node.become_(FORGETFUL);
    let lost = one.say_to(them, "lost").await;
    while !one.next("envelope.expired").await["ids"].to_string().contains(&lost) {}
    one.messenger.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_chat_is_fetched_on_request_or_the_client_is_told() {
    let mut world = World::new();
    let (node, bobby, one) = missed(&mut world, 3).await;
    let mut other = world.log_in(&bobby);
    other.messenger.start().await.unwrap();
    let chat = status_domain::identity::public_key_text(&one.me);
    let refused = other.messenger.fetch_month(&chat).await.unwrap_err();
    assert_eq!(refused.to_string(), "mailserver not available");
    other.dial_node(&node).await;
    other.next("history.request.completed").await;
    let requests = node.requests();
    other.messenger.fetch_month(&chat).await.unwrap();
    assert!(node.requests() - requests >= 31);
    let from = other.messenger.fetch_before(&chat).await.unwrap();
    let earlier = other.messenger.fetch_before(&chat).await.unwrap();
    assert_eq!(from - earlier, 777_600);
    assert_eq!(other.walks().await, 0);
    assert!(matches!(other.messenger.fetch_month("0x04").await, Err(WishError::NoSuchChat)));
    other.messenger.stop().await;
}
