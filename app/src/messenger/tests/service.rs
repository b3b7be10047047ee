//! A node that serves light clients.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use status_domain::envelope::waku_message;
use status_domain::light::light_push::Version;
use status_domain::service::filter::{FilterLimits, FilterServer, push_bytes};
use status_domain::service::light_push::{LightPushServer, Outcome, Verdict};
use status_domain::transport::pubsub_topics;
use status_memory::{MemoryWaku, MemoryWakuNetwork};
use status_ports::{Answer, PeerHandler, PeerProtocol, Waku as _, WakuEvent};

/// A running service node.
pub(super) struct Service {
    pub(super) waku: Arc<MemoryWaku>,
    inner: Arc<Inner>,
}

struct Inner {
    waku: Arc<MemoryWaku>,
    filter: Mutex<FilterServer>,
    light_push: LightPushServer,
    requests: AtomicUsize,
    refuses_as_too_large: AtomicBool,
}

impl Service {
    pub(super) async fn start(network: &MemoryWakuNetwork, name: &str) -> Self {
        let (waku, mut events) = network.start(name);
        let waku = Arc::new(waku);
        let served: BTreeSet<String> = pubsub_topics().collect();
        for topic in &served {
            waku.subscribe(topic).await.unwrap();
        }
        let inner = Arc::new(Inner {
            waku: waku.clone(),
            filter: Mutex::new(FilterServer::new(FilterLimits::default(), served.clone())),
            light_push: LightPushServer { served, autosharding: None, max_message_bytes: 1 << 20 },
            requests: AtomicUsize::new(0),
            refuses_as_too_large: AtomicBool::new(false),
        });
        for protocol in [PeerProtocol::FilterSubscribe, PeerProtocol::LightPush, PeerProtocol::LightPushV3] {
            waku.serve(protocol, Arc::new(Handler(Arc::clone(&inner)))).await.unwrap();
        }
        let relay = Arc::clone(&inner);
        tokio::spawn(async move {
            while let Some(event) = events.recv().await {
                if let WakuEvent::Message { pubsub_topic, message } = event {
                    relay.tell(&pubsub_topic, &message).await;
                }
            }
        });
        Self { waku, inner }
    }

    /// How often it was asked for something.
    pub(super) fn requests(&self) -> usize {
        self.inner.requests.load(Ordering::SeqCst)
    }

    /// From now on every message is too large for it.
    pub(super) fn refuse_as_too_large(&self) {
        self.inner.refuses_as_too_large.store(true, Ordering::SeqCst);
    }

    /// Ends it at once.
    pub(super) async fn crash(&self) {
        self.waku.stop().await;
    }
}

impl Inner {
    /// Pushes a message to whoever subscribed to it.
    async fn tell(&self, pubsub_topic: &str, message: &[u8]) {
        let topic = waku_message::decode(message).unwrap().content_topic;
        let subscribers = self.filter.lock().unwrap().subscribers_of(pubsub_topic, &topic);
        for subscriber in subscribers {
            let push = push_bytes(pubsub_topic, message);
            // Who is gone does not get it.
            let _ = self.waku.push(&subscriber, PeerProtocol::FilterPush, push).await;
        }
    }
}

struct Handler(Arc<Inner>);

#[async_trait]
impl PeerHandler for Handler {
    async fn handle(&self, peer_id: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        let this = &self.0;
        this.requests.fetch_add(1, Ordering::SeqCst);
        let Some(version) = Version::of(protocol) else {
            return this.filter.lock().unwrap().handle(peer_id, &request, 0);
        };
        match this.light_push.handle(version, &request) {
            Verdict::Publish(publish) if this.refuses_as_too_large.load(Ordering::SeqCst) => {
                Answer::Reply(publish.answer(Outcome::TooLarge))
            }
            Verdict::Publish(publish) => {
                // Its own subscribers suffice.
                let _ = this.waku.publish(&publish.pubsub_topic, publish.message.clone()).await;
                this.tell(&publish.pubsub_topic, &publish.message).await;
                Answer::Reply(publish.answer(Outcome::Relayed { peers: None }))
            }
            Verdict::Refuse(answer) => Answer::Reply(answer),
            Verdict::Reset => Answer::Reset,
        }
    }
}
