//! Who is dialled, and who is let go.

use libp2p::core::ConnectedPoint;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, DialError};
use libp2p::{Multiaddr, PeerId};
use status_ports::WakuError;
use tokio::time::Instant;

use super::{DialRequest, NodeTask};

impl NodeTask {
    pub(super) fn dial(&mut self, request: DialRequest) {
        if self.peers.contains(&request.peer) {
            self.dialled(request);
            return;
        }
        match self.start_dial(request.peer, vec![request.address.clone()]) {
            Ok(connection) => {
                self.dials.insert(connection, request);
            }
            Err(error) => {
                let _ = request.reply.send(Err(error));
            }
        }
    }

    fn dialled(&mut self, DialRequest { peer, address, keep, reply }: DialRequest) {
        if keep {
            self.static_peers.remember(peer, address);
            self.static_peers.connected(&peer, Instant::now());
        }
        let _ = reply.send(Ok(()));
    }

    fn start_dial(&mut self, peer: PeerId, addresses: Vec<Multiaddr>) -> Result<ConnectionId, WakuError> {
        let swarm = self.swarm.as_mut().ok_or_else(|| WakuError::Dial("the node is paused".to_owned()))?;
        // A port of its own for every connection: one that is redialled at once meets no leftovers of the last.
        let options = DialOpts::peer_id(peer).condition(PeerCondition::Always).allocate_new_port();
        let options = options.addresses(addresses).build();
        let connection = options.connection_id();
        swarm.dial(options).map(|()| connection).map_err(|error| WakuError::Dial(error.to_string()))
    }

    pub(super) fn redial(&mut self, now: Instant) {
        for (peer, addresses) in self.static_peers.due(now) {
            if let Err(error) = self.start_dial(peer, addresses) {
                self.on_lost(&peer, &error);
            }
        }
    }

    pub(super) fn on_dial_failed(&mut self, connection: ConnectionId, peer: Option<PeerId>, error: &DialError) {
        if let Some(dial) = self.dials.remove(&connection) {
            let _ = dial.reply.send(Err(WakuError::Dial(error.to_string())));
        }
        if let Some(peer) = peer.filter(|peer| !self.peers.contains(peer)) {
            self.on_lost(&peer, error);
        }
    }

    fn on_lost(&mut self, peer: &PeerId, reason: &dyn std::fmt::Display) {
        tracing::debug!(%peer, %reason, "a peer is not reachable");
        // Without entropy all nodes wait the whole time.
        self.static_peers.lost(peer, Instant::now(), getrandom::u64().unwrap_or_default());
    }

    /// Closes what is open and gives up what is being dialled; who is not connected need not be. One that is to be kept is
    /// dialled again later.
    pub(super) fn disconnect(&mut self, peer: &PeerId) {
        if let Some(swarm) = self.swarm.as_mut() {
            let _ = swarm.disconnect_peer_id(*peer);
        }
    }

    pub(super) fn drop_peer(&mut self, peer: &PeerId) {
        self.static_peers.forget(peer);
        self.disconnect(peer);
    }

    pub(super) fn part_from(&mut self, peer: &PeerId, reason: &str) {
        tracing::warn!(%peer, reason, "a peer was disconnected");
        self.drop_peer(peer);
    }

    pub(super) fn on_connected(&mut self, peer: PeerId, connection: ConnectionId, endpoint: ConnectedPoint) {
        let dialled = match endpoint {
            ConnectedPoint::Dialer { address, .. } => Some(address),
            ConnectedPoint::Listener { .. } => None,
        };
        let is_new = self.peers.connected(peer, connection, dialled);
        if let Some(request) = self.dials.remove(&connection) {
            self.dialled(request);
        }
        let now = Instant::now();
        self.static_peers.connected(&peer, now);
        if is_new {
            self.tell_peers();
            self.ask_metadata(peer);
            self.start_keep_alive(now);
            self.trim(&peer);
        }
    }

    pub(super) fn on_disconnected(&mut self, peer: &PeerId, connection: ConnectionId, reason: &str) {
        if self.peers.disconnected(peer, connection) {
            self.on_lost(peer, &reason);
            self.tell_peers();
        }
    }

    /// With more peers than wanted, one that we dialled and need not keep makes room for the newest: the one that was
    /// silent longest.
    fn trim(&mut self, newest: &PeerId) {
        let is_crowded = self.peers.len() > usize::try_from(self.config.target_connections).unwrap_or(usize::MAX);
        if !is_crowded || self.peers.dialled().count() <= self.config.min_dialled {
            return;
        }
        let spare = self.peers.dialled().filter(|peer| *peer != newest && !self.static_peers.contains(peer));
        if let Some(peer) = self.shared.streams.most_silent(spare) {
            tracing::debug!(%peer, "a peer was disconnected to make room");
            self.disconnect(&peer);
        }
    }
}
