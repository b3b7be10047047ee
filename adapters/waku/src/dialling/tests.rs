use std::time::Duration;

use libp2p::{Multiaddr, PeerId};
use tokio::time::Instant;

use super::{StaticPeers, parse_address};
use crate::config::Redial;

const SECOND: Duration = Duration::from_secs(1);

fn address(port: u16) -> Multiaddr {
    format!("/ip4/192.0.2.1/tcp/{port}").parse().unwrap()
}

fn one_peer() -> (StaticPeers, PeerId, Instant) {
    let mut peers = StaticPeers::new(Redial { first: SECOND, max: 60 * SECOND });
    let id = PeerId::random();
    peers.remember(id, address(1));
    (peers, id, Instant::now())
}

/// Loses the peer; the wait until the next dial, which is then taken.
fn wait_after_loss(peers: &mut StaticPeers, id: &PeerId, now: Instant, chance: u64) -> Duration {
    peers.lost(id, now, chance);
    let at = peers.next_dial().unwrap();
    assert_eq!(peers.due(at).len(), 1);
    at - now
}

#[test]
fn waits_double_up_to_the_longest() {
    let (mut peers, id, now) = one_peer();
    for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
        assert_eq!(wait_after_loss(&mut peers, &id, now, 0), seconds * SECOND);
    }
    for _ in 0..100 {
        assert_eq!(wait_after_loss(&mut peers, &id, now, 0), 60 * SECOND);
    }
}

#[test]
fn chance_shortens_a_wait_by_at_most_a_half() {
    for chance in [1, 499_999, 500_000, 12_345_678, u64::MAX] {
        let (mut peers, id, now) = one_peer();
        let wait = wait_after_loss(&mut peers, &id, now, chance);
        assert!(wait > SECOND / 2 && wait <= SECOND, "{wait:?}");
    }
}

#[test]
fn only_a_connection_that_lasted_starts_over() {
    let (mut peers, id, now) = one_peer();
    wait_after_loss(&mut peers, &id, now, 0);
    peers.connected(&id, now);
    assert_eq!(wait_after_loss(&mut peers, &id, now + SECOND, 0), 2 * SECOND);
    peers.connected(&id, now);
    peers.connected(&id, now + 59 * SECOND);
    assert_eq!(wait_after_loss(&mut peers, &id, now + 60 * SECOND, 0), SECOND);
}

#[test]
fn a_connected_peer_is_not_dialled() {
    let (mut peers, id, now) = one_peer();
    peers.lost(&id, now, 0);
    peers.connected(&id, now);
    assert_eq!(peers.next_dial(), None);
    assert!(peers.due(now + 60 * SECOND).is_empty());
}

#[test]
fn a_forgotten_peer_is_not_dialled() {
    let (mut peers, id, now) = one_peer();
    peers.lost(&id, now, 0);
    peers.forget(&id);
    peers.lost(&id, now, 0);
    assert_eq!(peers.next_dial(), None);
}

#[test]
fn all_addresses_of_a_peer_are_tried_and_old_ones_forgotten() {
    let (mut peers, id, now) = one_peer();
    for port in 1..=9 {
        peers.remember(id, address(port));
    }
    peers.dial_all_at(now);
    assert_eq!(peers.due(now), [(id, (2..=9).map(address).collect())]);
    assert!(peers.due(now).is_empty());
}

#[test]
fn an_address_ends_in_a_peer_id_and_has_something_before_it() {
    let id = PeerId::random();
    assert_eq!(parse_address(&format!("/ip4/192.0.2.1/tcp/1/p2p/{id}")).unwrap(), (id, address(1)));
    assert!(parse_address(&format!("/dns4/node.example/tcp/443/wss/p2p/{id}")).is_ok());
    for text in ["", "/", "nonsense", "/ip4/192.0.2.1/tcp/1", &format!("/p2p/{id}"), "/ip4/192.0.2.1/tcp/1/p2p/x"] {
        assert!(parse_address(text).is_err(), "{text}");
    }
}
