//! The task of the keeper.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use status_domain::discovery::connector::{Ask, Connected, Connector, Dial, Found, Source};
use status_domain::discovery::enr::Record;
use status_ports::{PeerProtocol, WakuMode};
use tokio::sync::watch;
use tokio::task::{Id, JoinSet};
use tokio::time::timeout;

use super::{HEAD_START_MS, Shared, Situation, ask};

/// A dial that takes longer has failed.
const DIAL_TIMEOUT: Duration = Duration::from_secs(20);
/// Most records that node discovery begins with.
const MAX_BOOTSTRAP: usize = 50;

/// What is under way.
#[derive(Clone)]
enum Work {
    Dial(Dial),
    Ask(Ask),
}

/// How it ended.
enum Outcome {
    Dialled(bool),
    Found(Vec<Record>),
}

pub(super) struct Task {
    shared: Arc<Shared>,
    connector: Connector,
    situation: watch::Receiver<Situation>,
    jobs: JoinSet<Outcome>,
    work: HashMap<Id, Work>,
    is_serving: bool,
    was_used: bool,
    moves: u64,
}

impl Task {
    pub(super) fn new(shared: Arc<Shared>, connector: Connector, situation: watch::Receiver<Situation>) -> Self {
        let Situation { is_used: was_used, moves, .. } = *situation.borrow();
        let (jobs, work) = (JoinSet::new(), HashMap::new());
        Self { shared, connector, situation, jobs, work, is_serving: false, was_used, moves }
    }

