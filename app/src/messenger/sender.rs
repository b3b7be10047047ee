//! The task that publishes.

use std::sync::Arc;
use std::time::Duration;

use status_domain::delivery::Hindrance;
use status_domain::transport::{Allowance, ContactCode, Next, RateLimit, restamp};
use status_ports::{OutgoingEnvelope, Priority, StorageError, UnixMillis};
use tokio::sync::watch;
use tokio::time::Instant;

use super::shared::Shared;
use super::{Phase, announce};
use crate::network::PublishError;

/// First and longest pause before a publish is tried again that nothing on the network encourages. It doubles.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LONGEST_RETRY: Duration = Duration::from_secs(60);
/// Pause after a transaction that failed.
const STORAGE_RETRY: Duration = Duration::from_secs(1);
/// How often it is said that we are there.
const STATUS_UPDATE_INTERVAL: Duration = Duration::from_secs(5 * 60);
/// A network that comes and goes does not make us publish our contact code each time.
const CONTACT_CODE_PAUSE: Duration = Duration::from_secs(5);

/// Runs until the messenger stops. What crashes begins anew: all that matters is in the database.
pub(super) async fn run(shared: Arc<Shared>, phase: watch::Receiver<Phase>) {
    while let Err(error) = tokio::spawn(send(Arc::clone(&shared), phase.clone())).await {
        if error.is_cancelled() {
            return;
        }
        tracing::error!(%error, "The sender crashed and begins anew.");
        tokio::time::sleep(STORAGE_RETRY).await;
    }
}

async fn send(shared: Arc<Shared>, mut phase: watch::Receiver<Phase>) {
    if phase.wait_for(|phase| *phase != Phase::Standby).await.is_err() {
        return;
    }
    let mut sender = Sender::new(Arc::clone(&shared));
    while *phase.borrow_and_update() == Phase::Running {
        let Some(pause) = sender.step().await else {
            continue;
        };
        tokio::select! {
            biased;
            changed = phase.changed() => if changed.is_err() { return },
            () = shared.sending.woken() => {}
            _ = sender.network_use.changed() => {}
            () = pause.end() => {}
        }
    }
}

/// Until when there is nothing to do, unless somebody wakes the task.
#[derive(Clone, Copy, Debug)]
enum Pause {
    Until(Instant),
    UntilWoken,
}

impl Pause {
    async fn end(self) {
        match self {
            Self::Until(at) => tokio::time::sleep_until(at).await,
            Self::UntilWoken => std::future::pending().await,
        }
    }
}

/// Whether the network takes messages.
enum Network {
    Open,
    /// It did not take the last one. Time alone rarely changes that, but it is tried.
    Closed {
        until: Instant,
    },
    /// It is not used at present.
    Away,
}

struct Sender {
    shared: Arc<Shared>,
    /// The origin of the limit's clock, which no change of the time of day disturbs.
    started: Instant,
    limit: RateLimit,
    network: Network,
    /// Whether the network is used, or the device is offline.
    network_use: watch::Receiver<bool>,
    retry: Duration,
    /// Published, but still in the outbox; with how many peers took it.
    published: Option<(OutgoingEnvelope, u32)>,
    /// `None` until there is a network.
    contact_code_at: Option<(Instant, ContactCode)>,
    last_contact_code: Option<Instant>,
    /// `None` until there is a network, and if nobody is to know that we are there.
    status_update_at: Option<Instant>,
}

impl Sender {
    fn new(shared: Arc<Shared>) -> Self {
        Self {
            network_use: shared.network.is_used(),
            shared,
            started: Instant::now(),
            limit: RateLimit::new(0),
            network: Network::Open,
            retry: FIRST_RETRY,
            published: None,
            contact_code_at: None,
            last_contact_code: None,
            status_update_at: None,
        }
    }

    /// Does what can be done now. `None` if there may be more.
    async fn step(&mut self) -> Option<Pause> {
        if let Some((envelope, peers)) = self.published.take() {
            return self.settle(envelope, peers).await;
        }
        let now = Instant::now();
        self.look_at_network(now);
        match self.network {
            Network::Open => {}
            Network::Closed { until } => {
                self.shared.sending.set_hindrance(Some(Hindrance::NoPeers));
                return Some(Pause::Until(until));
            }
            Network::Away => {
                self.shared.sending.set_hindrance(Some(Hindrance::Offline));
                return Some(Pause::UntilWoken);
            }
        }
        let limit_now = self.limit_time(now);
        let person_at = self.limit_instant(self.limit.available_at(Priority::High, limit_now));
        let machine_at = self.limit_instant(self.limit.available_at(Priority::Normal, limit_now));
        if person_at > now {
            self.shared.sending.set_hindrance(Some(Hindrance::RateLimit));
            return Some(Pause::Until(person_at));
        }
        self.shared.sending.set_hindrance(None);
        let allowance = Allowance {
            person_waits: self.shared.sending.take_person_waits(),
            machines: machine_at <= now,
            turn_of_machines: self.limit.is_turn_of_machines(),
            contact_code: self.contact_code_at.filter(|(at, _)| *at <= now).map(|(_, what)| what),
            status_update: self.status_update_at.is_some_and(|at| at <= now),
        };
        if allowance.contact_code == Some(ContactCode::Whole) {
            self.shared.refresh_looks().await;
        }
        let unix_now = self.shared.clock.unix_millis();
        let next = match self.shared.work(move |transport, context| transport.next(context, allowance)).await {
            Ok(next) => next,
            Err(error) => {
                if allowance.person_waits {
                    self.shared.sending.person_waits();
                }
                return Some(storage_failed(&error));
            }
        };
        if allowance.machines || allowance.turn_of_machines {
            self.limit.machines_had_their_turn();
        }
        if next.has_contact_code {
            let (after_ms, what) = allowance.contact_code.unwrap_or(ContactCode::Whole).next();
            self.contact_code_at = Some((now + Duration::from_millis(after_ms), what));
            self.last_contact_code = Some(now);
        }
        if let Some(is_wanted) = next.has_status_update {
            self.status_update_at = is_wanted.then(|| now + STATUS_UPDATE_INTERVAL);
        }
        for error in &next.failed {
            tracing::warn!(%error, "A message was not put into the outbox.");
        }
        if !next.expired.is_empty() {
            tracing::info!(count = next.expired.len(), "Messages that nobody confirmed were given up.");
            announce::expired(&self.shared.signals, &next.expired, "nobody confirmed it");
        }
        match next.envelope {
            Some(envelope) if allowance.machines || envelope.priority == Priority::High => self.publish(envelope).await,
            _ => Some(self.pause(now, unix_now, &next, (!allowance.machines).then_some(machine_at))),
        }
    }

