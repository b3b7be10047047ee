//! Everything that is spoken on a connection.

use std::time::Duration;

use libp2p::connection_limits::{self, ConnectionLimits};
use libp2p::identify;
use libp2p::identity::PublicKey;
use libp2p::swarm::NetworkBehaviour;
use libp2p::swarm::behaviour::toggle::Toggle;
use status_ports::{WakuError, WakuMode};

use crate::admission::Admission;
use crate::config::WakuConfig;
use crate::executor::Tasks;
use crate::offences::Offences;
use crate::relay::Relay;
use crate::streams::{self, Streams};

const IDENTIFY_PROTOCOL_VERSION: &str = "ipfs/0.1.0";
const AGENT: &str = "status-core";
/// The library has a timer for each connection. Where something has to happen at times, the task of the node does it for
/// all connections at once.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);
const MAX_PENDING: u32 = 64;
const MAX_PER_PEER: u32 = 4;

/// The limits come first: who refuses a connection must do so before others keep state for it.
#[derive(NetworkBehaviour)]
pub(crate) struct Behaviour {
    admission: Admission,
    limits: connection_limits::Behaviour,
    /// Nothing in light mode.
    pub(crate) relay: Toggle<Relay>,
    identify: identify::Behaviour,
    streams: streams::Behaviour,
}

impl Behaviour {
    pub(crate) fn new(
        config: &WakuConfig,
        mode: WakuMode,
        key: PublicKey,
        streams: Streams,
        offences: Offences,
        tasks: Tasks,
    ) -> Result<Self, WakuError> {
        let max = config.max_connections;
        // A fifth stays free for connections that we open.
        let max_inbound = max.saturating_sub(max / 5);
        let limits = ConnectionLimits::default()
            .with_max_pending_incoming(Some(MAX_PENDING))
            .with_max_pending_outgoing(Some(MAX_PENDING))
            .with_max_established_incoming(Some(max_inbound))
            .with_max_established(Some(max))
            .with_max_established_per_peer(Some(MAX_PER_PEER));
        let identify =
            identify::Config::new(IDENTIFY_PROTOCOL_VERSION.to_owned(), key).with_agent_version(AGENT.to_owned());
        let identify = identify.with_interval(NEVER);
        let relay = match mode {
            WakuMode::Relay => Some(Relay::new(config.max_message_bytes, streams.counters().clone())?),
            WakuMode::Light => None,
        };
        Ok(Self {
            admission: Admission::new(config.max_inbound_per_address, offences),
            limits: connection_limits::Behaviour::new(limits),
            relay: relay.into(),
            identify: identify::Behaviour::new(identify),
            streams: streams::Behaviour::new(streams, tasks),
        })
    }
}
