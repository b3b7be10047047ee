//! A service node under load: `status-backend node` as a process of its own, and light clients of it in this one. A relay
//! publishes messages, and every client says when a push came.
//!
//! `cargo bench -p status-tests --bench service_node -- [--clients N] [--per-second N] [--seconds N] [--topics N]`: with as
//! many topics as clients a message goes to one of them, with one topic to all.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use prost::Message as _;
use status_ports::{Answer, PeerHandler, PeerProtocol, Waku as _, WakuEvent, WakuMode};
use status_proto::waku::filter_subscribe_request::FilterSubscribeType;
use status_proto::waku::{FilterSubscribeRequest, FilterSubscribeResponse, MessagePush, WakuMessage};
use status_tests::client::{Profile, daemon_binary};
use status_waku::{WakuConfig, WakuNode};
use tokio::time::MissedTickBehavior;

const SHARD: &str = "/waku/2/rs/16/32";
const REQUEST_TIMEOUT_MS: u64 = 30_000;
/// Clients that connect at one time.
const CONNECTING: usize = 20;
const PAYLOAD_BYTES: usize = 400;

#[derive(Clone, Copy)]
struct Load {
    clients: usize,
    per_second: u64,
    seconds: u64,
    topics: usize,
}

impl Load {
    fn from_arguments() -> Self {
        let arguments: Vec<String> = std::env::args().collect();
        let of = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name)?;
            arguments.get(at + 1)?.parse::<u64>().ok()
        };
        // Anything but `cargo bench` only wants to know that it works.
        let (clients, seconds) =
            if arguments.iter().any(|argument| argument == "--bench") { (1000, 30) } else { (3, 1) };
        let clients = of("--clients").unwrap_or(clients) as usize;
        Self {
            clients,
            per_second: of("--per-second").unwrap_or(200),
            seconds: of("--seconds").unwrap_or(seconds),
            topics: of("--topics").unwrap_or(100) as usize,
        }
    }
}

fn topic(number: usize) -> String {
    format!("/waku/1/0x{number:08x}/rfc26")
}

/// The process of the node, and where it listens.
struct Node {
    child: Child,
    address: String,
}

impl Node {
    fn start(folder: &std::path::Path) -> Self {
        let is_bench = std::env::args().any(|argument| argument == "--bench");
        let binary = daemon_binary(if is_bench { Profile::Release } else { Profile::Debug }).unwrap();
        let sockets = ["--tcp", "127.0.0.1:0", "--ws", "off", "--log", "info"];
        let mut command = Command::new(binary);
        command.arg("node").arg("--data-dir").arg(folder).args(sockets).env("CI", "true");
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().unwrap().unwrap();
            if let Some((_, addresses)) = line.split_once("addresses=") {
                break addresses.trim_matches('"').split(' ').next().unwrap().to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(|line| drop(line.map(|line| println!("node: {line}")))));
        Self { child, address }
    }

    fn peer_id(&self) -> &str {
        self.address.rsplit('/').next().unwrap()
    }

