//! Identity and listeners.

use std::collections::HashMap;
use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _};
use libp2p::identity::{Keypair, secp256k1};
use libp2p::multiaddr::Protocol;
use libp2p::swarm::{self, SwarmEvent};
use libp2p::{Multiaddr, Swarm};
use status_ports::{Secret32, WakuError};

use crate::behaviour::{Behaviour, BehaviourEvent};
use crate::executor::Tasks;
use crate::traffic::Counters;
use crate::transport;

/// Connections are closed by intent, or when pings stay away, but not for being quiet.
const IDLE_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);
const LISTEN_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) fn start_error(error: impl std::fmt::Display) -> WakuError {
    WakuError::Start(error.to_string())
}

type Event = SwarmEvent<BehaviourEvent>;

/// Where the node listens. A port that was taken because it was free is taken again.
#[derive(Debug, Default)]
pub(crate) struct Listening {
    wanted: Vec<Multiaddr>,
    /// The same, with ports.
    bound: Vec<Multiaddr>,
}

impl Listening {
    pub(crate) fn parse(addresses: &[String]) -> Result<Self, WakuError> {
        let parse = |text: &String| text.parse::<Multiaddr>().map_err(|_| WakuError::InvalidAddress(text.clone()));
        let wanted = addresses.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { bound: wanted.clone(), wanted })
    }

    /// Other ports will do.
    pub(crate) fn forget_ports(&mut self) {
        self.bound.clone_from(&self.wanted);
    }
}

fn port(address: &Multiaddr) -> Option<u16> {
    address.iter().find_map(|part| if let Protocol::Tcp(port) = part { Some(port) } else { None })
}

fn with_port(address: &Multiaddr, port: u16) -> Multiaddr {
    address.iter().map(|part| if let Protocol::Tcp(_) = part { Protocol::Tcp(port) } else { part }).collect()
}

pub(crate) fn build(
    key: &Keypair,
    behaviour: Behaviour,
    counters: Counters,
    tasks: Tasks,
) -> Result<Box<Swarm<Behaviour>>, WakuError> {
    let settings = swarm::Config::with_executor(tasks).with_idle_connection_timeout(IDLE_TIMEOUT);
    Ok(Box::new(Swarm::new(transport::build(key, counters)?, behaviour, key.public().to_peer_id(), settings)))
}

pub(crate) fn keypair(node_key: Option<&Secret32>) -> Result<Keypair, WakuError> {
    let Some(key) = node_key else { return Ok(secp256k1::Keypair::generate().into()) };
    // The library wipes the bytes it reads from.
    let mut bytes = *key.as_bytes();
    let secret = secp256k1::SecretKey::try_from_bytes(&mut bytes).map_err(|_| start_error("invalid node key"))?;
    Ok(secp256k1::Keypair::from(secret).into())
}

/// Returns when every listener has an address, with whatever else happened meanwhile.
pub(crate) async fn listen(swarm: &mut Swarm<Behaviour>, listening: &mut Listening) -> Result<Vec<Event>, WakuError> {
    let all = tokio::time::timeout(LISTEN_TIMEOUT, listen_on_all(swarm, listening));
    all.await.map_err(|_| start_error("no address to listen on"))?
}

async fn listen_on_all(swarm: &mut Swarm<Behaviour>, listening: &mut Listening) -> Result<Vec<Event>, WakuError> {
    let (mut waiting, mut others) = (HashMap::new(), vec![]);
    for (place, address) in listening.bound.iter().enumerate() {
        waiting.insert(swarm.listen_on(address.clone()).map_err(start_error)?, place);
    }
    while !waiting.is_empty() {
        match swarm.select_next_some().await {
            SwarmEvent::NewListenAddr { listener_id, address } => {
                let bound = waiting.remove(&listener_id).and_then(|place| listening.bound.get_mut(place));
                if let (Some(bound), Some(port)) = (bound, port(&address)) {
                    *bound = with_port(bound, port);
                }
            }
            SwarmEvent::ListenerClosed { reason, .. } => {
                return Err(match reason {
                    Ok(()) => start_error("a listener was closed"),
                    Err(error) => start_error(error),
                });
            }
            event => others.push(event),
        }
    }
    // A listener on all interfaces reports them one by one; those that are known already are taken with us.
    while let Some(Some(event)) = swarm.next().now_or_never() {
        others.push(event);
    }
    Ok(others)
}
