//! Peers that break protocols on raw streams.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::{AsyncReadExt as _, AsyncWriteExt as _, StreamExt as _};
use libp2p::swarm::{Stream, SwarmEvent};
use libp2p::{Multiaddr, PeerId, StreamProtocol, SwarmBuilder, noise, tcp, yamux};
use libp2p_stream::Control;
use status_ports::{Answer, PeerHandler, PeerProtocol, Waku as _, WakuError};
use status_waku::{Refusal, StreamLimits, WakuConfig};
use tokio::sync::Semaphore;

use crate::{Node, config, within};

const STORE: PeerProtocol = PeerProtocol::StoreQuery;
const PATIENCE_MS: u64 = 60_000;

/// A peer that does on streams what it likes.
struct Mallory {
    control: Control,
    id: String,
    node: PeerId,
}

impl Mallory {
    /// Connects and waits until it is.
    async fn join(node: &Node) -> Self {
        let mut swarm = SwarmBuilder::with_new_identity()
            .with_tokio()
            .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
            .unwrap()
            .with_behaviour(|_| libp2p_stream::Behaviour::new())
            .unwrap()
            .with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(1000)))
            .build();
        let control = swarm.behaviour().new_control();
        let id = swarm.local_peer_id().to_string();
        swarm.dial(node.address.parse::<Multiaddr>().unwrap()).unwrap();
        while !matches!(swarm.select_next_some().await, SwarmEvent::ConnectionEstablished { .. }) {}
        tokio::spawn(async move {
            loop {
                swarm.select_next_some().await;
            }
        });
        Self { control, id, node: node.id.parse().unwrap() }
    }

    async fn open(&mut self, protocol: PeerProtocol) -> Stream {
        self.control.open_stream(self.node, StreamProtocol::new(protocol.id())).await.unwrap()
    }

    /// Opens a stream, writes, says that nothing more comes, and reads what comes back.
    async fn say(&mut self, protocol: PeerProtocol, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.open(protocol).await;
        // The node may have had enough before it read everything.
        let _ = stream.write_all(bytes).await;
        let _ = stream.close().await;
        answer(&mut stream).await
    }
}

/// What comes back until the stream ends, in whatever way.
async fn answer(stream: &mut Stream) -> Vec<u8> {
    let mut bytes = vec![];
    let _ = stream.read_to_end(&mut bytes).await;
    bytes
}

struct Echo;

#[async_trait]
impl PeerHandler for Echo {
    async fn handle(&self, _: &str, protocol: PeerProtocol, request: Vec<u8>) -> Answer {
        if protocol.is_answered() { Answer::Reply(request) } else { Answer::Taken }
    }
}

/// Waits until it is let go.
struct Held(Arc<Semaphore>);

#[async_trait]
impl PeerHandler for Held {
    async fn handle(&self, _: &str, _: PeerProtocol, request: Vec<u8>) -> Answer {
        let _permit = self.0.acquire().await.unwrap();
        Answer::Reply(request)
    }
}

/// Serves every protocol; so many breaches are too many.
async fn server(breaches: u32, streams: StreamLimits) -> Node {
    // A little of the first is forgotten when the last comes.
    let refusal = Refusal { offences: f64::from(breaches) - 0.5, ..Refusal::default() };
    let node = Node::start(WakuConfig { refusal, streams, ..config() }).await;
    for protocol in PeerProtocol::ALL {
        node.waku.serve(protocol, Arc::new(Echo)).await.unwrap();
    }
    node
}

fn impatient() -> StreamLimits {
    let timeout = Duration::from_millis(100);
    StreamLimits { read_timeout: timeout, write_timeout: timeout, ..StreamLimits::default() }
}

async fn assert_serves(node: &Node) {
    let bobby = Node::start(config()).await;
    bobby.waku.dial_peer(&node.address).await.unwrap();
    let echo = bobby.waku.request(&node.id, STORE, b"hello".to_vec(), PATIENCE_MS).await;
    assert_eq!(echo.unwrap(), b"hello");
    bobby.waku.stop().await;
}

