//! Transports, identity and listeners.

use std::collections::HashSet;
use std::time::Duration;

use futures::{FutureExt as _, StreamExt as _};
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::Boxed;
use libp2p::core::upgrade::{SelectUpgrade, Version};
use libp2p::identity::{Keypair, secp256k1};
use libp2p::swarm::{self, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Swarm, Transport as _, dns, noise, tcp, websocket, yamux};
use status_ports::{Secret32, WakuError};

use crate::behaviour::Behaviour;
use crate::config::WakuConfig;
use crate::executor::Tasks;
use crate::offences::Offences;
use crate::streams::Streams;

/// Dialling and the handshakes together.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(20);
/// Connections are closed by intent, or when pings stay away, but not for being quiet.
const IDLE_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 3600);
const LISTEN_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_WEBSOCKET_FRAME_BYTES: usize = 2 << 20;
const MAX_MPLEX_STREAMS: usize = 64;
const MAX_MPLEX_FRAMES: usize = 2;

fn start_error(error: impl std::fmt::Display) -> WakuError {
    WakuError::Start(error.to_string())
}

/// A swarm that listens on all addresses of the configuration.
pub(crate) async fn start(
    config: &WakuConfig,
    streams: Streams,
    offences: Offences,
    tasks: Tasks,
) -> Result<Box<Swarm<Behaviour>>, WakuError> {
    let key = keypair(config.node_key.as_ref())?;
    let behaviour = Behaviour::new(config, key.public(), streams, offences, tasks.clone())?;
    let peer_id = key.public().to_peer_id();
    let settings = swarm::Config::with_executor(tasks).with_idle_connection_timeout(IDLE_TIMEOUT);
    let mut swarm = Box::new(Swarm::new(transport(&key)?, behaviour, peer_id, settings));
    let listening = listen(&mut swarm, &config.listen);
    tokio::time::timeout(LISTEN_TIMEOUT, listening).await.map_err(|_| start_error("no address to listen on"))??;
    Ok(swarm)
}

fn keypair(node_key: Option<&Secret32>) -> Result<Keypair, WakuError> {
    let Some(key) = node_key else { return Ok(secp256k1::Keypair::generate().into()) };
    // The library wipes the bytes it reads from.
    let mut bytes = *key.as_bytes();
    let secret = secp256k1::SecretKey::try_from_bytes(&mut bytes).map_err(|_| start_error("invalid node key"))?;
    Ok(secp256k1::Keypair::from(secret).into())
}

fn transport(key: &Keypair) -> Result<Boxed<(PeerId, StreamMuxerBox)>, WakuError> {
    let tcp = || {
        let tcp = tcp::tokio::Transport::new(tcp::Config::new().nodelay(true));
        // A machine without resolver configuration can still dial addresses.
        let (settings, options) = (dns::ResolverConfig::default(), dns::ResolverOpts::default());
        dns::tokio::Transport::system(tcp).or_else(|_| {
            let tcp = tcp::tokio::Transport::new(tcp::Config::new().nodelay(true));
            Ok::<_, WakuError>(dns::tokio::Transport::custom(tcp, settings, options))
        })
    };
    let mut websocket = websocket::Config::new(tcp()?);
    websocket.set_max_data_size(MAX_WEBSOCKET_FRAME_BYTES);
    Ok(websocket
        .or_transport(tcp()?)
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(key).map_err(start_error)?)
        .multiplex(SelectUpgrade::new(yamux::Config::default(), mplex()))
        .timeout(CONNECTION_TIMEOUT)
        .boxed())
}

/// The one multiplexer that js-waku speaks as it comes. It has no flow control: who sends faster than we read a stream is
/// held up with the whole connection, and a stream can hold `MAX_MPLEX_FRAMES` frames of up to 1 MiB.
fn mplex() -> libp2p_mplex::Config {
    let mut mplex = libp2p_mplex::Config::new();
    mplex.set_max_num_streams(MAX_MPLEX_STREAMS);
    mplex.set_max_buffer_size(MAX_MPLEX_FRAMES);
    mplex.set_max_buffer_behaviour(libp2p_mplex::MaxBufferBehaviour::Block);
    mplex
}

/// Returns when every listener has an address.
async fn listen(swarm: &mut Swarm<Behaviour>, addresses: &[String]) -> Result<(), WakuError> {
    let mut waiting = HashSet::new();
    for text in addresses {
        let address: Multiaddr = text.parse().map_err(|_| WakuError::InvalidAddress(text.clone()))?;
        waiting.insert(swarm.listen_on(address).map_err(start_error)?);
    }
    while !waiting.is_empty() {
        match swarm.select_next_some().await {
            SwarmEvent::NewListenAddr { listener_id, .. } => {
                waiting.remove(&listener_id);
            }
            SwarmEvent::ListenerClosed { reason, .. } => {
                return Err(match reason {
                    Ok(()) => start_error("a listener was closed"),
                    Err(error) => start_error(error),
                });
            }
            _ => {}
        }
    }
    // A listener on all interfaces reports them one by one; those that are known already are taken with us.
    while let Some(Some(_)) = swarm.next().now_or_never() {}
    Ok(())
}
