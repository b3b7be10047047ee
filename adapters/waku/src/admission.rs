//! Who is let in: at most so many connections from one address of the network, and no peer that is refused.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::task::{Context, Poll};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
    dummy,
};
use libp2p::{Multiaddr, PeerId};

use crate::offences::Offences;

/// The bits of an IPv6 address that its network consists of.
const NETWORK: u128 = (u64::MAX as u128) << 64;

/// Refuses inbound connections beyond the limit before any handshake is made, and peers as soon as they are known.
/// Loopback has no limit.
#[derive(Debug)]
pub(crate) struct Admission {
    per_address: usize,
    offences: Offences,
    open: HashMap<ConnectionId, IpAddr>,
}

#[derive(Debug, thiserror::Error)]
#[error("too many connections from {0}")]
struct TooMany(IpAddr);

#[derive(Debug, thiserror::Error)]
#[error("the peer is refused because of its offences")]
struct Refused;

impl Admission {
    pub(crate) fn new(per_address: usize, offences: Offences) -> Self {
        Self { per_address, offences, open: HashMap::new() }
    }

    fn known(&self, peer: &PeerId) -> Result<dummy::ConnectionHandler, ConnectionDenied> {
        if self.offences.is_refused(peer) {
            return Err(ConnectionDenied::new(Refused));
        }
        Ok(dummy::ConnectionHandler)
    }

    fn admit(&mut self, id: ConnectionId, from: &Multiaddr) -> Result<(), TooMany> {
        let Some(address) = ip_of(from).filter(|address| !address.is_loopback()) else { return Ok(()) };
        if self.open.values().filter(|other| **other == address).count() >= self.per_address {
            return Err(TooMany(address));
        }
        self.open.insert(id, address);
        Ok(())
    }
}

/// Of IPv6 the network: whoever has one address there has all of its network.
fn ip_of(address: &Multiaddr) -> Option<IpAddr> {
    address.iter().find_map(|part| match part {
        Protocol::Ip4(ip) => Some(IpAddr::from(ip)),
        Protocol::Ip6(ip) => Some(match ip.to_canonical() {
            IpAddr::V6(ip) if !ip.is_loopback() => Ipv6Addr::from_bits(ip.to_bits() & NETWORK).into(),
            ip => ip,
        }),
        _ => None,
    })
}

impl NetworkBehaviour for Admission {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        _: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        self.admit(connection, remote).map_err(ConnectionDenied::new)
    }

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.known(&peer)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: Option<PeerId>,
        _: &[Multiaddr],
        _: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        peer.map_or(Ok(()), |peer| self.known(&peer).map(|_| ()))?;
        Ok(vec![])
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.known(&peer)
    }

    fn on_swarm_event(&mut self, event: FromSwarm<'_>) {
        match event {
            FromSwarm::ConnectionClosed(closed) => self.open.remove(&closed.connection_id),
            FromSwarm::ListenFailure(failure) => self.open.remove(&failure.connection_id),
            _ => None,
        };
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        Poll::Pending
    }
}

#[cfg(test)]
mod tests;
