//! What happens in a run.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use status_domain::contact;
use status_memory::{LinkConditions, MemoryWakuNetwork, SeededEntropy};
use status_ports::{ContactRequestState, ContactStore as _, Entropy as _, MvdsStore as _, OutboxStore as _, Waku as _};
use tokio::time::Instant;

use super::super::world::{Person, Process, World};
use super::Summary;

/// Two people, the one with the smaller number first.
pub(super) type Pair = (usize, usize);

/// A message that was said.
pub(super) struct Said {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) id: String,
    pub(super) text: String,
    /// What its author saw in the chat before.
    pub(super) after: Vec<String>,
}

/// Something that happens at a moment.
#[derive(Clone, Debug)]
enum Event {
    Say { from: usize, to: usize },
    Ask { from: usize, to: usize },
    Accept { by: usize, of: usize },
    Kill { who: usize },
    Start { who: usize },
    Split { one_side: BTreeSet<usize> },
    Heal,
}

/// What chance decides.
pub(super) struct Dice(SeededEntropy);

impl Dice {
    pub(super) const fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound
    }

    pub(super) fn person(&mut self, people: usize) -> usize {
        usize::try_from(self.below(people as u64)).unwrap()
    }
}

pub(super) struct Scenario {
    pub(super) seed: u64,
    dice: Dice,
    world: World,
    pub(super) people: Vec<Person>,
    pub(super) processes: Vec<Option<Process>>,
    /// Who talks with whom, and whether they were contacts from the beginning.
    pub(super) pairs: BTreeMap<Pair, bool>,
    pub(super) said: Vec<Said>,
}

const SECOND_MS: u64 = 1_000;
const MINUTE_MS: u64 = 60 * SECOND_MS;

/// Nobody is lucky: three in ten messages are lost on each link.
fn bad() -> LinkConditions {
    LinkConditions {
        delay_ms: 10..=400,
        jitter_ms: 0..=200,
        loss_per_mille: 300,
        repeat_per_mille: 100,
        late_per_mille: 100,
        late_by_ms: 1_000..=20_000,
    }
}

fn good() -> LinkConditions {
    LinkConditions { delay_ms: 10..=400, jitter_ms: 0..=200, ..LinkConditions::default() }
}

fn pair(one: usize, other: usize) -> Pair {
    (one.min(other), one.max(other))
}

