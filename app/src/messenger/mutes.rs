//! The task that unmutes chats when their time is over. It sleeps until then; without a chat that is muted for a time it
//! has nothing to wake up for.

use std::sync::Arc;
use std::time::Duration;

use status_domain::chat;
use status_ports::{ProfileStoreExt as _, StorageError, UnixMillis};
use tokio::sync::watch;

use super::shared::Shared;
use super::{Phase, announce};

/// When it is tried again if the database failed.
const PAUSE: Duration = Duration::from_secs(60);

pub(super) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase != Phase::Standby).await.is_err() {
        return;
    }
    let mut next = shared.store.query(chat::next_end_of_mute).await;
    while *phase.borrow_and_update() == Phase::Running {
        let wait = match &next {
            Ok(end) => end.map(|end| Duration::from_millis(end.saturating_sub(shared.clock.unix_millis()))),
            Err(StorageError::Closed) => return,
            Err(error) => {
                tracing::warn!(%error, "Mutes were not looked at.");
                Some(PAUSE)
            }
        };
        tokio::select! {
            biased;
            changed = phase.changed() => if changed.is_err() { return },
            () = shared.muted.notified() => next = end(&shared).await,
            () = sleep(wait) => next = end(&shared).await,
        }
    }
}

async fn sleep(wait: Option<Duration>) {
    match wait {
        Some(wait) => tokio::time::sleep(wait).await,
        None => std::future::pending().await,
    }
}

/// Ends what is over, and says when the next mute ends.
async fn end(shared: &Arc<Shared>) -> Result<Option<UnixMillis>, StorageError> {
    let (outcome, next) = shared
        .work(|_, context| Ok::<_, StorageError>((chat::end_mutes(context)?, chat::next_end_of_mute(context.stores)?)))
        .await?;
    announce::changed(shared, outcome).await;
    Ok(next)
}
