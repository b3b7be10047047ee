//! The handle of a running node.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use libp2p::PeerId;
use status_ports::{
    Answer, PeerHandler, PeerProtocol, Peers, TopicPeers, Traffic, Waku, WakuError, WakuEvent, WakuMode,
};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::config::WakuConfig;
use crate::dialling::parse_address;
use crate::event_queue::EventQueue;
use crate::executor::Tasks;
use crate::offences::{Offence, Offences};
use crate::streams::{AskError, Protocol, Service, Streams};
use crate::task::{Command, DialRequest, NodeTask, Shared};
use crate::traffic::Counters;

/// Commands that may wait; more than that, and the caller waits.
const COMMAND_CAPACITY: usize = 64;

/// A node of the Waku network over libp2p. Dropping it stops it, but only [`Waku::stop`] waits for the end.
#[derive(Debug)]
pub struct WakuNode {
    peer_id: String,
    commands: mpsc::Sender<Command>,
    streams: Streams,
    offences: Offences,
    counters: Counters,
    ping_timeout: Duration,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl WakuNode {
    /// Starts a node on the current tokio runtime. It listens when this returns, and its events come out of the receiver.
    /// A message that arrives while the receiver is not read waits, up to 16,384 messages or 64 MiB; then messages are lost.
    ///
    /// # Errors
    /// [`WakuError::InvalidAddress`] of the configuration, [`WakuError::Start`] if the key is invalid or an address cannot be
    /// listened on.
    pub async fn start(config: WakuConfig) -> Result<(Self, mpsc::Receiver<WakuEvent>), WakuError> {
        let (offences, offenders) = Offences::new(config.refusal);
        let counters = Counters::default();
        let streams = Streams::new(config.streams, offences.clone(), counters.clone());
        let (commands, received) = mpsc::channel(COMMAND_CAPACITY);
        let (queue, events) = EventQueue::new();
        let shared = Shared {
            tasks: Tasks::default(),
            streams: streams.clone(),
            offences: offences.clone(),
            offenders,
            commands: received,
            events: queue,
        };
        let ping_timeout = config.ping_timeout;
        // The future of a starting swarm is large; those that await this one need not be.
        let task = Box::pin(NodeTask::start(config, shared)).await?;
        let peer_id = task.peer_id().to_base58();
        let task = Mutex::new(Some(tokio::spawn(task.run())));
        Ok((Self { peer_id, commands, streams, offences, counters, ping_timeout, task }, events))
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, WakuError> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.map_err(|_| WakuError::Stopped)?;
        answer.await.map_err(|_| WakuError::Stopped)
    }

    async fn dial(&self, address: &str, keep: bool) -> Result<(), WakuError> {
        let (peer, address) = parse_address(address)?;
        self.ask(|reply| Command::Dial(DialRequest { peer, address, keep, reply })).await?
    }

    fn check_running(&self) -> Result<(), WakuError> {
        if self.commands.is_closed() { Err(WakuError::Stopped) } else { Ok(()) }
    }

    fn check(&self, protocol: PeerProtocol, is_answered: bool, size: usize) -> Result<(), WakuError> {
        self.check_running()?;
        if protocol.is_answered() != is_answered {
            let how = if is_answered { "is not answered" } else { "waits for an answer" };
            return Err(WakuError::NoAnswer(format!("{} {how}", protocol.id())));
        }
        let limit = protocol.max_request_bytes();
        if size > limit { Err(WakuError::TooLarge { size, limit }) } else { Ok(()) }
    }
}

/// A handler of the application.
struct Served {
    protocol: PeerProtocol,
    handler: Arc<dyn PeerHandler>,
}

#[async_trait]
impl Service for Served {
    fn protocol(&self) -> Protocol {
        self.protocol.into()
    }

    async fn handle(&self, peer_id: &str, request: Vec<u8>) -> Answer {
        self.handler.handle(peer_id, self.protocol, request).await
    }
}

fn no_answer(error: AskError) -> WakuError {
    WakuError::NoAnswer(error.to_string())
}

/// Who has no valid id is nobody, and not connected.
fn connected(peer_id: &str) -> Result<PeerId, WakuError> {
    PeerId::from_str(peer_id).map_err(|_| no_answer(AskError::NotConnected))
}

#[async_trait]
impl Waku for WakuNode {
    async fn subscribe(&self, pubsub_topic: &str) -> Result<(), WakuError> {
        self.ask(|reply| Command::Subscribe(pubsub_topic.to_owned(), reply)).await
    }

