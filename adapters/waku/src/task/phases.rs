//! Modes and pauses. What is spoken on a connection is settled when it is made, so another mode needs other connections:
//! the swarm is closed and another opened, with the same key, ports and peers to keep. A paused node has no swarm, and so
//! no timer but those of whoever uses it.

use std::time::Duration;

use futures::StreamExt as _;
use libp2p::Swarm;
use libp2p::swarm::SwarmEvent;
use status_ports::{WakuError, WakuMode};
use tokio::time::Instant;

use super::NodeTask;
use super::keep_alive::KeepAlive;
use crate::behaviour::Behaviour;
use crate::peers::ConnectedPeers;
use crate::swarm;

/// How long connections may take to close in an orderly way.
const LEAVE_TIMEOUT: Duration = Duration::from_secs(1);

impl NodeTask {
    /// Opens a swarm for the mode, joins the topics, and dials the peers to keep at once.
    pub(super) async fn open(&mut self) -> Result<(), WakuError> {
        let (streams, offences) = (self.shared.streams.clone(), self.shared.offences.clone());
        let tasks = self.shared.tasks.clone();
        let behaviour = Behaviour::new(&self.config, self.mode, self.key.public(), streams, offences, tasks.clone())?;
        let mut swarm = swarm::build(&self.key, behaviour, self.shared.streams.counters().clone(), tasks)?;
        let listens = self.mode == WakuMode::Relay || self.config.listen_when_light;
        let meanwhile = if listens { swarm::listen(&mut swarm, &mut self.listening).await? } else { vec![] };
        if let Some(relay) = swarm.behaviour_mut().relay.as_mut() {
            for topic in &self.topics {
                relay.subscribe(topic);
            }
        }
        self.swarm = Some(swarm);
        self.topics_changed();
        self.static_peers.dial_all_at(Instant::now());
        for event in meanwhile {
            self.on_swarm_event(event);
        }
        Ok(())
    }

    /// Closes everything, and tells that it is.
    async fn close(&mut self) {
        for (_, dial) in self.dials.drain() {
            let _ = dial.reply.send(Err(WakuError::Dial("the node was paused, or changed its mode".to_owned())));
        }
        let Some(mut swarm) = self.swarm.take() else { return };
        let meshes: Vec<String> = swarm.behaviour().relay.as_ref().map(|relay| relay.told_topics()).unwrap_or_default();
        let had_peers = !self.peers.is_empty();
        disconnect_all(&mut swarm, &mut self.peers).await;
        self.asked.shutdown().await;
        self.silent.shutdown().await;
        drop(swarm);
        self.shared.tasks.end().await;
        self.peers = ConnectedPeers::default();
        self.keep_alive = KeepAlive::default();
        self.static_peers.rest();
        for topic in meshes {
            self.tell_mesh(topic, 0);
        }
        if had_peers {
            self.tell_peers();
        }
    }

    pub(super) async fn set_mode(&mut self, mode: WakuMode) -> Result<(), WakuError> {
        if self.mode == mode {
            return Ok(());
        }
        self.mode = mode;
        if self.is_paused {
            return Ok(());
        }
        self.close().await;
        self.reopen().await
    }

    pub(super) async fn set_paused(&mut self, is_paused: bool) {
        if self.is_paused == is_paused {
            return;
        }
        self.is_paused = is_paused;
        if is_paused {
            self.close().await;
        } else if let Err(error) = self.reopen().await {
            tracing::warn!(%error, "the node did not resume");
        }
    }

    /// Somebody else may have taken a port meanwhile: then another will do, or none, if the configuration names it.
    async fn reopen(&mut self) -> Result<(), WakuError> {
        let Err(error) = self.open().await else { return Ok(()) };
        tracing::warn!(%error, "the node does not listen where it did");
        self.listening.forget_ports();
        let Err(error) = self.open().await else { return Ok(()) };
        tracing::warn!(%error, "the node does not listen");
        let listening = std::mem::take(&mut self.listening);
        let opened = self.open().await;
        self.listening = listening;
        opened
    }

    /// Closes connections in an orderly way if that goes quickly, then ends every task.
    pub(super) async fn leave(mut self) {
        // Whoever uses the handle from now on is told that the node is stopped; who waits for a dial, too.
        self.shared.commands.close();
        self.dials.clear();
        self.close().await;
    }
}

async fn disconnect_all(swarm: &mut Swarm<Behaviour>, peers: &mut ConnectedPeers) {
    for peer in peers.ids() {
        let _ = swarm.disconnect_peer_id(*peer);
    }
    let closing = async {
        while !peers.is_empty() {
            if let SwarmEvent::ConnectionClosed { peer_id, connection_id, .. } = swarm.select_next_some().await {
                peers.disconnected(&peer_id, connection_id);
            }
        }
    };
    // Whatever is open after that is cut.
    let _ = tokio::time::timeout(LEAVE_TIMEOUT, closing).await;
}
