//! Many people for an hour: how fast the simulation is, and that it holds when it is large.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use status_memory::{LinkConditions, MemoryWakuNetwork};
use status_ports::{OutgoingStatus, Waku as _};
use tokio::time::Instant;

use super::super::world::{Process, World};
use super::scenario::{Dice, introduce, waiting};

/// How large a run is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) nodes: usize,
    pub(super) minutes: u64,
    pub(super) messages: u64,
}

/// A network of today: some delay, and a little loss.
fn usual() -> LinkConditions {
    LinkConditions { delay_ms: 20..=150, jitter_ms: 0..=50, loss_per_mille: 20, ..LinkConditions::default() }
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Figures {
    pub(super) events: u64,
    /// From the first word until everything is acknowledged.
    pub(super) network_time: Duration,
}

/// How many others each node dials, and each person talks with.
const DIALS: usize = 4;

pub(super) async fn run(seed: u64, size: Size) -> Figures {
    let mut dice = Dice::new(seed);
    let network = MemoryWakuNetwork::with_conditions(seed, usual());
    let mut world = World::on(network, size.nodes as u64, seed);
    let people: Vec<_> = (0..size.nodes).map(|number| world.person(&format!("person-{number}"))).collect();
    let mut pairs = BTreeSet::new();
    for one in 0..size.nodes {
        for _ in 0..DIALS {
            let other = dice.person(size.nodes);
            if one != other {
                pairs.insert((one.min(other), one.max(other)));
            }
        }
    }
    introduce(&people, pairs.iter().copied());
    let mut processes = Vec::new();
    for person in &people {
        processes.push(world.start(person).await);
    }
    for (one, other) in &pairs {
        processes[*one].dial(&processes[*other]).await;
    }
    let begin = Instant::now();
    let pairs: Vec<_> = pairs.into_iter().collect();
    let mut times: Vec<u64> = (0..size.messages).map(|_| dice.below(size.minutes * 60_000)).collect();
    times.sort_unstable();
    let mut said: BTreeMap<(usize, usize), Vec<(String, String)>> = BTreeMap::new();
    for at in times {
        tokio::time::sleep_until(begin + Duration::from_millis(at)).await;
        let (one, other) = pairs[dice.person(pairs.len())];
        let (from, to) = if dice.below(2) == 0 { (one, other) } else { (other, one) };
        let text = format!("at {at} from {from}");
        let id = processes[from].say(&processes[to], &text).await;
        said.entry((from, to)).or_default().push((id, text));
    }
    tokio::time::sleep_until(begin + Duration::from_secs(size.minutes * 60)).await;
    while !waiting(&people).is_empty() {
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert!(begin.elapsed() < Duration::from_secs(12 * 3600), "{:?}", waiting(&people));
    }
    let network_time = begin.elapsed();
    check(&processes, &said).await;
    Figures { events: world.network.event_count(), network_time }
}

/// Everybody has everything once, in order, and knows that it arrived.
async fn check(processes: &[Process], said: &BTreeMap<(usize, usize), Vec<(String, String)>>) {
    for ((from, to), messages) in said {
        let mark = format!(" from {from}");
        let mut texts = processes[*to].texts_with(&processes[*from].me).await;
        texts.retain(|text| text.ends_with(&mark));
        let expected: Vec<_> = messages.iter().map(|(_, text)| text.clone()).collect();
        assert_eq!(texts, expected, "what {to} sees of {from}");
        for (id, text) in messages {
            assert_eq!(processes[*from].status_of(id).await, Some(OutgoingStatus::Delivered), "{text}");
        }
    }
    for process in processes {
        process.waku.stop().await;
    }
}