impl Scenario {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let count = 3 + dice.person(3);
        let network = MemoryWakuNetwork::with_conditions(seed, bad());
        let mut world = World::on(network, count as u64, seed);
        world.slow_disks();
        let people: Vec<_> = (0..count).map(|number| world.person(&format!("person-{number}"))).collect();
        let mut pairs = BTreeMap::new();
        for one in 0..count {
            for other in one + 1..count {
                // Most know each other, some get to know each other, some never do.
                match dice.below(6) {
                    0 => {}
                    1 | 2 => {
                        pairs.insert((one, other), false);
                    }
                    _ => {
                        pairs.insert((one, other), true);
                    }
                }
            }
        }
        pairs.entry((0, 1)).or_insert(true);
        let processes = (0..count).map(|_| None).collect();
        Self { seed, dice, world, people, processes, pairs, said: Vec::new() }
    }

    /// What will happen, and when, in milliseconds.
    fn plan(&mut self) -> BTreeMap<(u64, usize), Event> {
        let end = (5 + self.dice.below(40)) * MINUTE_MS;
        let mut events = Vec::new();
        for ((one, other), are_contacts) in self.pairs.clone() {
            if !are_contacts {
                events.push((self.dice.below(end / 2), Event::Ask { from: one, to: other }));
                events.push((end / 2 + self.dice.below(end / 2), Event::Accept { by: other, of: one }));
            }
            for _ in 0..1 + self.dice.below(6) {
                let (from, to) = if self.dice.below(2) == 0 { (one, other) } else { (other, one) };
                let at = self.dice.below(end);
                events.push((at, Event::Say { from, to }));
                // Some processes end while they send what was said, or while they receive it.
                if self.dice.below(8) == 0 {
                    let (who, after) = if self.dice.below(2) == 0 { (from, 12) } else { (to, 1_000) };
                    let at = at + self.dice.below(after);
                    events.extend([(at, Event::Kill { who }), (at + SECOND_MS, Event::Start { who })]);
                }
            }
        }
        for who in 0..self.people.len() {
            for _ in 0..self.dice.below(3) {
                let at = self.dice.below(end);
                let back = at + 10 + self.dice.below(10 * MINUTE_MS);
                events.extend([(at, Event::Kill { who }), (back, Event::Start { who })]);
            }
        }
        for _ in 0..self.dice.below(3) {
            let one_side = (0..self.people.len()).filter(|_| self.dice.below(2) == 0).collect();
            let at = self.dice.below(end);
            events.push((at, Event::Split { one_side }));
            events.push((at + self.dice.below(10 * MINUTE_MS), Event::Heal));
        }
        events.into_iter().enumerate().map(|(number, (at, event))| ((at, number), event)).collect()
    }

    pub(super) async fn run(mut self) -> Summary {
        let contacts = self.pairs.iter().filter(|(_, are_contacts)| **are_contacts).map(|(pair, _)| *pair);
        introduce(&self.people, contacts);
        for who in 0..self.people.len() {
            self.start(who).await;
        }
        let begin = Instant::now();
        for ((at, _), event) in self.plan() {
            tokio::time::sleep_until(begin + Duration::from_millis(at)).await;
            self.happen(event).await;
        }
        self.recover().await;
        self.until_nothing_waits().await;
        self.check().await;
        let network = &self.world.network;
        Summary { digest: network.digest(), events: network.event_count(), messages: self.said.len() }
    }

    async fn start(&mut self, who: usize) {
        if self.processes[who].is_some() {
            return;
        }
        let process = self.world.start(&self.people[who]).await;
        self.processes[who] = Some(process);
        self.dial_from(who).await;
    }

    /// Dials the next two in the circle, which may be away or out of reach.
    async fn dial_from(&self, who: usize) {
        let Some(process) = &self.processes[who] else { return };
        for step in 1..=2 {
            let name = &self.people[(who + step) % self.people.len()].name;
            let _ = process.waku.dial_peer(&format!("/memory/{name}/p2p/{name}")).await;
        }
    }

    async fn happen(&mut self, event: Event) {
        match event {
            Event::Say { from, to } => self.say(from, to).await,
            Event::Ask { from, to } => {
                let (key, text) = (self.people[to].key.public_key(), format!("{from} would like to talk with {to}"));
                if let Some(process) = &self.processes[from] {
                    let asked =
                        process.messenger.command(move |context| contact::send_contact_request(context, &key, &text));
                    asked.await.unwrap();
                }
            }
            Event::Accept { by, of } => self.accept(by, of).await,
            Event::Kill { who } => {
                if let Some(process) = self.processes[who].take() {
                    process.kill().await;
                }
            }
            Event::Start { who } => self.start(who).await,
            Event::Split { one_side } => {
                let names: Vec<&str> = one_side.iter().map(|who| self.people[*who].name.as_str()).collect();
                self.world.network.partition(&[&names]);
            }
            Event::Heal => {
                self.world.network.heal();
                for who in 0..self.people.len() {
                    self.dial_from(who).await;
                }
            }
        }
    }

    async fn say(&mut self, from: usize, to: usize) {
        let Some(process) = &self.processes[from] else { return };
        let peer = self.people[to].key.public_key();
        let after = process.texts_with(&peer).await;
        let text = format!("{} from {from} to {to}", self.said.len());
        let id = process.say_to(peer, &text).await;
        self.said.push(Said { from, to, id, text, after });
    }

    /// Accepts what was asked, if it has arrived.
    async fn accept(&self, by: usize, of: usize) {
        let key = self.people[of].key.public_key();
        if let Some(process) = &self.processes[by] {
            let accepted =
                process.messenger.command(move |context| contact::accept_latest_contact_request(context, &key));
            // Nothing to accept is an answer, too.
            let _ = accepted.await;
        }
    }

    /// The network becomes good, and everybody is there.
    async fn recover(&mut self) {
        self.world.network.set_conditions(Some(good()));
        self.world.network.heal();
        for who in 0..self.people.len() {
            self.start(who).await;
            self.dial_from(who).await;
        }
        for (one, other) in self.pairs.iter().filter(|(_, are_contacts)| !**are_contacts).map(|(pair, _)| *pair) {
            self.accept(other, one).await;
        }
    }

    /// Waits until everything is acknowledged, at most for as long as messages are repeated.
    async fn until_nothing_waits(&self) {
        for _ in 0..10 * 24 {
            tokio::time::sleep(Duration::from_secs(3600)).await;
            if waiting(&self.people).is_empty() {
                return;
            }
        }
        panic!("seed {}: {:?}", self.seed, waiting(&self.people));
    }

    pub(super) fn process(&self, who: usize) -> &Process {
        self.processes[who].as_ref().unwrap()
    }

    pub(super) fn are_correspondents(&self, one: usize, other: usize) -> bool {
        self.pairs.contains_key(&pair(one, other))
    }
}

/// Makes people contacts who know nothing of each other's devices yet.
pub(super) fn introduce(people: &[Person], pairs: impl Iterator<Item = Pair>) {
    for (one, other) in pairs {
        for (me, peer) in [(one, other), (other, one)] {
            let mut content = people[me].store.snapshot().unwrap();
            let mut record = contact::unknown_contact(people[peer].key.public_key().to_compressed());
            record.local_state = ContactRequestState::Sent;
            record.remote_state = ContactRequestState::Received;
            (record.local_clock, record.remote_clock) = (1, 1);
            content.save_contact(&record).unwrap();
            people[me].store.replace(content);
        }
    }
}

/// What people still want to send.
pub(super) fn waiting(people: &[Person]) -> Vec<String> {
    let mut waiting = Vec::new();
    for person in people {
        let mut content = person.store.snapshot().unwrap();
        let states = content.mvds.state_count();
        let acks = content.mvds_acks(1_000).unwrap().len();
        let has_envelope = content.next_envelope_at().unwrap().is_some();
        if states > 0 || acks > 0 || has_envelope || !content.segments.is_empty() {
            let name = &person.name;
            waiting.push(format!("{name}: {states} states, {acks} acknowledgements, envelopes: {has_envelope}"));
        }
    }
    waiting
}
