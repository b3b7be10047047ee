//! The handle of a running node.

use std::str::FromStr as _;

use async_trait::async_trait;
use libp2p::PeerId;
use status_ports::{Peers, TopicPeers, Waku, WakuError, WakuEvent};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::config::WakuConfig;
use crate::dialling::parse_address;
use crate::event_queue::EventQueue;
use crate::executor::Tasks;
use crate::swarm;
use crate::task::{Command, NodeTask};

/// Commands that may wait; more than that, and the caller waits.
const COMMAND_CAPACITY: usize = 64;

/// A node of the Waku network over libp2p. Dropping it stops it, but only [`Waku::stop`] waits for the end.
#[derive(Debug)]
pub struct WakuNode {
    peer_id: String,
    commands: mpsc::Sender<Command>,
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
        let tasks = Tasks::default();
        // The future of a starting swarm is large; those that await this one need not be.
        let swarm = Box::pin(swarm::start(&config, tasks.clone())).await?;
        let peer_id = swarm.local_peer_id().to_base58();
        let (commands, received) = mpsc::channel(COMMAND_CAPACITY);
        let (queue, events) = EventQueue::new();
        let task = NodeTask::new(&config, swarm, tasks, received, queue)?;
        let task = Mutex::new(Some(tokio::spawn(task.run())));
        Ok((Self { peer_id, commands, task }, events))
    }

    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<T>) -> Command) -> Result<T, WakuError> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).await.map_err(|_| WakuError::Stopped)?;
        answer.await.map_err(|_| WakuError::Stopped)
    }
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
        let (peer, address) = parse_address(address)?;
        self.ask(|reply| Command::Dial(peer, address, reply)).await?
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