    /// Nothing may be published now: until when?
    fn pause(&self, now: Instant, unix_now: UnixMillis, next: &Next, machine_at: Option<Instant>) -> Pause {
        let next_at = next.at.map(|at| now + Duration::from_millis(at.saturating_sub(unix_now)));
        let contact_code_at = self.contact_code_at.map(|(at, _)| at);
        let earliest = [next_at, contact_code_at, self.status_update_at, machine_at].into_iter().flatten().min();
        earliest.map_or(Pause::UntilWoken, |at| Pause::Until(at.max(machine_at.unwrap_or(at))))
    }

    async fn publish(&mut self, envelope: OutgoingEnvelope) -> Option<Pause> {
        let message = restamp(envelope.message.clone(), self.shared.clock.unix_millis());
        match self.shared.network.publish(&envelope.pubsub_topic, message.clone()).await {
            Ok(peers) => {
                self.count();
                self.retry = FIRST_RETRY;
                // With the time that it was published with: by its hash it may be looked up.
                self.published = Some((OutgoingEnvelope { message, ..envelope }, peers));
                None
            }
            Err(PublishError::Unavailable) => {
                self.network = Network::Closed { until: Instant::now() + self.retry };
                self.retry = LONGEST_RETRY.min(self.retry * 2);
                None
            }
            // The next step sees that it is not used.
            Err(PublishError::Offline) => None,
            Err(PublishError::Stopped) => Some(Pause::UntilWoken),
            Err(PublishError::Refused(reason)) => self.give_up(envelope, &reason).await,
        }
    }

    /// The network has it: tells so, and forgets it.
    async fn settle(&mut self, envelope: OutgoingEnvelope, peers: u32) -> Option<Pause> {
        let published = envelope.clone();
        let is_proven_later = self.shared.history.confirms_sent();
        let settled = self.shared.work(move |transport, context| {
            if is_proven_later {
                transport.published_unproven(context, &published, peers)
            } else {
                transport.published(context, &published, peers)
            }
        });
        match settled.await {
            Ok(sent) => {
                if is_proven_later {
                    self.shared.history.published();
                }
                if !sent.is_empty() {
                    announce::sent(&self.shared.signals, &sent);
                }
                None
            }
            Err(error) => {
                self.published = Some((envelope, peers));
                Some(storage_failed(&error))
            }
        }
    }

    /// The network will never take it.
    async fn give_up(&mut self, envelope: OutgoingEnvelope, reason: &str) -> Option<Pause> {
        tracing::error!(reason, "An envelope cannot be published.");
        self.count();
        let refused = envelope.clone();
        let removed = self.shared.work(move |transport, context| transport.refused(context, &refused)).await;
        match removed {
            Ok(()) => {
                if !envelope.message_ids.is_empty() {
                    announce::expired(&self.shared.signals, &envelope.message_ids, reason);
                }
                None
            }
            Err(error) => Some(storage_failed(&error)),
        }
    }

    fn look_at_network(&mut self, now: Instant) {
        let is_used = *self.network_use.borrow_and_update();
        if !is_used {
            self.network = Network::Away;
        } else if matches!(self.network, Network::Away) {
            self.network = Network::Open;
            self.retry = FIRST_RETRY;
        }
        if is_used && self.shared.sending.take_network_changed() {
            let was_away = !matches!(self.network, Network::Open) || self.contact_code_at.is_none();
            let is_recent = self.last_contact_code.is_some_and(|last| now - last < CONTACT_CODE_PAUSE);
            if was_away && !is_recent {
                self.contact_code_at = Some((now, ContactCode::Prekeys));
            }
            self.network = Network::Open;
            self.retry = FIRST_RETRY;
        } else if matches!(self.network, Network::Closed { until } if until <= now) {
            self.network = Network::Open;
        }
        if self.shared.sending.take_status_update() && self.contact_code_at.is_some() {
            self.status_update_at = Some(now);
        }
        if self.shared.sending.take_contact_code() {
            self.contact_code_at = Some((now, ContactCode::Whole));
        }
    }

    fn count(&mut self) {
        let now = self.limit_time(Instant::now());
        self.limit.count(now);
    }

    fn limit_time(&self, at: Instant) -> UnixMillis {
        u64::try_from(at.duration_since(self.started).as_millis()).unwrap_or(u64::MAX)
    }

    fn limit_instant(&self, at: UnixMillis) -> Instant {
        self.started + Duration::from_millis(at)
    }
}

fn storage_failed(error: &StorageError) -> Pause {
    tracing::error!(%error, "The sender cannot use the database.");
    if matches!(error, StorageError::Closed) { Pause::UntilWoken } else { Pause::Until(Instant::now() + STORAGE_RETRY) }
}
