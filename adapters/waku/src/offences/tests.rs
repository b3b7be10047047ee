use std::collections::HashMap;
use std::time::Duration;

use libp2p::PeerId;
use tokio::time::Instant;

use super::{Ledger, MAX_OFFENDERS, MAX_REFUSED, Offence, Offences, Refusal};

const MINUTE: Duration = Duration::from_secs(60);

fn ledger() -> Ledger {
    let rules = Refusal { offences: 3.0, half_life: MINUTE, duration: 10 * MINUTE };
    Ledger { rules, scores: HashMap::new(), refused: HashMap::new() }
}

#[test]
fn the_third_offence_in_a_row_is_one_too_many() {
    let (mut ledger, peer, now) = (ledger(), PeerId::random(), Instant::now());
    assert!(!ledger.count(peer, Offence::Breach, now));
    assert!(!ledger.count(peer, Offence::Breach, now));
    assert!(!ledger.is_refused(&peer, now));
    assert!(ledger.count(peer, Offence::Breach, now));
    assert!(ledger.is_refused(&peer, now));
    assert!(!ledger.is_refused(&PeerId::random(), now));
}

#[test]
fn offences_are_forgotten_by_halves() {
    let (mut ledger, peer, now) = (ledger(), PeerId::random(), Instant::now());
    for _ in 0..2 {
        ledger.count(peer, Offence::Breach, now);
    }
    // Two became one, and one more is two.
    assert!(!ledger.count(peer, Offence::Breach, now + MINUTE));
    // One each ten minutes never adds up.
    for times in 2..100 {
        assert!(!ledger.count(peer, Offence::Breach, now + 10 * times * MINUTE));
    }
}

#[test]
fn a_refused_peer_is_let_in_after_its_time() {
    let (mut ledger, peer, now) = (ledger(), PeerId::random(), Instant::now());
    ledger.refuse(peer, now);
    assert!(ledger.is_refused(&peer, now + 10 * MINUTE - Duration::from_millis(1)));
    assert!(!ledger.is_refused(&peer, now + 10 * MINUTE));
    assert!(!ledger.count(peer, Offence::Breach, now + 10 * MINUTE));
}

#[test]
fn too_many_streams_weigh_little() {
    let (mut ledger, peer, now) = (ledger(), PeerId::random(), Instant::now());
    let taken = (1..).find(|_| ledger.count(peer, Offence::Excess, now));
    assert!(taken.is_some_and(|taken| (50..100).contains(&taken)), "{taken:?}");
}

#[test]
fn any_number_of_peers_takes_bounded_memory_and_the_worst_are_remembered() {
    let (mut ledger, worst, now) = (ledger(), PeerId::random(), Instant::now());
    ledger.count(worst, Offence::Breach, now);
    ledger.count(worst, Offence::Breach, now);
    for _ in 0..MAX_OFFENDERS + 10 {
        ledger.count(PeerId::random(), Offence::Breach, now);
    }
    assert_eq!(ledger.scores.len(), MAX_OFFENDERS);
    assert!(ledger.count(worst, Offence::Breach, now));
    for _ in 0..MAX_REFUSED + 10 {
        ledger.refuse(PeerId::random(), now + MINUTE);
    }
    assert_eq!(ledger.refused.len(), MAX_REFUSED);
}

#[tokio::test]
async fn who_is_refused_is_to_be_disconnected() {
    let (offences, mut notices) = Offences::new(Refusal { offences: 1.0, ..Refusal::default() });
    let peer = PeerId::random();
    offences.count(peer, Offence::Breach, &"a test");
    assert_eq!(notices.recv().await, Some(peer));
    assert!(offences.is_refused(&peer));
}