    async fn unsubscribe(&self, pubsub_topic: &str) -> Result<(), WakuError> {
        self.ask(|reply| Command::Unsubscribe(pubsub_topic.to_owned(), reply)).await
    }

    async fn publish(&self, pubsub_topic: &str, message: Vec<u8>) -> Result<(), WakuError> {
        self.ask(|reply| Command::Publish(pubsub_topic.to_owned(), message, reply)).await?
    }

    async fn dial_peer(&self, address: &str) -> Result<(), WakuError> {
        self.dial(address, true).await
    }

    async fn connect(&self, address: &str) -> Result<(), WakuError> {
        self.dial(address, false).await
    }

    async fn drop_peer(&self, peer_id: &str) -> Result<(), WakuError> {
        let peer = PeerId::from_str(peer_id).map_err(|_| WakuError::InvalidAddress(peer_id.to_owned()))?;
        self.ask(|reply| Command::Drop(peer, reply)).await
    }

    async fn peers(&self) -> Result<Peers, WakuError> {
        self.ask(Command::Peers).await
    }

    async fn relay_peers(&self, pubsub_topic: &str) -> Result<TopicPeers, WakuError> {
        self.ask(|reply| Command::RelayPeers(pubsub_topic.to_owned(), reply)).await
    }

    async fn listen_addresses(&self) -> Result<Vec<String>, WakuError> {
        self.ask(Command::ListenAddresses).await
    }

    async fn request(
        &self,
        peer_id: &str,
        protocol: PeerProtocol,
        request: Vec<u8>,
        timeout_ms: u64,
    ) -> Result<Vec<u8>, WakuError> {
        self.check(protocol, true, request.len())?;
        let (peer, timeout) = (connected(peer_id)?, Duration::from_millis(timeout_ms));
        self.streams.ask(&peer, protocol.into(), &request, timeout).await.map_err(no_answer)
    }

    async fn push(&self, peer_id: &str, protocol: PeerProtocol, message: Vec<u8>) -> Result<(), WakuError> {
        self.check(protocol, false, message.len())?;
        self.streams.push(&connected(peer_id)?, protocol.into(), message).map_err(no_answer)
    }

    async fn serve(&self, protocol: PeerProtocol, handler: Arc<dyn PeerHandler>) -> Result<(), WakuError> {
        self.check_running()?;
        self.streams.serve(Arc::new(Served { protocol, handler }));
        Ok(())
    }

    async fn stop_serving(&self, protocol: PeerProtocol) -> Result<(), WakuError> {
        self.check_running()?;
        self.streams.stop_serving(protocol.id());
        Ok(())
    }

    async fn ping(&self, peer_id: &str) -> Result<u64, WakuError> {
        self.check_running()?;
        let taken = self.streams.ping(&connected(peer_id)?, self.ping_timeout).await.map_err(no_answer)?;
        Ok(u64::try_from(taken.as_micros()).unwrap_or(u64::MAX))
    }

    async fn report(&self, peer_id: &str) -> Result<(), WakuError> {
        self.check_running()?;
        if let Ok(peer) = PeerId::from_str(peer_id) {
            self.offences.count(peer, Offence::Breach, &"reported");
        }
        Ok(())
    }

    async fn set_mode(&self, mode: WakuMode) -> Result<(), WakuError> {
        self.ask(|reply| Command::SetMode(mode, reply)).await?
    }

    async fn set_paused(&self, paused: bool) -> Result<(), WakuError> {
        self.ask(|reply| Command::SetPaused(paused, reply)).await
    }

    async fn traffic(&self) -> Result<Traffic, WakuError> {
        self.check_running()?;
        Ok(self.counters.read())
    }

    fn peer_id(&self) -> String {
        self.peer_id.clone()
    }

    async fn stop(&self) {
        // Fails if it has stopped already; the lock then waits for whoever stops it.
        let _ = self.commands.send(Command::Stop).await;
        if let Some(task) = self.task.lock().await.take() {
            // A task that panicked has ended too.
            let _ = task.await;
        }
    }
}
