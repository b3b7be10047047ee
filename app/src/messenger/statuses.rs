//! The task that notices who is gone: whoever does not repeat that they are there.

use std::sync::Arc;
use std::time::Duration;

use status_domain::user_status::{Expired, expire};
use tokio::sync::watch;
use tokio::time::Instant;

use super::shared::Shared;
use super::{Phase, announce};

/// Statuses that run out within this time run out together, and what failed is tried again after it.
const PAUSE: Duration = Duration::from_secs(10);

/// Waits for one deadline: that of the status which runs out next.
pub(super) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase != Phase::Standby).await.is_err() {
        return;
    }
    // First those that ran out while nobody looked. Others say soon that they are there.
    let mut deadline = Some(Instant::now() + PAUSE);
    while *phase.borrow_and_update() == Phase::Running {
        let is_waiting = deadline.is_some();
        tokio::select! {
            biased;
            changed = phase.changed() => if changed.is_err() { return } else { continue },
            // What is heard later runs out later.
            () = shared.status_heard.notified(), if !is_waiting => {}
            () = tokio::time::sleep_until(deadline.unwrap_or_else(Instant::now)), if is_waiting => {}
        }
        deadline = step(&shared).await;
    }
}

async fn step(shared: &Arc<Shared>) -> Option<Instant> {
    let now = shared.clock.unix_millis();
    match shared.work(|_, context| expire(context)).await {
        Ok(Expired { statuses, next_at }) => {
            if !statuses.is_empty() {
                announce::timed_out(shared, &statuses);
            }
            next_at.map(|at| Instant::now() + PAUSE.max(Duration::from_millis(at.saturating_sub(now))))
        }
        Err(error) => {
            tracing::error!(%error, "It was not looked who is gone.");
            Some(Instant::now() + PAUSE)
        }
    }
}
