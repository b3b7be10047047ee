//! The task that has names of the Ethereum Name Service checked that people say they have. It does nothing while nobody
//! claims one, without the network, and without a chain.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use status_domain::contact::{due_ens_claims, next_ens_check, settle_ens_claims};
use status_domain::crypto::PublicKey;
use status_ports::{EnsClaimRecord, ProfileStoreExt as _, StorageError, UnixMillis};
use tokio::sync::watch;
use tokio::time::Instant;

use super::shared::Shared;
use super::{Phase, announce};

/// Between two looks at the chain: what is claimed meanwhile is checked together.
const PAUSE: Duration = Duration::from_secs(30);
/// The pause doubles up to this while the chain does not answer.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);
/// Nobody sleeps longer, whatever a clock said.
const LONGEST_SLEEP: Duration = Duration::from_secs(24 * 60 * 60);

/// Why nobody can say whose a name is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NameLookupError {
    /// No provider of the chain is known.
    #[error("no chain is known that has names")]
    NoChain,
    /// The chain does not answer now.
    #[error("{0}")]
    NoAnswer(String),
}

/// Who knows whose a name is.
#[async_trait]
pub(crate) trait NameLookup: Send + Sync {
    /// The public key that a name says it has. `None` if it says none, or if it is no name.
    async fn public_key_of(&self, name: &str) -> Result<Option<PublicKey>, NameLookupError>;
}

/// What is to be done next.
enum Next {
    /// Nothing, until somebody claims a name.
    Nothing,
    /// To look again.
    At(Instant),
    /// To look again, but not at once.
    Later,
}

pub(super) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase != Phase::Standby).await.is_err() {
        return;
    }
    let mut device = shared.network.is_used();
    let mut pause = PAUSE;
    let mut earliest = Instant::now();
    let mut deadline = Some(earliest);
    while *phase.borrow_and_update() == Phase::Running {
        let is_used = *device.borrow_and_update();
        let at = deadline.filter(|_| is_used).map(|at| at.max(earliest));
        tokio::select! {
            biased;
            changed = phase.changed() => if changed.is_err() { return } else { continue },
            changed = device.changed() => {
                if changed.is_err() {
                    return;
                }
                (earliest, pause) = (Instant::now(), PAUSE);
                deadline = Some(earliest);
                continue;
            }
            () = shared.ens_claimed.notified() => {
                deadline = Some(Instant::now());
                continue;
            }
            () = tokio::time::sleep_until(at.unwrap_or_else(Instant::now)), if at.is_some() => {}
        }
        let next = step(&shared, &mut phase).await;
        earliest = Instant::now() + PAUSE;
        match &next {
            Ok(Next::Nothing) => (deadline, pause) = (None, PAUSE),
            Ok(Next::At(at)) => (deadline, pause) = (Some(*at), PAUSE),
            Ok(Next::Later) | Err(_) => {
                earliest = Instant::now() + pause;
                deadline = Some(earliest);
                pause = LONGEST_PAUSE.min(pause.saturating_mul(2));
            }
        }
        match next {
            Ok(_) => {}
            Err(StorageError::Closed) => return,
            Err(error) => tracing::warn!(%error, "Names were not checked."),
        }
    }
}

/// Checks what is due.
async fn step(shared: &Arc<Shared>, phase: &mut watch::Receiver<Phase>) -> Result<Next, StorageError> {
    let now = shared.clock.unix_millis();
    let read = move |stores: &mut dyn status_ports::ProfileTransaction| {
        Ok::<_, StorageError>((due_ens_claims(stores, now)?, next_ens_check(stores)?))
    };
    let (claims, next_at) = shared.store.query(read).await?;
    if claims.is_empty() {
        return Ok(next(now, next_at));
    }
    let mut checked = Vec::new();
    let trouble = tokio::select! {
        biased;
        _ = phase.wait_for(|phase| *phase == Phase::Stopped) => return Ok(Next::Nothing),
        trouble = check(shared, claims, &mut checked) => trouble,
    };
    let (outcome, next_at) = shared
        .work(move |_, context| {
            Ok::<_, StorageError>((settle_ens_claims(context, checked)?, next_ens_check(context.stores)?))
        })
        .await?;
    announce::changed(shared, outcome).await;
    match trouble {
        None => Ok(next(now, next_at)),
        Some(NameLookupError::NoChain) => Ok(Next::Nothing),
        Some(NameLookupError::NoAnswer(reason)) => {
            tracing::debug!(reason, "The chain does not say whose names are.");
            Ok(Next::Later)
        }
    }
}

/// Asks the chain about one claim after the other, until it does not answer.
async fn check(
    shared: &Shared,
    claims: Vec<EnsClaimRecord>,
    checked: &mut Vec<(EnsClaimRecord, bool)>,
) -> Option<NameLookupError> {
    for claim in claims {
        match shared.names.public_key_of(&claim.name).await {
            Ok(key) => {
                let is_confirmed = key.is_some_and(|key| key.to_compressed() == claim.public_key);
                checked.push((claim, is_confirmed));
            }
            Err(error) => return Some(error),
        }
    }
    None
}

fn next(now: UnixMillis, next_at: Option<UnixMillis>) -> Next {
    match next_at {
        None => Next::Nothing,
        Some(at) => {
            let wait = LONGEST_SLEEP.min(Duration::from_millis(at.saturating_sub(now)));
            Next::At(Instant::now() + wait)
        }
    }
}