    /// Bytes in memory, and seconds of processor time.
    fn usage(&self) -> (u64, f64) {
        let read =
            |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).unwrap_or_default();
        let status = read("status");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = resident.and_then(|text| text.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or_default();
        let stat = read("stat");
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok());
        (kib << 10, ticks.sum::<f64>() / 100.0)
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Notes how long each push took.
struct Arrivals {
    begun: Instant,
    micros: Mutex<Vec<u64>>,
}

#[async_trait]
impl PeerHandler for Arrivals {
    async fn handle(&self, _: &str, _: PeerProtocol, request: Vec<u8>) -> Answer {
        let now = self.begun.elapsed().as_micros() as u64;
        let push = MessagePush::decode(&*request).unwrap();
        let payload = push.waku_message.unwrap().payload;
        let sent = u64::from_be_bytes(payload[..8].try_into().unwrap());
        self.micros.lock().unwrap().push(now.saturating_sub(sent));
        Answer::Taken
    }
}

async fn client(address: String, peer_id: String, topic: String, arrivals: Arc<Arrivals>) -> WakuNode {
    let config = WakuConfig { mode: WakuMode::Light, ..WakuConfig::default() };
    let (node, mut events) = WakuNode::start(config).await.unwrap();
    tokio::spawn(async move { while events.recv().await.is_some() {} });
    node.serve(PeerProtocol::FilterPush, arrivals).await.unwrap();
    node.dial_peer(&address).await.unwrap();
    let request = FilterSubscribeRequest {
        request_id: "1".to_owned(),
        filter_subscribe_type: FilterSubscribeType::Subscribe.into(),
        pubsub_topic: Some(SHARD.to_owned()),
        content_topics: vec![topic],
    };
    let asked = node.request(&peer_id, PeerProtocol::FilterSubscribe, request.encode_to_vec(), REQUEST_TIMEOUT_MS);
    let answer = FilterSubscribeResponse::decode(&*asked.await.unwrap()).unwrap();
    assert_eq!(answer.status_code, 200);
    node
}

/// A relay that the node takes messages from.
async fn publisher(address: &str) -> WakuNode {
    let config = WakuConfig { listen: vec![], ..WakuConfig::default() };
    let (node, mut events) = WakuNode::start(config).await.unwrap();
    node.subscribe(SHARD).await.unwrap();
    node.dial_peer(address).await.unwrap();
    while !matches!(events.recv().await.unwrap(), WakuEvent::TopicHealthChanged { mesh_size: 1.., .. }) {}
    tokio::spawn(async move { while events.recv().await.is_some() {} });
    node
}

fn message(number: u64, topics: usize, begun: Instant) -> Vec<u8> {
    let mut payload = (begun.elapsed().as_micros() as u64).to_be_bytes().to_vec();
    payload.extend(number.to_be_bytes());
    payload.resize(PAYLOAD_BYTES, 7);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    WakuMessage {
        payload,
        content_topic: topic(number as usize % topics),
        version: Some(1),
        timestamp: Some(now.as_nanos() as i64),
        ..WakuMessage::default()
    }
    .encode_to_vec()
}

async fn run(load: Load) {
    let folder = tempfile::tempdir().unwrap();
    let service = Node::start(folder.path());
    let begun = Instant::now();
    let arrivals = Arc::new(Arrivals { begun, micros: Mutex::default() });
    let mut clients = Vec::new();
    for first in (0..load.clients).step_by(CONNECTING) {
        let some = (first..load.clients.min(first + CONNECTING)).map(|number| {
            let (address, peer_id) = (service.address.clone(), service.peer_id().to_owned());
            tokio::spawn(client(address, peer_id, topic(number % load.topics), Arc::clone(&arrivals)))
        });
        for joining in some.collect::<Vec<_>>() {
            clients.push(joining.await.unwrap());
        }
    }
    let publisher = publisher(&service.address).await;
    println!("{} clients connected and subscribed after {:.1} s", clients.len(), begun.elapsed().as_secs_f64());

    let messages = load.per_second * load.seconds;
    let expected: usize = (0..messages)
        .map(|number| (0..load.clients).filter(|client| client % load.topics == number as usize % load.topics).count())
        .sum();
    let (_, cpu_before) = service.usage();
    let publishing = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / load.per_second as u32);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for number in 0..messages {
        ticks.tick().await;
        publisher.publish(SHARD, message(number, load.topics, begun)).await.unwrap();
    }
    let published = publishing.elapsed();
    let (resident, cpu_after) = service.usage();
    let deadline = Instant::now() + Duration::from_secs(20);
    while arrivals.micros.lock().unwrap().len() < expected && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut micros = std::mem::take(&mut *arrivals.micros.lock().unwrap());
    micros.sort_unstable();
    let at = |part: usize| {
        micros.get(micros.len().saturating_sub(1) * part / 100).map_or(0.0, |micros| *micros as f64 / 1e3)
    };
    let lost = expected.saturating_sub(micros.len());
    println!(
        "{messages} messages in {:.1} s to {} clients: {expected} pushes, {lost} lost",
        published.as_secs_f64(),
        load.clients
    );
    println!("publish to push: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms", at(50), at(99), at(100));
    let cores = (cpu_after - cpu_before) / published.as_secs_f64();
    println!("node: {} MiB resident, {:.0} % of a core", resident >> 20, cores * 100.0);
    publisher.stop().await;
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(run(Load::from_arguments()));
    runtime.shutdown_timeout(Duration::from_millis(100));
}
