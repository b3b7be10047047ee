//! Node records (EIP-778) as Waku uses them (31/WAKU2-ENR; specification: transport, section 2.6): a signed list of what a
//! node is called, where it is, and what it does.

mod build;
mod multiaddr;
mod shards;
mod signed;

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub use build::RecordBuilder;
pub use multiaddr::Multiaddr;
pub use shards::{MAX_SHARDS, Shards};
pub use signed::{MAX_RECORD_BYTES, Record, RecordError};

use super::peer_id::peer_id;

/// What a node does for others: the field `waku2`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// It relays.
    pub relay: bool,
    /// It answers what was said in the past.
    pub store: bool,
    /// It tells light clients what they ask for.
    pub filter: bool,
    /// It publishes for light clients.
    pub light_push: bool,
}

impl Capabilities {
    /// From the bits of the field. Unknown bits are ignored.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Self {
        Self { relay: bits & 1 != 0, store: bits & 2 != 0, filter: bits & 4 != 0, light_push: bits & 8 != 0 }
    }

    /// The bits of the field.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.relay as u8 | (self.store as u8) << 1 | (self.filter as u8) << 2 | (self.light_push as u8) << 3
    }

    /// Whether it does nothing for others.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.bits() == 0
    }
}

impl Record {
    /// The libp2p peer id of the node.
    #[must_use]
    pub fn peer_id(&self) -> String {
        peer_id(self.public_key())
    }

    /// The address in IPv4.
    #[must_use]
    pub fn ip4(&self) -> Option<Ipv4Addr> {
        <[u8; 4]>::try_from(self.bytes("ip")?).ok().map(Ipv4Addr::from)
    }

    /// The address in IPv6.
    #[must_use]
    pub fn ip6(&self) -> Option<Ipv6Addr> {
        <[u8; 16]>::try_from(self.bytes("ip6")?).ok().map(Ipv6Addr::from)
    }

    /// A port: of the field `tcp`, `udp`, `tcp6` or `udp6`.
    #[must_use]
    pub fn port(&self, field: &str) -> Option<u16> {
        self.number(field).filter(|port| *port != 0)
    }

    fn number(&self, field: &str) -> Option<u16> {
        match *self.bytes(field)? {
            [] => Some(0),
            [low] => Some(low.into()),
            [high, low] => Some(u16::from_be_bytes([high, low])),
            _ => None,
        }
    }

    /// What the node does for others. `None` if it is no node of Waku.
    #[must_use]
    pub fn capabilities(&self) -> Option<Capabilities> {
        match *self.bytes("waku2")? {
            // Zero is written as the empty text.
            [] => Some(Capabilities::default()),
            [bits] => Some(Capabilities::from_bits(bits)),
            _ => None,
        }
    }

    /// The shards that the node serves. The list goes before the bit vector, as everybody reads it.
    #[must_use]
    pub fn shards(&self) -> Option<Shards> {
        let list = self.bytes("rs").and_then(Shards::from_list);
        list.or_else(|| self.bytes("rsv").and_then(Shards::from_bits))
    }

    /// Addresses of the field `multiaddrs` that we can read, without the peer id. Those through another node are not among
    /// them.
    #[must_use]
    pub fn multiaddrs(&self) -> Vec<Multiaddr> {
        self.bytes("multiaddrs").map(multiaddr::read_list).unwrap_or_default()
    }

    /// Where the node can be dialled, each once and ending in its peer id: by number first, then by name.
    #[must_use]
    pub fn addresses(&self) -> Vec<String> {
        let ip4 = self.ip4().filter(|ip| !ip.is_unspecified()).map(IpAddr::V4).zip(self.port("tcp"));
        let ip6 = self.ip6().filter(|ip| !ip.is_unspecified()).map(IpAddr::V6);
        let ip6 = ip6.zip(self.port("tcp6").or_else(|| self.port("tcp")));
        let by_number = ip4.into_iter().chain(ip6).map(|(ip, port)| match ip {
            IpAddr::V4(ip) => format!("/ip4/{ip}/tcp/{port}"),
            IpAddr::V6(ip) => format!("/ip6/{ip}/tcp/{port}"),
        });
        let listed = self.multiaddrs().into_iter().map(|address| address.to_string());
        let peer_id = self.peer_id();
        let mut addresses: Vec<String> = vec![];
        for address in by_number.chain(listed) {
            let address = format!("{address}/p2p/{peer_id}");
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        addresses
    }

    /// Whether the node serves any of these shards.
    #[must_use]
    pub fn serves(&self, wanted: &Shards) -> bool {
        self.shards().is_some_and(|own| own.overlaps(wanted))
    }

    /// Whether the node is worth to be dialled: it does something for others, can be dialled, and serves one of the shards
    /// if any are named.
    #[must_use]
    pub fn is_usable(&self, shards: Option<&Shards>) -> bool {
        self.capabilities().is_some_and(|capabilities| !capabilities.is_empty())
            && shards.is_none_or(|shards| self.serves(shards))
            && !self.addresses().is_empty()
    }
}
