//! A catch-up with store nodes, from its plan to the last stored page.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use status_domain::history::catch_up::{CatchUp, Page, Step, Verdict};
use status_domain::history::plan::{self, Scope};
use status_domain::history::store_client::AnswerError;
use status_domain::history::store_node::{RequestOutcome, StoreNode};
use status_domain::messaging::Outcome;
use status_domain::transport::Received;
use status_ports::{HistoryWalk, StorageError, UnixMillis, WakuError};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use super::super::shared::Shared;
use super::super::{Phase, announce as messenger_announce};
use super::desk::{HistoryError, Request, Wish};
use super::policy::Policy;
use super::storing::{self, Stored};
use super::{announce, query, search};

/// Pages that may wait to be stored. Then no more are asked for.
const MAX_WAITING: usize = 4;
/// Queries without a good answer, in one catch-up.
const MAX_FAILURES: u32 = 30;
/// Progress is told this often at most.
const PROGRESS_PAUSE: Duration = Duration::from_millis(500);

/// How a catch-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Everything was fetched and stored.
    Complete,
    /// Nobody is left to ask.
    NoStoreNode,
    /// The database does not take it.
    Storage,
    /// Something changed that may forbid it.
    Interrupted,
    /// The messenger is stopped.
    Stopped,
}

impl Ending {
    const fn error(self) -> Option<HistoryError> {
        match self {
            Self::Complete => None,
            Self::NoStoreNode | Self::Interrupted => Some(HistoryError::NoStoreNode),
            Self::Storage => Some(HistoryError::Storage),
            Self::Stopped => Some(HistoryError::Stopped),
        }
    }
}

struct Answered {
    walk: i64,
    request_id: String,
    node: StoreNode,
    answer: Result<Vec<u8>, WakuError>,
}

/// Who waits for what.
struct Waiting {
    /// `None` for everything.
    walks: Option<BTreeSet<i64>>,
    answer: oneshot::Sender<Result<(), HistoryError>>,
}

struct Run {
    shared: Arc<Shared>,
    policy: Policy,
    /// Changes when the device tells something.
    device: watch::Receiver<bool>,
    machine: CatchUp,
    node: Option<StoreNode>,
    asking: JoinSet<Answered>,
    /// Closed at the end.
    pages: mpsc::Sender<Page>,
    stored: mpsc::UnboundedReceiver<Stored>,
    storing: JoinHandle<()>,
    waiting: Vec<Waiting>,
    /// Clients know of it.
    is_told: bool,
    unstored: usize,
    failures: u32,
    stored_pages: u64,
    stored_messages: u64,
    progress_at: Instant,
}

/// Catches up on what a scope covers, what was left over before, and what clients wish for.
pub(super) async fn run(
    shared: &Arc<Shared>,
    policy: &Policy,
    scope: Option<Scope>,
    phase: &mut watch::Receiver<Phase>,
) -> Ending {
    let (pages, waiting_pages) = mpsc::channel(MAX_WAITING + 4);
    let (told, stored) = mpsc::unbounded_channel();
    let mut run = Run {
        shared: Arc::clone(shared),
        policy: policy.clone(),
        device: shared.network.is_used(),
        machine: CatchUp::default(),
        node: None,
        asking: JoinSet::new(),
        pages,
        stored,
        storing: tokio::spawn(storing::run(Arc::clone(shared), waiting_pages, told, phase.clone())),
        waiting: Vec::new(),
        is_told: false,
        unstored: 0,
        failures: 0,
        stored_pages: 0,
        stored_messages: 0,
        progress_at: Instant::now(),
    };
    let ending = match run.prepare(scope).await {
        Ok(()) => {
            run.is_told = run.machine.open() > 0 || shared.history.has_requests();
            if run.is_told {
                announce::started(&shared.signals, run.machine.open());
            }
            run.carry_out(phase).await
        }
        Err(error) => storage_failed(&error),
    };
    run.end(ending).await
}

fn storage_failed(error: &StorageError) -> Ending {
    tracing::error!(%error, "The catch-up cannot use the database.");
    if matches!(error, StorageError::Closed) { Ending::Stopped } else { Ending::Storage }
}

