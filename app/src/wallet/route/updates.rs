//! A route is brought up to date as blocks arrive on the chains that it begins on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::suggest::News;
use super::{Router, Shared, SuggestedRoutes};

/// How long a route is brought up to date; nobody looks at it for longer.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The same on a chain for development.
const LIFETIME_IN_DEVELOPMENT: Duration = Duration::from_secs(5);

/// Number of the chain for development.
const DEVELOPMENT_CHAIN: u64 = 31_337;

/// Starts a task for each chain. They end when the set is dropped, when the time is over, or with the router.
pub(super) fn start(router: &Router, routes: &SuggestedRoutes) -> JoinSet<()> {
    let chains: BTreeSet<u64> = routes.best.iter().map(|path| path.candidate.from_chain).collect();
    // One chain ends all.
    let lifetime = if chains.contains(&DEVELOPMENT_CHAIN) { LIFETIME_IN_DEVELOPMENT } else { LIFETIME };
    let end = Instant::now() + lifetime;
    let mut tasks = JoinSet::new();
    for chain_id in chains {
        let shared = Arc::clone(&router.shared);
        tasks.spawn(async move {
            tokio::select! {
                () = sleep_until(end) => {}
                () = follow(&shared, chain_id) => {}
            }
        });
    }
    tasks
}

/// Tells clients of every new block what it changes.
async fn follow(shared: &Arc<Shared>, chain_id: u64) {
    let mut blocks = match shared.sources.watch_blocks(chain_id) {
        Ok(blocks) => blocks,
        Err(error) => {
            tracing::warn!(chain_id, %error, "A route is not brought up to date.");
            return;
        }
    };
    let mut last = 0;
    loop {
        let Ok(newest) = blocks.wait_for(|height| *height > last).await.map(|height| *height) else { return };
        last = newest;
        let Some((owner, best)) = best(shared) else { return };
        match News::ask(shared.sources.as_ref(), chain_id, owner, &best).await {
            Ok(news) => take_in(shared, news),
            Err(error) => tracing::debug!(chain_id, %error, "The fees of a new block are not known."),
        }
    }
}

fn best(shared: &Shared) -> Option<([u8; 20], Vec<status_domain::wallet::route::Path>)> {
    let state = shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    state.active.as_ref().map(|planned| (planned.owner, planned.routes.best.clone()))
}

/// Clients are told in the order in which the route changes: while it cannot.
fn take_in(shared: &Shared, news: News) {
    let mut state = shared.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !state.is_followed {
        return;
    }
    if let Some(planned) = &mut state.active {
        planned.update(news);
        shared.sources.tell(&planned.routes);
    }
}
