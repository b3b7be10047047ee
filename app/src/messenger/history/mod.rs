//! Messages of the past: a task that finds a store node and catches up with it, and one that checks what was missed and
//! what arrived. Both only orchestrate; what is asked and believed is decided in [`status_domain::history`].
//!
//! Live messages do not wait for history: a page is one short transaction like any other, and nobody waits for this task.

mod announce;
mod catch_up;
mod checks;
mod desk;
mod policy;
mod query;
mod search;
mod storing;
mod wishes;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use status_domain::history::plan::Scope;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::Phase;
use super::shared::Shared;
use catch_up::Ending;
pub(super) use desk::Desk;
use desk::{HistoryError, Wish};
use policy::Policy;
pub(crate) use wishes::WishError;

/// Pause after a failure of the database or a crash.
const RETRY: Duration = Duration::from_secs(30);

/// Runs until the messenger stops. What crashes begins anew: all that matters is in the database.
pub(super) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>, to_checks: watch::Receiver<Phase>) {
    loop {
        // Whatever becomes of this task, they end with it.
        let mut tasks = JoinSet::new();
        tasks.spawn(follow(Arc::clone(&shared), phase.clone()));
        tasks.spawn(checks::run(Arc::clone(&shared), to_checks.clone()));
        let mut crash = None;
        while let Some(ended) = tasks.join_next().await {
            if let Err(error) = ended {
                crash = Some(error);
                break;
            }
        }
        // Both end when the messenger stops.
        let Some(error) = crash else { break };
        tracing::error!(%error, "The history crashed and begins anew.");
        tasks.shutdown().await;
        tokio::select! {
            biased;
            () = stopped(&mut phase) => break,
            () = tokio::time::sleep(RETRY) => {}
        }
    }
    refuse_wishes(&shared, HistoryError::Stopped).await;
}

async fn follow(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase != Phase::Standby).await.is_err() {
        return;
    }
    let mut due = Some(Scope::All);
    let mut policy = Policy::default();
    let mut device = shared.network.is_used();
    let mut was_used = *device.borrow_and_update();
    let mut coverage = shared.network.coverage();
    shared.history.settings_changed();
    while *phase.borrow_and_update() == Phase::Running {
        if shared.history.take_settings_changed() {
            match Policy::read(&shared).await {
                Ok(read) => policy = read,
                Err(error) => tracing::error!(%error, "The settings of the history cannot be read."),
            }
            if policy.apply(&shared) {
                announce::store_node(&shared.signals, None);
            }
        }
        let is_used = *device.borrow_and_update();
        if is_used && !was_used {
            shared.history.is_back();
        }
        was_used = is_used;
        if shared.history.take_came_online() {
            shared.history.cycle().encourage();
            due = Some(Scope::All);
        }
        if coverage.has_changed().unwrap_or_default() {
            // Nobody told us what was published before all filters were in place.
            coverage.mark_unchanged();
            due = Some(Scope::All);
        }
        if shared.history.take_new_topics() {
            due = due.or(Some(Scope::New));
        }
        let pause = step(&shared, &policy, &mut due, &mut phase).await;
        if shared.history.has_news() || (shared.history.has_requests() && policy.allows(&shared)) {
            continue;
        }
        tokio::select! {
            biased;
            () = stopped(&mut phase) => return,
            () = shared.history.wake.notified() => {}
            changed = device.changed() => if changed.is_err() { return },
            changed = coverage.changed() => if changed.is_err() { return } else { due = Some(Scope::All) },
            () = sleep(pause) => {}
        }
    }
}

/// Does what can be done. Returns when to try again, if time alone can help.
async fn step(
    shared: &Arc<Shared>,
    policy: &Policy,
    due: &mut Option<Scope>,
    phase: &mut watch::Receiver<Phase>,
) -> Option<Duration> {
    if !policy.allows(shared) {
        if shared.history.cycle().leave() {
            announce::store_node(&shared.signals, None);
        }
        refuse_wishes(shared, HistoryError::NoStoreNode).await;
        return None;
    }
    let now = shared.clock.unix_millis();
    let search_at = shared.history.cycle().search_at();
    if search_at > now && !shared.history.has_requests() {
        return until_search(shared);
    }
    if search::search(shared).await.is_none() {
        refuse_wishes(shared, HistoryError::NoStoreNode).await;
        return until_search(shared);
    }
    if due.is_none() && !shared.history.has_requests() {
        return None;
    }
    match catch_up::run(shared, policy, *due, phase).await {
        Ending::Complete => {
            *due = None;
            None
        }
        Ending::NoStoreNode => {
            *due = Some(Scope::All);
            until_search(shared).map(|pause| pause.max(Duration::from_secs(1)))
        }
        Ending::Storage => {
            *due = Some(Scope::All);
            Some(RETRY)
        }
        Ending::Interrupted => {
            *due = Some(Scope::All);
            None
        }
        Ending::Stopped => None,
    }
}

/// Ends when the messenger is stopped, also if that was seen before. A messenger that is gone is stopped.
async fn stopped(phase: &mut watch::Receiver<Phase>) {
    drop(phase.wait_for(|phase| *phase == Phase::Stopped).await);
}

/// How long to wait before looking for a node; `None` if time does not help.
fn until_search(shared: &Shared) -> Option<Duration> {
    let search_at = shared.history.cycle().search_at();
    let pause = search_at.saturating_sub(shared.clock.unix_millis());
    (search_at != u64::MAX).then(|| Duration::from_millis(pause))
}

async fn sleep(pause: Option<Duration>) {
    match pause {
        Some(pause) => tokio::time::sleep(pause).await,
        None => std::future::pending().await,
    }
}

/// Tells everybody who wishes for something that it is not possible now.
async fn refuse_wishes(shared: &Arc<Shared>, error: HistoryError) {
    for request in shared.history.take_requests() {
        if let Wish::Walks(walks) = request.wish {
            drop_walks(shared, walks).await;
        }
        // Who does not wait any more need not be told.
        let _ = request.answer.send(Err(error));
    }
}

async fn drop_walks(shared: &Arc<Shared>, walks: BTreeSet<i64>) {
    if walks.is_empty() {
        return;
    }
    let dropped =
        shared.work(move |_, context| walks.into_iter().try_for_each(|walk| context.stores.remove_history_walk(walk)));
    if let Err(error) = dropped.await {
        tracing::warn!(%error, "What a client wished for is still to be fetched.");
    }
}
