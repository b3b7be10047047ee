//! The checks of the last minutes: whether what we published arrived, and whether what others published came.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use status_domain::history::missing_check::MissingCheck;
use status_domain::history::sent_check;
use status_domain::history::store_client::{Criteria, StorePage, StoreQuery};
use status_domain::history::store_node::{RequestOutcome, StoreNode};
use status_domain::transport::RawMessage;
use status_ports::{StorageError, UnixMillis};
use tokio::sync::watch;

use super::super::receiver::{self, Source};
use super::super::shared::Shared;
use super::super::{Phase, announce as messenger_announce};
use super::policy::Policy;
use super::query;

/// Pause after a transaction that failed.
const STORAGE_RETRY_MS: UnixMillis = 30_000;

pub(super) async fn run(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase != Phase::Standby).await.is_err() {
        return;
    }
    let mut missing = MissingCheck::new(shared.clock.unix_millis());
    while *phase.borrow_and_update() == Phase::Running {
        let next = match check(&shared, &mut missing, &phase).await {
            Ok(next) => next,
            Err(StorageError::Closed) => None,
            Err(error) => {
                tracing::error!(%error, "The checks cannot use the database.");
                Some(shared.clock.unix_millis().saturating_add(STORAGE_RETRY_MS))
            }
        };
        let now = shared.clock.unix_millis();
        let pause = next.map(|at| Duration::from_millis(at.saturating_sub(now)));
        tokio::select! {
            biased;
            () = super::stopped(&mut phase) => return,
            () = shared.history.checks.notified() => {}
            () = super::sleep(pause) => {}
        }
    }
}

/// Checks what is due. Returns when there is more to do.
async fn check(
    shared: &Arc<Shared>,
    missing: &mut MissingCheck,
    phase: &watch::Receiver<Phase>,
) -> Result<Option<UnixMillis>, StorageError> {
    let policy = Policy::read(shared).await?;
    let node = shared.history.store_node().filter(|_| policy.allows(shared));
    check_sent(shared, node.as_ref()).await?;
    let mut next = shared.work(|_, context| sent_check::next_at(context)).await?;
    if policy.checks_missing
        && let Some(node) = &node
    {
        look_for_missing(shared, missing, node, phase).await?;
        let at = missing.next_at().max(shared.clock.unix_millis().saturating_add(1000));
        next = Some(next.map_or(at, |next| next.min(at)));
    }
    // An envelope that is not found is looked for again after the interval, not at once.
    let soonest = shared.clock.unix_millis().saturating_add(sent_check::INTERVAL_MS);
    Ok(next.map(|next| if next <= shared.clock.unix_millis() { soonest } else { next }))
}

async fn check_sent(shared: &Arc<Shared>, node: Option<&StoreNode>) -> Result<(), StorageError> {
    let questions = shared.work(|_, context| sent_check::due(context)).await?;
    for criteria in questions {
        let Criteria::Hashes { hashes, .. } = &criteria else { continue };
        let asked = hashes.clone();
        let query = StoreQuery { request_id: query::request_id(shared), criteria, include_data: false, cursor: None };
        let page = match node {
            Some(node) => put(shared, node, &query).await,
            None => None,
        };
        let Some(page) = page else {
            // Nothing is concluded from silence, but for a while only.
            let is_hopeless = node.is_none();
            let sent = shared.work(move |_, context| sent_check::trust_relay(context, is_hopeless)).await?;
            if !sent.is_empty() {
                messenger_announce::sent(&shared.signals, &sent);
            }
            return Ok(());
        };
        let found: BTreeSet<_> = page.messages.iter().map(|message| message.hash).collect();
        let concluded = shared.work(move |_, context| sent_check::conclude(context, &asked, &found)).await?;
        if !concluded.sent.is_empty() {
            messenger_announce::sent(&shared.signals, &concluded.sent);
        }
        for ids in &concluded.expired {
            messenger_announce::expired(&shared.signals, ids, "no store node has the message");
        }
        if concluded.wants_to_send {
            shared.sending.wake();
        }
    }
    Ok(())
}

async fn look_for_missing(
    shared: &Arc<Shared>,
    missing: &mut MissingCheck,
    node: &StoreNode,
    phase: &watch::Receiver<Phase>,
) -> Result<(), StorageError> {
    let now = shared.clock.unix_millis();
    if now < missing.next_at() {
        return Ok(());
    }
    let interests = shared.work(|transport, _| Ok::<_, StorageError>(transport.history_interests())).await?;
    let Some(mut look) = missing.look(&interests, now) else { return Ok(()) };
    loop {
        if look.has_hashes() {
            look = shared.work(move |_, context| look.skip_known(context.stores).map(|()| look)).await?;
        }
        let Some(query) = look.query(query::request_id(shared)) else { break };
        let Some(page) = put(shared, node, &query).await else { return Ok(()) };
        match look.answered(&query, page) {
            Ok(messages) if messages.is_empty() => {}
            Ok(messages) => {
                tracing::info!(count = messages.len(), "Messages that never came were fetched.");
                let messages: Arc<[RawMessage]> = messages.into();
                let source = Source::StoreNode(Arc::default());
                receiver::receive(Arc::clone(shared), messages, source, phase.clone()).await;
            }
            Err(error) => {
                tracing::warn!(%error, "The look for missing messages was given up.");
                query::note(shared, node, RequestOutcome::Failed).await;
                return Ok(());
            }
        }
    }
    missing.done(&look);
    Ok(())
}

/// Puts a question to a node. `None` if there is no answer that can be true.
async fn put(shared: &Arc<Shared>, node: &StoreNode, query: &StoreQuery) -> Option<StorePage> {
    let answer = query::ask(shared, node, query.encode()).await.ok()?;
    match query.read(&answer) {
        Ok(page) => {
            query::note(shared, node, RequestOutcome::Answered).await;
            Some(page)
        }
        Err(error) => {
            tracing::warn!(%error, peer_id = node.peer_id, "A store node did not answer a check as it should.");
            let outcome = if error.is_a_lie() { RequestOutcome::Lied } else { RequestOutcome::Failed };
            query::note(shared, node, outcome).await;
            None
        }
    }
}
