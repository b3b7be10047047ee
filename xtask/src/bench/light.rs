//! Light clients of a service node, and what it costs to wait for messages.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use serde_json::{Map, Value, json};
use status_tests::client::{ARRIVAL_TIMEOUT, Node, Person, ServiceNode};

use super::{
    median,
    messages::{PAUSE, SINGLE, arrival, delivery},
    table::Table,
};
use crate::Failure;

/// After the last message, until everything that follows from it is done.
const SETTLE: Duration = Duration::from_secs(30);
/// How long nothing happens.
const IDLE: Duration = Duration::from_secs(120);
/// Of `/proc/<pid>/stat` on every Linux of today.
const TICKS_PER_SECOND: f64 = 100.0;

/// What the figures of somebody who waits are called.
struct Rows {
    share: &'static str,
    share_aim: &'static str,
    wake_ups: &'static str,
    bytes: &'static str,
}

const FULL_NODE: Rows = Rows {
    share: "idle full node with two peers, of one core",
    share_aim: "< 1 %",
    wake_ups: "idle full node with two peers, wake-ups of all threads in 10 s",
    bytes: "idle full node with two peers, bytes a minute",
};
const LIGHT_CLIENT: Rows = Rows {
    share: "idle light client, of one core",
    share_aim: "< 0.2 %",
    wake_ups: "idle light client, wake-ups of all threads in 10 s",
    bytes: "idle light client, bytes a minute",
};

pub(super) async fn measure(binary: &Path, table: &mut Table) -> Result<(), Failure> {
    let service = ServiceNode::start("service", binary).await?;
    let light = || Map::from_iter([("wakuV2LightClient".to_owned(), json!(true))]);
    let (alice, bobby, carol, dave) = tokio::try_join!(
        Person::create_with("alice", binary, light()),
        Person::create_with("bobby", binary, light()),
        Person::create("carol", binary),
        Person::create("dave", binary)
    )?;
    for person in [&alice, &bobby, &carol, &dave] {
        dial(person, &service).await?;
    }
    carol.join(&[&dave]).await?;
    alice.befriend(&bobby).await?;
    carol.befriend(&dave).await?;

    let (mut arrivals, mut deliveries) = (Vec::new(), Vec::new());
    for number in 0..SINGLE {
        let (here, there) = (alice.node.position(), bobby.node.position());
        let begun = Instant::now();
        let id = alice.say(&bobby, &format!("single {number}")).await?;
        arrivals.push(arrival(&bobby, there, &id).await? - begun);
        deliveries.push(delivery(&alice, here, &id).await? - begun);
        tokio::time::sleep(PAUSE).await;
    }
    let aim = "≤ 150 ms";
    let status_go = "1.0 s, first push 7 to 29 s";
    table.add_time("light clients of one service node: send to messages.new", median(arrivals), aim, status_go);
    table.add_time("light clients of one service node: send to message.delivered", median(deliveries), "", "");

    tokio::time::sleep(SETTLE).await;
    let nodes = [&carol.node, &alice.node];
    let mut before = Vec::new();
    for node in nodes {
        before.push(Use::of(node).await?);
    }
    tokio::time::sleep(IDLE).await;
    for ((node, before), row) in nodes.into_iter().zip(before).zip([FULL_NODE, LIGHT_CLIENT]) {
        let used = Use::of(node).await?;
        let seconds = IDLE.as_secs_f64();
        let share = (used.ticks - before.ticks) as f64 / TICKS_PER_SECOND / seconds * 100.0;
        table.add(row.share, format!("{share:.2} %"), row.share_aim, "");
        let wake_ups = (used.wake_ups - before.wake_ups) as f64 / seconds * 10.0;
        table.add(row.wake_ups, format!("{wake_ups:.1}"), "≤ 1", "");
        let bytes = (used.bytes - before.bytes) as f64 / seconds * 60.0;
        table.add(row.bytes, format!("{bytes:.0}"), "", "");
    }
    Ok(())
}

/// Connects somebody to the service node.
async fn dial(person: &Person, service: &ServiceNode) -> Result<(), Failure> {
    let position = person.node.position();
    person.node.rpc("wakuext_dialPeer", json!([service.address()?])).await?;
    let peer_id = service.peer_id()?;
    let is_known = |event: &Value| {
        let protocols = event["peers"][peer_id]["protocols"].as_array().into_iter().flatten();
        protocols.filter_map(Value::as_str).any(|id| id.contains("filter-subscribe"))
    };
    person.node.wait_for(position, "wakuv2.peerstats", ARRIVAL_TIMEOUT, is_known).await?;
    Ok(())
}

/// What a process has used so far.
struct Use {
    /// Of the processor, in hundredths of a second.
    ticks: u64,
    /// How often a thread waited and went on.
    wake_ups: u64,
    /// In and out of the sockets of the network, with everything that carries messages.
    bytes: u64,
}

impl Use {
    async fn of(node: &Node) -> Result<Self, Failure> {
        let traffic = node.rpc("wakuext_traffic", json!([])).await?;
        let sockets = &traffic["transport"];
        let bytes = [&sockets["bytesIn"], &sockets["bytesOut"]].into_iter().filter_map(Value::as_u64).sum();
        let pid = node.pid().ok_or("the daemon does not run")?;
        let (mut ticks, mut wake_ups) = (0, 0);
        for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
            let thread = thread?.path();
            // A thread may end meanwhile; then it has nothing to say.
            let Ok(status) = fs::read_to_string(thread.join("status")) else { continue };
            wake_ups += number_after(&status, "voluntary_ctxt_switches:");
            let stat = fs::read_to_string(thread.join("stat")).unwrap_or_default();
            // The name, in brackets, may contain spaces; 11 fields are between it and the times.
            let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().skip(11).take(2));
            ticks += fields.into_iter().flatten().filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
        }
        Ok(Self { ticks, wake_ups, bytes })
    }
}

fn number_after(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
}