    pub(super) async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        tokio::select! {
            biased;
            // Whoever could stop it is gone: that is an end, too.
            _ = stopped.wait_for(|stopped| *stopped) => {}
            () = self.keep() => {}
        }
        self.jobs.shutdown().await;
        self.shared.discovery.stop().await;
    }

    /// Until nobody tells of the situation any more.
    async fn keep(&mut self) {
        self.begin().await;
        loop {
            self.follow().await;
            let wait = self.step().await;
            tokio::select! {
                Some(ended) = self.jobs.join_next_with_id() => {
                    let (id, outcome) = match ended {
                        Ok((id, outcome)) => (id, Some(outcome)),
                        Err(error) => {
                            tracing::error!(%error, "A job of the keeper failed.");
                            (error.id(), None)
                        }
                    };
                    self.ended(id, outcome).await;
                }
                changed = self.situation.changed() => if changed.is_err() { return },
                () = self.shared.wake.notified() => {}
                () = sleep(wait) => {}
            }
        }
    }

    /// Learns of those who are known from the start.
    async fn begin(&mut self) {
        let (shared, shards) = (Arc::clone(&self.shared), self.shared.shards.as_ref());
        let points = &shared.entry_points;
        let named = points.addresses.iter().filter_map(|address| Found::at(address));
        let listed = points.bootstrap.iter().filter_map(|record| Found::in_record(record, shards));
        self.connector.add(named.chain(listed).collect(), true);
        let known = shared.recall().await;
        let now = shared.now();
        self.connector.set_source(Source::Dns, !points.lists.is_empty(), now);
        self.connector.set_source(Source::PeerExchange, true, now);
        if !known.is_empty() {
            self.connector.postpone_sources(now.saturating_add(HEAD_START_MS));
        }
        self.connector.add(known, false);
    }

    /// Does as the situation wants it.
    async fn follow(&mut self) {
        let added = std::mem::take(&mut *self.shared.added());
        self.connector.add(added, true);
        let situation = self.situation.borrow_and_update().clone();
        let now = self.shared.now();
        self.connector.set_limits(situation.mode.into());
        let peers = situation.peers.iter();
        let peers = peers.map(|(id, peer)| (id.clone(), Connected::new(&peer.protocols, situation.mode)));
        self.connector.connected(peers.collect(), now);
        // After that, so that nobody waits because the old connection was lost.
        if (situation.is_used && !self.was_used) || situation.moves != self.moves {
            self.connector.resumed(now);
        }
        (self.was_used, self.moves) = (situation.is_used, situation.moves);
        let relays = situation.mode == WakuMode::Relay;
        self.run_discovery(relays && situation.is_used && self.shared.discovery.is_enabled()).await;
        self.serve(relays).await;
    }

    async fn run_discovery(&mut self, is_wanted: bool) {
        let discovery = &self.shared.discovery;
        match (is_wanted, discovery.running().is_some()) {
            (true, false) => {
                let shared = &self.shared;
                let known = shared.entry_points.bootstrap.iter().chain(self.connector.records());
                let bootstrap = known.take(MAX_BOOTSTRAP).map(|record| record.as_bytes().to_vec()).collect();
                let starter = &*shared.ports.starter;
                let runs = discovery.start(starter, &*shared.waku, shared.shards.as_ref(), bootstrap).await;
                if !runs {
                    // Not tried again before somebody asks for it.
                    discovery.enable(false);
                }
                self.connector.set_source(Source::NodeDiscovery, runs, self.shared.now());
            }
            (false, true) => {
                discovery.stop().await;
                self.connector.set_source(Source::NodeDiscovery, false, self.shared.now());
            }
            _ => {}
        }
    }

    /// Tells others of the nodes that we know, as long as we relay.
    async fn serve(&mut self, is_wanted: bool) {
        if is_wanted == self.is_serving {
            return;
        }
        let (waku, protocol) = (&self.shared.waku, PeerProtocol::PeerExchange);
        let done = match is_wanted {
            true => waku.serve(protocol, self.shared.exchange.clone()).await,
            false => waku.stop_serving(protocol).await,
        };
        match done {
            Ok(()) => self.is_serving = is_wanted,
            Err(error) => tracing::debug!(%error, "Peer exchange is not served as it should be."),
        }
    }

    /// Does what is to be done now, and gives how long there is nothing to be done.
    async fn step(&mut self) -> Option<Duration> {
        if !self.was_used {
            return None;
        }
        let now = self.shared.now();
        let plan = {
            let mut entropy = (self.shared.entropy)();
            self.connector.plan(now, &mut *entropy)
        };
        for dial in plan.dial {
            let (waku, address) = (Arc::clone(&self.shared.waku), dial.address.clone());
            let job = self.jobs.spawn(async move {
                let dialled = timeout(DIAL_TIMEOUT, waku.connect(&address)).await;
                if let Ok(Err(error)) = &dialled {
                    tracing::debug!(%error, address, "A node was not reached.");
                }
                Outcome::Dialled(matches!(dialled, Ok(Ok(()))))
            });
            self.work.insert(job.id(), Work::Dial(dial));
        }
        for question in plan.ask {
            let (shared, asked) = (Arc::clone(&self.shared), question.clone());
            let job = self.jobs.spawn(async move { Outcome::Found(ask::ask(&shared, &asked).await) });
            self.work.insert(job.id(), Work::Ask(question));
        }
        self.shared.forget(plan.forget).await;
        plan.wake_at.map(|at| Duration::from_millis(at.saturating_sub(now)))
    }

    /// Takes in how something ended; a job that crashed brought nothing.
    async fn ended(&mut self, id: Id, outcome: Option<Outcome>) {
        let Some(work) = self.work.remove(&id) else { return };
        let now = self.shared.now();
        let mut entropy = (self.shared.entropy)();
        let remembered = match (work, outcome) {
            (Work::Dial(dial), outcome) => {
                let is_connected = matches!(outcome, Some(Outcome::Dialled(true)));
                self.connector.dialled(&dial, is_connected, now, &mut *entropy)
            }
            (Work::Ask(ask), outcome) => {
                let records = match outcome {
                    Some(Outcome::Found(records)) => records,
                    _ => vec![],
                };
                let shards = self.shared.shards.as_ref();
                let found = records.iter().filter_map(|record| Found::in_record(record, shards)).collect();
                self.connector.answered(ask.source(), found, now, &mut *entropy);
                drop(entropy);
                return self.learn(&ask, &records).await;
            }
        };
        drop(entropy);
        if let Some(found) = remembered {
            self.shared.remember(found).await;
        }
    }

    /// Tells node discovery of nodes that were found elsewhere, and others of all.
    async fn learn(&self, ask: &Ask, records: &[Record]) {
        records.iter().for_each(|record| self.shared.exchange.learn(record));
        if let Some(discovery) = self.shared.discovery.running().filter(|_| *ask != Ask::NodeDiscovery) {
            for record in records {
                // One without a UDP port takes no part in it.
                let _ = discovery.add_node(record.as_bytes().to_vec()).await;
            }
        }
    }
}

async fn sleep(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}
