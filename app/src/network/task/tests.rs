use status_domain::envelope::topic::ContentTopic;
use status_domain::envelope::waku_message;
use status_domain::service::filter::push_bytes;
use status_domain::transport::Device;
use status_memory::{MemoryWakuNetwork, SeededEntropy};
use status_ports::Clock;

use super::*;
use crate::world::EntropySource;

struct FixedClock;

impl Clock for FixedClock {
    fn unix_nanos(&self) -> u64 {
        1_700_000_000_000_000_000
    }
}

fn light_client(listens_to: ContentTopic) -> Arc<Shared> {
    let (waku, _) = MemoryWakuNetwork::new().start("alice");
    let entropy: EntropySource = Arc::new(|| Box::new(SeededEntropy::new(1)));
    let shared = Shared::new(Arc::new(waku), Arc::new(FixedClock), entropy, WakuMode::Light, Device::new(false));
    let mut state = shared.state();
    state.filters.listen(vec![(Shard::DEFAULT, listens_to)], 0);
    state.filters.set_active(true, 0, &mut SeededEntropy::new(1));
    drop(state);
    Arc::new(shared)
}

#[tokio::test(start_paused = true)]
async fn a_push_that_is_cut_off_is_none_that_came() {
    let topic = ContentTopic::of_name("news");
    let shared = light_client(topic);
    let (forward, mut events) = mpsc::channel(1);
    let handler = PushHandler { shared: Arc::downgrade(&shared), forward: forward.clone() };
    let message = waku_message::encode(&waku_message::compose(topic, vec![1], 1, false));
    let push = push_bytes(&Shard::DEFAULT.to_string(), &message);
    // The messenger is busy, and the connection ends meanwhile.
    forward.send(WakuEvent::ConnectionChanged { peers: Peers::new() }).await.unwrap();
    let pushed = handler.handle("service", PeerProtocol::FilterPush, push.clone());
    assert!(tokio::time::timeout(Duration::from_secs(1), pushed).await.is_err());
    events.recv().await.unwrap();
    // Another node pushes the same.
    assert_eq!(handler.handle("other", PeerProtocol::FilterPush, push.clone()).await, Answer::Taken);
    assert_eq!(events.recv().await, Some(WakuEvent::Message { pubsub_topic: Shard::DEFAULT.to_string(), message }));
    assert_eq!(handler.handle("service", PeerProtocol::FilterPush, push).await, Answer::Taken);
    assert!(events.try_recv().is_err(), "it comes once");
}
