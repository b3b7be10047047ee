use libp2p::Multiaddr;
use libp2p::swarm::ConnectionId;

use super::Admission;
use crate::offences::{Offences, Refusal};

fn admission(per_address: usize) -> Admission {
    Admission::new(per_address, Offences::new(Refusal::default()).0)
}

fn address(text: &str) -> Multiaddr {
    text.parse().unwrap()
}

#[test]
fn an_address_gets_so_many_connections_and_no_more() {
    let mut limit = admission(2);
    let (one, other) = (address("/ip4/192.0.2.1/tcp/1"), address("/ip4/192.0.2.2/tcp/1/ws"));
    assert!(limit.admit(ConnectionId::new_unchecked(1), &one).is_ok());
    assert!(limit.admit(ConnectionId::new_unchecked(2), &one).is_ok());
    assert!(limit.admit(ConnectionId::new_unchecked(3), &one).is_err());
    assert!(limit.admit(ConnectionId::new_unchecked(4), &address("/ip6/::ffff:192.0.2.1/tcp/9")).is_err());
    assert!(limit.admit(ConnectionId::new_unchecked(5), &other).is_ok());
}

#[test]
fn a_network_of_ipv6_counts_as_one_address() {
    let mut limit = admission(2);
    for (id, text) in
        ["2001:db8:1:2::1", "2001:db8:1:2:ffff::1", "2001:db8:1:2::2", "2001:db8:1:3::1"].iter().enumerate()
    {
        let admitted = limit.admit(ConnectionId::new_unchecked(id), &address(&format!("/ip6/{text}/tcp/1")));
        assert_eq!(admitted.is_ok(), id != 2, "{text}");
    }
}

#[test]
fn loopback_is_free() {
    let mut limit = admission(1);
    for (id, text) in
        ["/ip4/127.0.0.1/tcp/1", "/ip4/127.0.0.1/tcp/2", "/ip6/::1/tcp/1", "/ip6/::1/tcp/2"].iter().enumerate()
    {
        assert!(limit.admit(ConnectionId::new_unchecked(id), &address(text)).is_ok());
    }
}