impl Run {
    /// Plans, and takes up all walks that are stored.
    async fn prepare(&mut self, scope: Option<Scope>) -> Result<(), StorageError> {
        let (outcome, walks) = self
            .shared
            .work(move |transport, context| {
                let interests = transport.history_interests();
                let outcome = match scope {
                    Some(scope) => plan::prepare(context, &interests, scope)?,
                    None => Outcome::default(),
                };
                Ok::<_, StorageError>((outcome, context.stores.history_walks()?))
            })
            .await?;
        messenger_announce::received(&self.shared, Received { outcome, ..Received::default() }).await;
        self.machine.add(walks);
        Ok(())
    }

    /// Takes up what clients wish for.
    async fn take_wishes(&mut self) -> Result<(), StorageError> {
        for Request { wish, answer } in self.shared.history.take_requests() {
            let walks = match wish {
                Wish::Walks(walks) => Some(walks),
                Wish::All { with_backup } => {
                    self.prepare(Some(Scope::All)).await?;
                    if with_backup {
                        self.add_backup().await?;
                    }
                    None
                }
            };
            self.waiting.push(Waiting { walks, answer });
        }
        if self.waiting.iter().any(|waiting| waiting.walks.is_some()) {
            let walks = self.shared.work(|_, context| context.stores.history_walks()).await?;
            self.machine.add(walks.into_iter().filter(|walk| self.is_wished(walk)).collect());
        }
        if self.shared.history.take_new_topics() {
            self.prepare(Some(Scope::New)).await?;
        }
        Ok(())
    }

    fn is_wished(&self, walk: &HistoryWalk) -> bool {
        self.waiting.iter().filter_map(|waiting| waiting.walks.as_ref()).any(|walks| walks.contains(&walk.id))
    }

    async fn add_backup(&mut self) -> Result<(), StorageError> {
        let walks = self
            .shared
            .work(|transport, context| {
                let mut interests = transport.history_interests();
                interests.retain(|interest| interest.is_backup);
                let (from_s, to_s) = plan::last_month(context.now);
                let rows = plan::request(context, &interests, from_s, to_s)?;
                let mut walks = context.stores.history_walks()?;
                walks.retain(|walk| rows.contains(&walk.id));
                Ok::<_, StorageError>(walks)
            })
            .await?;
        self.machine.add(walks);
        Ok(())
    }

    async fn carry_out(&mut self, phase: &mut watch::Receiver<Phase>) -> Ending {
        loop {
            if self.shared.history.has_news() || !self.policy.allows(&self.shared) {
                return Ending::Interrupted;
            }
            if let Err(error) = self.take_wishes().await {
                return storage_failed(&error);
            }
            if self.failures > MAX_FAILURES {
                return Ending::NoStoreNode;
            }
            let Some(node) = search::search(&self.shared).await else {
                return Ending::NoStoreNode;
            };
            if self.node.as_ref() != Some(&node) {
                self.machine.changed_node();
                self.node = Some(node.clone());
            }
            let pause = match self.ask(&node) {
                Step::Done if self.unstored == 0 => return self.settle().await,
                Step::Wait(until) => Some(until),
                Step::Done | Step::Busy | Step::Ask(_) => None,
            };
            let now = self.shared.clock.unix_millis();
            tokio::select! {
                biased;
                () = super::stopped(phase) => return Ending::Stopped,
                stored = self.stored.recv() => match stored {
                    Some(stored) => self.note(stored),
                    None => return Ending::Storage,
                },
                Some(answered) = self.asking.join_next(), if self.unstored < MAX_WAITING && !self.asking.is_empty() => {
                    match answered {
                        Ok(answered) => self.take(answered).await,
                        Err(error) => {
                            tracing::error!(%error, "A query crashed.");
                            return Ending::Storage;
                        }
                    }
                }
                () = until(pause, now) => {}
                _ = self.device.changed() => {}
                () = self.shared.history.wake.notified() => {}
            }
        }
    }

    /// Asks as much as may be asked at once. Returns what else there is to do.
    fn ask(&mut self, node: &StoreNode) -> Step {
        loop {
            let now = self.shared.clock.unix_millis();
            let id = || query::request_id(&self.shared);
            match self.machine.step(&node.peer_id, id, now) {
                Step::Ask(ask) => {
                    let (shared, node) = (Arc::clone(&self.shared), node.clone());
                    self.asking.spawn(async move {
                        let answer = query::ask(&shared, &node, ask.query.encode()).await;
                        Answered { walk: ask.walk, request_id: ask.query.request_id, node, answer }
                    });
                }
                step => return step,
            }
        }
    }