/// The length of a message of one byte more than allowed.
fn oversized(protocol: PeerProtocol) -> Vec<u8> {
    let mut bytes = vec![];
    prost::encode_length_delimiter(protocol.max_request_bytes() + 1, &mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn whatever_breaks_the_framing_ends_the_stream_and_counts_against_the_peer() {
    within(async {
        for protocol in PeerProtocol::ALL {
            let mut node = server(4, StreamLimits::default()).await;
            let mut mallory = Mallory::join(&node).await;
            let breaches = [oversized(protocol), vec![0xff; 100], vec![0x81, 0x00, 1], vec![10, 1, 2, 3]];
            for bytes in breaches {
                assert_eq!(mallory.say(protocol, &bytes).await, b"", "{protocol:?} {bytes:?}");
            }
            node.until_connected_to(&[&mallory.id]).await;
            node.until_connected_to(&[]).await;
            assert_serves(&node).await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_request_that_never_ends_is_not_awaited() {
    within(async {
        let mut node = server(2, impatient()).await;
        let mut mallory = Mallory::join(&node).await;
        // One stalls, one trickles.
        let mut stalled = mallory.open(STORE).await;
        stalled.write_all(&[100, 1, 2, 3]).await.unwrap();
        stalled.flush().await.unwrap();
        assert_eq!(answer(&mut stalled).await, b"");
        let mut trickling = mallory.open(STORE).await;
        trickling.write_all(&[0xff, 0x7f]).await.unwrap();
        while trickling.write_all(&[0]).await.is_ok() && trickling.flush().await.is_ok() {
            tokio::task::yield_now().await;
        }
        node.until_connected_to(&[&mallory.id]).await;
        node.until_connected_to(&[]).await;
        assert_serves(&node).await;
    })
    .await;
}

#[tokio::test]
async fn streams_that_are_opened_ahead_are_closed_and_count_against_nobody() {
    within(async {
        let node = server(1, impatient()).await;
        let mut bobby = Mallory::join(&node).await;
        let mut streams = vec![];
        for protocol in PeerProtocol::ALL {
            streams.push(bobby.open(protocol).await);
        }
        for stream in &mut streams {
            stream.flush().await.unwrap();
            assert_eq!(answer(stream).await, b"");
        }
        assert_eq!(bobby.say(STORE, &[1, 7]).await, [1, 7]);
    })
    .await;
}

#[tokio::test]
async fn a_stream_carries_one_request() {
    within(async {
        let node = server(4, StreamLimits::default()).await;
        let mut mallory = Mallory::join(&node).await;
        assert_eq!(mallory.say(STORE, &[2, b'h', b'i', 3, b'y', b'o', b'u']).await, [2, b'h', b'i']);
        assert_eq!(mallory.say(STORE, &[0]).await, [0]);
        // A message that has no answer, and a stream on which nothing comes.
        assert_eq!(mallory.say(PeerProtocol::FilterPush, &[1, 9]).await, b"");
        assert_eq!(mallory.say(STORE, &[]).await, b"");
        assert!(node.waku.peers().await.unwrap().contains_key(&mallory.id));
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_streams_takes_no_more_than_its_share() {
    within(async {
        let limits = StreamLimits { per_peer: 4, ..StreamLimits::default() };
        let mut node = server(1, limits).await;
        let held = Arc::new(Semaphore::new(0));
        node.waku.serve(STORE, Arc::new(Held(Arc::clone(&held)))).await.unwrap();
        let mut mallory = Mallory::join(&node).await;
        let mut streams = vec![];
        for _ in 0..8 {
            let mut stream = mallory.open(STORE).await;
            // Fails where the stream is reset already.
            let _ = stream.write_all(&[1, 7]).await;
            let _ = stream.flush().await;
            streams.push(stream);
        }
        // Four of them are in work, and four are reset at once.
        for stream in streams.iter_mut().skip(4) {
            assert_eq!(answer(stream).await, b"");
        }
        held.add_permits(1);
        for stream in streams.iter_mut().take(4) {
            assert_eq!(answer(stream).await, [1, 7]);
        }
        // Those that are done make room; who goes on beyond the limit is not let in any more.
        drop(streams);
        assert_eq!(mallory.say(STORE, &[1, 7]).await, [1, 7]);
        held.acquire().await.unwrap().forget();
        let mut streams = vec![];
        while let Ok(stream) = mallory.control.open_stream(mallory.node, StreamProtocol::new(STORE.id())).await {
            streams.push(stream);
        }
        node.until_connected_to(&[]).await;
        held.add_permits(1);
        assert_serves(&node).await;
    })
    .await;
}

#[tokio::test]
async fn bytes_in_work_are_bounded_for_a_peer() {
    within(async {
        let size = 20_000;
        let limits = StreamLimits { bytes_per_peer: size + 100, ..impatient() };
        let node = server(100, limits).await;
        let held = Arc::new(Semaphore::new(0));
        node.waku.serve(STORE, Arc::new(Held(Arc::clone(&held)))).await.unwrap();
        let mut mallory = Mallory::join(&node).await;
        let mut frame = vec![];
        prost::encode_length_delimiter(size, &mut frame).unwrap();
        frame.resize(frame.len() + size, 7);
        let mut first = mallory.open(STORE).await;
        first.write_all(&frame).await.unwrap();
        first.flush().await.unwrap();
        // There is no room for another while the first is in work, and room again after it.
        assert_eq!(mallory.say(STORE, &frame).await, b"");
        held.add_permits(10);
        assert_eq!(answer(&mut first).await, frame);
        assert_eq!(mallory.say(STORE, &frame).await, frame);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_breaks_the_framing_is_no_answer_and_counts_against_the_peer() {
    within(async {
        let mut node = server(3, StreamLimits::default()).await;
        let mut mallory = Mallory::join(&node).await;
        let mut asked = mallory.control.accept(StreamProtocol::new(STORE.id())).unwrap();
        tokio::spawn(async move {
            let mut lies = [vec![0xff; 20], vec![0x80, 0x00], vec![10, 1, 2]].into_iter();
            while let Some((_, mut stream)) = asked.next().await {
                if let Some(lie) = lies.next() {
                    let _ = stream.write_all(&lie).await;
                    let _ = stream.close().await;
                }
            }
        });
        node.until_connected_to(&[&mallory.id]).await;
        for _ in 0..3 {
            let answer = node.waku.request(&mallory.id, STORE, b"?".to_vec(), PATIENCE_MS).await;
            assert!(matches!(answer, Err(WakuError::NoAnswer(_))), "{answer:?}");
        }
        node.until_connected_to(&[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_peer_that_reads_nothing_holds_up_nobody_and_fills_no_memory() {
    within(async {
        let mut node = server(100, StreamLimits::default()).await;
        let mut mallory = Mallory::join(&node).await;
        let mut pushed = mallory.control.accept(StreamProtocol::new(PeerProtocol::FilterPush.id())).unwrap();
        tokio::spawn(async move {
            let mut unread = vec![];
            while let Some((_, stream)) = pushed.next().await {
                unread.push(stream);
            }
        });
        let (sender, mut received) = tokio::sync::mpsc::channel(1);
        let bobby = Node::start(config()).await;
        bobby.waku.serve(PeerProtocol::FilterPush, Arc::new(Told(sender))).await.unwrap();
        bobby.waku.dial_peer(&node.address).await.unwrap();
        let mut ids = [mallory.id.as_str(), bobby.id.as_str()];
        ids.sort_unstable();
        node.until_connected_to(&ids).await;
        let large = vec![7; 1 << 20];
        let push = async |to: &str| node.waku.push(to, PeerProtocol::FilterPush, large.clone()).await;
        let mut taken = 0;
        while push(&mallory.id).await.is_ok() {
            taken += 1;
            assert!(taken < 100, "memory for {taken} messages that nobody reads");
        }
        assert_eq!(push(&mallory.id).await, Err(WakuError::NoAnswer("the peer is too slow".to_owned())));
        push(&bobby.id).await.unwrap();
        assert_eq!(received.recv().await.unwrap(), large);
    })
    .await;
}

struct Told(tokio::sync::mpsc::Sender<Vec<u8>>);

#[async_trait]
impl PeerHandler for Told {
    async fn handle(&self, _: &str, _: PeerProtocol, message: Vec<u8>) -> Answer {
        self.0.send(message).await.unwrap();
        Answer::Taken
    }
}

#[tokio::test]
async fn a_peer_that_answers_no_ping_is_disconnected() {
    within(async {
        let (keep_alive, ping_timeout) = (Duration::from_millis(50), Duration::from_millis(50));
        let light_keep_alive = keep_alive;
        let patience = WakuConfig { keep_alive, light_keep_alive, ping_timeout, ..config() };
        let mut alice = Node::start(patience).await;
        let mut mallory = Mallory::join(&alice).await;
        let _pings = mallory.control.accept(StreamProtocol::new("/ipfs/ping/1.0.0")).unwrap();
        alice.until_connected_to(&[&mallory.id]).await;
        alice.until_connected_to(&[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_ping_that_comes_back_changed_is_no_answer() {
    within(async {
        let mut alice = Node::start(config()).await;
        let mut mallory = Mallory::join(&alice).await;
        let mut pings = mallory.control.accept(StreamProtocol::new("/ipfs/ping/1.0.0")).unwrap();
        tokio::spawn(async move {
            while let Some((_, mut stream)) = pings.next().await {
                let _ = stream.write_all(&[0; 32]).await;
                let _ = stream.close().await;
            }
        });
        alice.until_connected_to(&[&mallory.id]).await;
        assert!(matches!(alice.waku.ping(&mallory.id).await, Err(WakuError::NoAnswer(_))));
    })
    .await;
}
