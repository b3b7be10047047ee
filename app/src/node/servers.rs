//! What a service node does with a message, and with a request.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use status_domain::envelope::waku_message;
use status_domain::service::filter::{FilterServer, push_bytes};
use status_domain::service::light_push::{LightPushServer, Outcome, Publish, Verdict, Version};
use status_domain::service::limits::{PeerLimits, too_many_requests};
use status_domain::service::store::{StoreRequest, keep};
use status_ports::{Answer, Clock, MessageArchive, PeerHandler, PeerProtocol, Waku};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use super::ServiceNodeConfig;
use super::archiver::Archiver;
use super::metrics::{Gauges, NodeMetrics, RequestOutcome};

/// Questions to the archive at one time.
const STORE_QUERIES: usize = 32;
/// How long a question may wait for its turn.
const STORE_WAIT: Duration = Duration::from_secs(5);

/// The protocols that a service node serves. The store only if there is an archive.
pub(super) const SERVED: [PeerProtocol; 4] =
    [PeerProtocol::FilterSubscribe, PeerProtocol::LightPush, PeerProtocol::LightPushV3, PeerProtocol::StoreQuery];

/// The servers of all protocols.
pub(super) struct Servers {
    waku: Arc<dyn Waku>,
    clock: Arc<dyn Clock>,
    archive: Option<Arc<dyn MessageArchive>>,
    /// Gone when the node ends.
    archiver: Mutex<Option<Archiver>>,
    filter: Mutex<FilterServer>,
    light_push: LightPushServer,
    limits: Mutex<PeerLimits>,
    store_queries: Semaphore,
    is_whole_network: bool,
    pub(super) metrics: Arc<NodeMetrics>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Servers {
    pub(super) fn new(
        config: &ServiceNodeConfig,
        waku: Arc<dyn Waku>,
        clock: Arc<dyn Clock>,
        archive: Option<Arc<dyn MessageArchive>>,
        archiver: Option<Archiver>,
        metrics: Arc<NodeMetrics>,
    ) -> Self {
        let served = config.pubsub_topics.clone();
        Self {
            waku,
            clock,
            archive,
            archiver: Mutex::new(archiver),
            filter: Mutex::new(FilterServer::new(config.filter.clone(), served.clone())),
            light_push: LightPushServer { served, autosharding: None, max_message_bytes: config.max_message_bytes },
            limits: Mutex::new(PeerLimits::new(config.limits.clone())),
            store_queries: Semaphore::new(STORE_QUERIES),
            is_whole_network: config.is_whole_network,
            metrics,
        }
    }

    /// A valid message arrived: whoever subscribed to it gets it, and it is kept.
    pub(super) async fn distribute(&self, pubsub_topic: &str, bytes: &[u8]) {
        let arrived = Instant::now();
        let message = match waku_message::decode(bytes) {
            Ok(message) => message,
            Err(error) => {
                // The node of the network hands over none of these.
                tracing::debug!(%error, "a message was not understood");
                return;
            }
        };
        let subscribers = lock(&self.filter).recipients(pubsub_topic, &message, self.clock.unix_millis());
        if !subscribers.is_empty() {
            self.push(pubsub_topic, bytes, &subscribers).await;
            self.metrics.push_times.count(arrived.elapsed());
        }
        match keep(pubsub_topic, &message, self.clock.unix_nanos()) {
            Ok(record) => {
                if let Some(archiver) = &*lock(&self.archiver) {
                    archiver.keep(record);
                }
            }
            Err(reason) => self.metrics.not_kept(&reason),
        }
    }

    /// Hands a message to the connections of its subscribers. Nobody waits for one that is slow.
    async fn push(&self, pubsub_topic: &str, bytes: &[u8], subscribers: &[Arc<str>]) {
        let push = push_bytes(pubsub_topic, bytes);
        for peer in subscribers {
            let pushed = self.waku.push(peer, PeerProtocol::FilterPush, push.clone()).await;
            let counter = if pushed.is_ok() { &self.metrics.pushes } else { &self.metrics.failed_pushes };
            counter.fetch_add(1, Ordering::Relaxed);
            if lock(&self.filter).pushed(peer, pushed.is_ok(), self.clock.unix_millis()) {
                self.metrics.lost_subscribers.fetch_add(1, Ordering::Relaxed);
                tracing::debug!(peer = %peer, "a subscriber cannot be reached and was forgotten");
            }
        }
    }

    async fn light_push(&self, version: Version, request: &[u8]) -> Answer {
        match self.light_push.handle(version, request) {
            Verdict::Publish(publish) => Answer::Reply(publish.answer(self.publish(&publish).await)),
            Verdict::Refuse(answer) => Answer::Reply(answer),
            Verdict::Reset => Answer::Reset,
        }
    }

    async fn publish(&self, publish: &Publish) -> Outcome {
        let topic = &publish.pubsub_topic;
        let published = self.waku.publish(topic, publish.message.clone()).await;
        let outcome = match Outcome::from(&published) {
            Outcome::Relayed { .. } => {
                let mesh = self.waku.relay_peers(topic).await.map(|peers| peers.full_mesh.len()).unwrap_or_default();
                Outcome::Relayed { peers: u32::try_from(mesh).ok().filter(|peers| *peers > 0) }
            }
            Outcome::NoPeers if self.is_whole_network => Outcome::Relayed { peers: None },
            refused => refused,
        };
        if matches!(outcome, Outcome::Relayed { .. }) {
            self.metrics.light_pushed.fetch_add(1, Ordering::Relaxed);
            // What we publish does not come back to us.
            self.distribute(topic, &publish.message).await;
        }
        outcome
    }

    async fn store(&self, request: &[u8]) -> Answer {
        let request = match StoreRequest::read(request) {
            Ok(request) => request,
            Err(answer) => return answer,
        };
        let Some(archive) = &self.archive else { return Answer::Reset };
        let Ok(Ok(_turn)) = timeout(STORE_WAIT, self.store_queries.acquire()).await else {
            return request.unavailable();
        };
        let asked = Instant::now();
        let found = archive.query(request.query().clone()).await;
        self.metrics.store_times.count(asked.elapsed());
        if let Err(error) = &found {
            tracing::debug!(%error, "a page was not found");
        }
        request.answer(found)
    }

    /// Forgets subscribers that have gone silent.
    pub(super) fn expire(&self) {
        lock(&self.filter).expire(self.clock.unix_millis());
    }

    /// From now on nothing is kept any more; what was handed over before is.
    pub(super) fn stop_keeping(&self) {
        lock(&self.archiver).take();
    }

    pub(super) async fn gauges(&self) -> Gauges {
        let (subscribers, criteria) = {
            let filter = lock(&self.filter);
            (filter.subscribers(), filter.criteria())
        };
        let archive = match &self.archive {
            Some(archive) => archive.size().await.unwrap_or_default(),
            None => status_ports::ArchiveSize::default(),
        };
        Gauges { subscribers, criteria, archive, traffic: self.waku.traffic().await.unwrap_or_default() }
    }
}

#[async_trait]
impl PeerHandler for Servers {
    async fn handle(&self, peer_id: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        let now = self.clock.unix_millis();
        if !lock(&self.limits).allow(peer_id, protocol, request.len(), now) {
            self.metrics.request(protocol, RequestOutcome::Limited);
            return too_many_requests(protocol);
        }
        let answer = match protocol {
            PeerProtocol::FilterSubscribe => lock(&self.filter).handle(peer_id, &request, now),
            PeerProtocol::LightPush => self.light_push(Version::V2, &request).await,
            PeerProtocol::LightPushV3 => self.light_push(Version::V3, &request).await,
            PeerProtocol::StoreQuery => self.store(&request).await,
            PeerProtocol::FilterPush | PeerProtocol::PeerExchange => Answer::Reset,
        };
        let outcome = match &answer {
            Answer::Reply(bytes) => {
                lock(&self.limits).count_answer(peer_id, bytes.len(), self.clock.unix_millis());
                RequestOutcome::Answered
            }
            Answer::Taken => RequestOutcome::Answered,
            Answer::Reset => RequestOutcome::Reset,
        };
        self.metrics.request(protocol, outcome);
        answer
    }
}