    async fn take(&mut self, answered: Answered) {
        let Answered { walk, request_id, node, answer } = answered;
        let now = self.shared.clock.unix_millis();
        let error = match answer {
            Err(error) => {
                self.machine.unanswered(walk);
                error.to_string()
            }
            Ok(answer) => match self.machine.answered(walk, &node.peer_id, &answer, now) {
                Verdict::Page(page) => {
                    query::note(&self.shared, &node, RequestOutcome::Answered).await;
                    self.unstored += 1;
                    // There is room, and if nobody takes it, the end of who should is noticed elsewhere.
                    let _ = self.pages.send(page).await;
                    return;
                }
                Verdict::Later => return,
                Verdict::Refused(error) => {
                    query::note(&self.shared, &node, outcome(&error)).await;
                    error.to_string()
                }
            },
        };
        self.failures += 1;
        tracing::warn!(error, peer_id = node.peer_id, "A store node did not answer a query as it should.");
        announce::failed(&self.shared.signals, &request_id, &node.peer_id, &error);
    }

    fn note(&mut self, stored: Stored) {
        self.unstored = self.unstored.saturating_sub(stored.pages);
        self.stored_pages += u64::try_from(stored.pages).unwrap_or_default();
        self.stored_messages += u64::try_from(stored.messages).unwrap_or_default();
        for waiting in &mut self.waiting {
            if let Some(walks) = &mut waiting.walks {
                walks.retain(|walk| !stored.finished.contains(walk));
            }
        }
        let (done, waiting) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|waiting| waiting.walks.as_ref().is_some_and(BTreeSet::is_empty));
        self.waiting = waiting;
        let done: Vec<Waiting> = done;
        for waiting in done {
            // Who does not wait any more need not be told.
            let _ = waiting.answer.send(Ok(()));
        }
        if self.progress_at <= Instant::now() {
            self.progress_at = Instant::now() + PROGRESS_PAUSE;
            let open = self.machine.open();
            announce::progress(&self.shared.signals, open, self.stored_pages, self.stored_messages);
        }
    }

    async fn settle(&self) -> Ending {
        let settled = self.shared.work(|transport, context| plan::settle(context, &transport.history_interests()));
        match settled.await {
            Ok(()) => Ending::Complete,
            Err(error) => storage_failed(&error),
        }
    }

    /// Waits until what came is stored, and tells those who wait.
    async fn end(mut self, ending: Ending) -> Ending {
        self.asking.shutdown().await;
        drop(self.pages);
        if let Err(error) = self.storing.await {
            tracing::error!(%error, "The task that stores history failed.");
        }
        let mut waiting = std::mem::take(&mut self.waiting);
        while let Ok(stored) = self.stored.try_recv() {
            for walks in waiting.iter_mut().filter_map(|waiting| waiting.walks.as_mut()) {
                walks.retain(|walk| !stored.finished.contains(walk));
            }
        }
        // What a client was told is not fetched is not fetched behind its back.
        let mut dropped = BTreeSet::new();
        for waiting in waiting {
            let is_done = waiting.walks.as_ref().is_some_and(BTreeSet::is_empty);
            let error = ending.error().filter(|_| !is_done);
            if error.is_some() {
                dropped.extend(waiting.walks.into_iter().flatten());
            }
            let _ = waiting.answer.send(error.map_or(Ok(()), Err));
        }
        super::drop_walks(&self.shared, dropped).await;
        if ending == Ending::Complete && self.is_told {
            announce::completed(&self.shared.signals);
        }
        tracing::info!(?ending, pages = self.stored_pages, messages = self.stored_messages, "A catch-up ended.");
        ending
    }
}

const fn outcome(error: &AnswerError) -> RequestOutcome {
    if error.is_a_lie() { RequestOutcome::Lied } else { RequestOutcome::Failed }
}

/// Until the time of day reaches `until`; forever without one.
pub(super) async fn until(until: Option<UnixMillis>, now: UnixMillis) {
    match until {
        Some(until) => tokio::time::sleep(Duration::from_millis(until.saturating_sub(now))).await,
        None => std::future::pending().await,
    }
}
