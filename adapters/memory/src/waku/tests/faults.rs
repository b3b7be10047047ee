//! The network when it is bad.

use std::time::Duration;

use status_ports::{Waku as _, WakuEvent};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{TOPIC, connect, message, received};
use crate::{LinkConditions, MemoryWaku, MemoryWakuNetwork};

type Node = (MemoryWaku, mpsc::Receiver<WakuEvent>);

/// Nodes on a topic, each connected to the next ones in a ring.
async fn ring(network: &MemoryWakuNetwork, size: usize, neighbours: usize) -> Vec<Node> {
    let mut nodes = Vec::new();
    for number in 0..size {
        let (node, events) = network.start(&format!("node-{number}"));
        node.subscribe(TOPIC).await.unwrap();
        nodes.push((node, events));
    }
    for number in 0..size {
        for step in 1..=neighbours {
            connect(&nodes[number].0, &nodes[(number + step) % size].0).await;
        }
    }
    nodes
}

fn slow() -> LinkConditions {
    LinkConditions { delay_ms: 50..=50, ..LinkConditions::default() }
}

#[tokio::test(start_paused = true)]
async fn a_message_takes_its_time_from_neighbour_to_neighbour() {
    let network = MemoryWakuNetwork::with_conditions(1, slow());
    let mut nodes = ring(&network, 5, 1).await;
    let begin = Instant::now();
    nodes[0].0.publish(TOPIC, message(b"one")).await.unwrap();
    assert_eq!(received(&mut nodes[1].1).await, message(b"one"));
    assert_eq!(begin.elapsed(), Duration::from_millis(50));
    assert_eq!(received(&mut nodes[2].1).await, message(b"one"));
    assert_eq!(begin.elapsed(), Duration::from_millis(100));
}

#[tokio::test(start_paused = true)]
async fn messages_are_lost_repeated_and_overtake_each_other_as_often_as_was_asked_for() {
    let conditions = LinkConditions {
        delay_ms: 10..=20,
        loss_per_mille: 300,
        repeat_per_mille: 200,
        late_per_mille: 100,
        late_by_ms: 2_000..=5_000,
        ..LinkConditions::default()
    };
    let network = MemoryWakuNetwork::with_conditions(7, conditions);
    let mut nodes = ring(&network, 2, 1).await;
    for number in 0..1_000_u16 {
        nodes[0].0.publish(TOPIC, message(&number.to_be_bytes())).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    tokio::time::sleep(Duration::from_secs(10)).await;
    let mut arrived = Vec::new();
    while let Ok(event) = nodes[1].1.try_recv() {
        if let WakuEvent::Message { message, .. } = event {
            arrived.push(message);
        }
    }
    let all = arrived.len();
    let overtaken = arrived.windows(2).filter(|pair| pair[0] > pair[1]).count();
    arrived.sort();
    arrived.dedup();
    assert!((650..=750).contains(&arrived.len()), "{} of 1000 arrived", arrived.len());
    assert!((100..=180).contains(&(all - arrived.len())), "{} came again", all - arrived.len());
    assert!(overtaken > 50, "{overtaken} overtook");
}

#[tokio::test(start_paused = true)]
async fn a_partition_loses_at_once_closes_after_a_while_and_is_healed() {
    let network = MemoryWakuNetwork::with_conditions(1, slow());
    let mut nodes = ring(&network, 4, 2).await;
    network.partition(&[&["node-0", "node-1"], &["node-2", "node-3"]]);
    nodes[0].0.publish(TOPIC, message(b"here")).await.unwrap();
    assert_eq!(received(&mut nodes[1].1).await, message(b"here"));
    tokio::time::sleep(Duration::from_secs(19)).await;
    assert_eq!(nodes[0].0.peers().await.unwrap().len(), 3);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(nodes[0].0.peers().await.unwrap().into_keys().collect::<Vec<_>>(), ["node-1"]);
    assert!(nodes[0].0.connect("/memory/node-2/p2p/node-2").await.is_err());
    network.heal();
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(nodes[0].0.peers().await.unwrap().len(), 3);
    nodes[0].0.publish(TOPIC, message(b"everywhere")).await.unwrap();
    assert_eq!(received(&mut nodes[2].1).await, message(b"everywhere"));
}

#[tokio::test(start_paused = true)]
async fn a_short_partition_closes_nothing() {
    let network = MemoryWakuNetwork::with_conditions(1, slow());
    let nodes = ring(&network, 2, 1).await;
    network.partition(&[&["node-0"]]);
    tokio::time::sleep(Duration::from_secs(10)).await;
    network.heal();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(nodes[0].0.peers().await.unwrap().len(), 1);
}

/// Everything at once, on many nodes; gives the digest and the number of events.
async fn storm(seed: u64, size: usize) -> (u64, u64) {
    let conditions = LinkConditions {
        delay_ms: 5..=200,
        jitter_ms: 0..=50,
        loss_per_mille: 100,
        repeat_per_mille: 50,
        late_per_mille: 50,
        late_by_ms: 1_000..=3_000,
    };
    let network = MemoryWakuNetwork::with_conditions(seed, conditions);
    let mut nodes = ring(&network, size, 3).await;
    for number in 0..20_u8 {
        nodes[usize::from(number) * 7 % size].0.publish(TOPIC, message(&[number])).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
        match number {
            5 => network.partition(&[&["node-0", "node-1", "node-2"]]),
            10 => {
                let (node, events) = network.start("node-3");
                node.subscribe(TOPIC).await.unwrap();
                nodes[3] = (node, events);
            }
            15 => network.heal(),
            _ => {}
        }
    }
    tokio::time::sleep(Duration::from_secs(60)).await;
    (network.digest(), network.event_count())
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_run() {
    let first = storm(42, 20).await;
    assert_eq!(first, storm(42, 20).await);
    assert_ne!(first, storm(43, 20).await);
}

#[tokio::test(start_paused = true)]
async fn thousands_of_nodes_hear_each_other() {
    let (_, events) = storm(1, 2_000).await;
    assert!(events > 20 * 1_900, "{events}");
}
