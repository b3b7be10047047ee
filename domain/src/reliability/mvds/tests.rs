use proptest::prelude::*;
use status_memory::{MemoryMvdsStore, SeededEntropy};
use status_ports::{Entropy, MvdsStore};
use status_proto::mvds::{Message, Offer, Payload};

use super::*;
use crate::crypto::{PrivateKey, PublicKey};

mod hours;

const NOW: u64 = 1_700_000_000_000;
const LIMIT: usize = 100 * 1024;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn key(seed: u64) -> PublicKey {
    PrivateKey::generate(&mut SeededEntropy::new(seed)).public_key()
}

struct Person {
    key: PublicKey,
    node: Node,
    store: MemoryMvdsStore,
    entropy: SeededEntropy,
}

impl Person {
    fn new(seed: u64) -> Self {
        let key = key(seed);
        Self { key, node: Node::new(key, LIMIT), store: MemoryMvdsStore::new(), entropy: SeededEntropy::new(seed) }
    }

    fn queue(&mut self, peer: &Self, body: &[u8], now: u64) -> [u8; 32] {
        self.node.queue(&mut self.store, &peer.key, body.to_vec(), now).unwrap()
    }

    fn due(&mut self, now: u64) -> Due {
        self.node.due(&mut self.store, now, &mut self.entropy).unwrap()
    }

    fn receive(&mut self, from: &Self, payload: Payload, now: u64) -> Received {
        self.node.receive(&mut self.store, &from.key, payload, now).unwrap()
    }
}

fn people() -> (Person, Person, Person) {
    (Person::new(1), Person::new(2), Person::new(3))
}

fn acks(ids: &[[u8; 32]]) -> Payload {
    Payload { acks: ids.iter().map(|id| id.to_vec()).collect(), ..Payload::default() }
}

fn only_payload(due: &Due) -> Payload {
    assert_eq!(due.payloads.len(), 1, "{due:?}");
    due.payloads[0].payload.clone()
}

#[test]
fn ids_and_payloads_are_those_of_status_go() {
    let key = |hex| PublicKey::from_bytes(&hex::decode(hex).unwrap()).unwrap();
    let k0 = key("03cab365fcbb92f82b9c47ceaa27d654268606dea9cd658e369abf5c3fc59d0fa2");
    let k1 = key("02eb0177131d07520da774ce45687054fd8b57ca51ea80c0de63624c1f7856d237");
    let group = group_id(&k0, &k1);
    assert_eq!(hex::encode(group), "4c2443aa0d75c88675b6c55848c36094e1a15696db697c92c8b2629ebdca7de6");
    assert_eq!(group_id(&k1, &k0), group);
    let message = Message { group_id: group.to_vec(), timestamp: 1_700_000_000, body: b"hello".to_vec() };
    let id = "c2d1056b06789a67e48e3ab5a5bc40d6e3f92fbeef0c6fdbece2a2ae7c3b1e1c";
    assert_eq!(hex::encode(message_id(&message)), id);
    let node = Node::new(k0, LIMIT);
    let mut store = MemoryMvdsStore::new();
    let queued = node.queue(&mut store, &k1, b"hello".to_vec(), 1_700_000_000_999).unwrap();
    assert_eq!(hex::encode(queued), id);
}

#[test]
fn a_new_message_is_due_at_once_and_delivered_when_acknowledged() {
    let (mut alice, mut bobby, _) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    let due = alice.due(NOW);
    assert_eq!((due.payloads[0].message_ids.as_slice(), due.payloads[0].has_new_message), (&[id][..], true));
    let received = bobby.receive(&alice, only_payload(&due), NOW);
    assert_eq!(received.messages, [ReceivedMessage { id, body: b"hi".to_vec() }]);
    assert!(received.wants_to_send);
    let answer = bobby.due(NOW);
    assert_eq!((only_payload(&answer), answer.next_at), (acks(&[id]), None));
    let received = alice.receive(&bobby, only_payload(&answer), NOW);
    assert_eq!((received.delivered, received.wants_to_send), (vec![id], false));
    assert_eq!(alice.due(NOW + DAY_MS), Due::default());
}

#[test]
fn messages_and_acknowledgements_for_one_peer_share_a_payload() {
    let (mut alice, mut bobby, carol) = people();
    for number in 0..50_u8 {
        alice.queue(&bobby, &[number], NOW);
    }
    alice.queue(&carol, b"hi", NOW);
    let incoming = bobby.queue(&alice, b"hello", NOW);
    let hello = only_payload(&bobby.due(NOW));
    alice.receive(&bobby, hello, NOW);
    let due = alice.due(NOW);
    assert_eq!(due.payloads.len(), 2);
    let to_bobby = due.payloads.iter().find(|outgoing| outgoing.peer == bobby.key).unwrap();
    assert_eq!((to_bobby.payload.messages.len(), to_bobby.payload.acks.clone()), (50, vec![incoming.to_vec()]));
    let bodies: Vec<_> = to_bobby.payload.messages.iter().map(|message| message.body[0]).collect();
    assert!(bodies.is_sorted(), "in the order in which they were queued");
}

#[test]
fn a_payload_is_cut_at_the_size_limit_but_a_large_message_goes_alone() {
    let (mut alice, bobby, _) = people();
    for size in [60 * 1024, 30 * 1024, 20 * 1024, 300 * 1024, 10] {
        alice.queue(&bobby, &vec![1; size], NOW);
    }
    let counts: Vec<_> = alice.due(NOW).payloads.iter().map(|outgoing| outgoing.payload.messages.len()).collect();
    assert_eq!(counts, [2, 1, 1, 1]);
}

#[test]
fn more_than_a_batch_is_due_in_several_calls() {
    let (mut alice, bobby, _) = people();
    for number in 0..200_u8 {
        alice.queue(&bobby, &[number], NOW);
    }
    let (mut sent, mut calls) = (0, 0);
    loop {
        let due = alice.due(NOW);
        sent += due.payloads.iter().map(|outgoing| outgoing.payload.messages.len()).sum::<usize>();
        calls += 1;
        if due.next_at != Some(NOW) {
            break;
        }
    }
    assert_eq!((sent, calls), (200, 4));
}

#[test]
fn an_unacknowledged_message_is_repeated_with_doubling_pauses_15_times() {
    let (mut alice, bobby, _) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    let (mut now, mut pause_ms) = (NOW, 27_000);
    for number in 1..=15 {
        let due = alice.due(now);
        assert_eq!(due.payloads.len(), 1, "send {number}");
        assert_eq!(due.payloads[0].has_new_message, number == 1);
        let next = due.next_at.unwrap();
        assert!((pause_ms..pause_ms + 9_000).contains(&(next - now)), "pause {number}: {}", next - now);
        assert_eq!(alice.due(next - 1).payloads, [], "not before its time");
        (now, pause_ms) = (next, pause_ms * 2);
    }
    let due = alice.due(now);
    assert_eq!((due.payloads, due.next_at), (vec![], None));
    assert_eq!(due.expired, [Expired { id, peer: bobby.key.to_compressed() }]);
    assert_eq!(alice.store.state_count(), 0);
}

#[test]
fn only_the_recipient_acknowledges() {
    let (mut alice, bobby, carol) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    let late = |ids: &[[u8; 32]]| Received { late: ids.to_vec(), ..Received::default() };
    assert_eq!(alice.receive(&carol, acks(&[id]), NOW), late(&[id]));
    assert_eq!(alice.due(NOW).payloads.len(), 1);
    // Unknown ids before and behind do not matter, nor does saying it twice.
    assert_eq!(alice.receive(&bobby, acks(&[[9; 32], id, id, [8; 32]]), NOW).delivered, [id]);
    assert_eq!(alice.receive(&bobby, acks(&[id]), NOW), late(&[id]));
}

#[test]
fn a_repeated_message_is_acknowledged_again_but_not_handed_up() {
    let (mut alice, mut bobby, _) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    let payload = only_payload(&alice.due(NOW));
    for number in 0..3 {
        let received = bobby.receive(&alice, payload.clone(), NOW);
        assert_eq!(received.messages.len(), usize::from(number == 0));
        assert_eq!(only_payload(&bobby.due(NOW)), acks(&[id]));
    }
}

#[test]
fn only_the_recipient_may_request() {
    let (mut alice, bobby, carol) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    alice.due(NOW);
    let request = Payload { requests: vec![id.to_vec(), vec![1]], ..Payload::default() };
    assert_eq!(alice.receive(&carol, request.clone(), NOW), Received::default());
    assert_eq!(alice.due(NOW).payloads, []);
    assert!(alice.receive(&bobby, request, NOW).wants_to_send);
    assert_eq!(only_payload(&alice.due(NOW)).messages.len(), 1);
}

#[test]
fn an_offered_message_is_requested_and_a_known_one_is_acknowledged() {
    let (mut alice, mut bobby, _) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    let message = only_payload(&alice.due(NOW));
    let offer = Payload { offers: vec![id.to_vec()], ..Payload::default() };
    assert!(bobby.receive(&alice, offer.clone(), NOW).wants_to_send);
    bobby.receive(&alice, offer.clone(), NOW);
    let due = bobby.due(NOW);
    assert_eq!(only_payload(&due), Payload { requests: vec![id.to_vec()], ..Payload::default() });
    let later = due.next_at.unwrap();
    assert_eq!(bobby.due(later).payloads, [], "asked once");
    assert!(bobby.receive(&alice, offer.clone(), later).wants_to_send);
    assert_eq!(only_payload(&bobby.due(later)).requests.len(), 1, "and again when it is offered again");
    assert_eq!(bobby.receive(&alice, message, NOW).messages.len(), 1);
    assert_eq!(bobby.store.state_count(), 0);
    bobby.due(NOW);
    bobby.receive(&alice, offer, NOW);
    assert_eq!(only_payload(&bobby.due(NOW)), acks(&[id]));
}

#[test]
fn offers_of_what_never_comes_are_bounded() {
    let (mut alice, bobby, _) = people();
    let offers = (0..1000_u32).map(|number| number.to_le_bytes().repeat(8)).collect();
    alice.receive(&bobby, Payload { offers, ..Payload::default() }, NOW);
    assert_eq!(alice.store.state_count(), 32);
    let mut now = NOW;
    while let Some(next) = alice.due(now).next_at {
        now = next;
    }
    assert_eq!(alice.store.state_count(), 0);
    assert!(now - NOW < DAY_MS / 24);
}

#[test]
fn messages_beyond_what_one_payload_may_bring_are_sent_again() {
    let (mut alice, bobby, _) = people();
    let message = |number: u32| Message { body: number.to_le_bytes().to_vec(), ..Message::default() };
    let received =
        alice.receive(&bobby, Payload { messages: (0..5000).map(message).collect(), ..Payload::default() }, NOW);
    assert_eq!(received.messages.len(), 4096);
    let rest = Payload { messages: (4000..5000).map(message).collect(), ..Payload::default() };
    assert_eq!(alice.receive(&bobby, rest, NOW).messages.len(), 5000 - 4096);
}

#[test]
fn a_peer_that_comes_online_gets_what_waits_within_a_second() {
    let (mut alice, bobby, carol) = people();
    alice.queue(&bobby, b"hi", NOW);
    alice.queue(&carol, b"hi", NOW);
    let mut now = NOW;
    for _ in 0..6 {
        now = alice.due(now).next_at.unwrap();
    }
    alice.due(now);
    assert!(alice.node.peer_online(&mut alice.store, &bobby.key, now, &mut alice.entropy).unwrap());
    let next = alice.store.next_mvds_send_at().unwrap().unwrap();
    assert!((now..now + 1000).contains(&next));
    let due = alice.due(next);
    assert_eq!((due.payloads.len(), due.payloads[0].peer), (1, bobby.key));
    assert!(!alice.node.peer_online(&mut alice.store, &key(9), now, &mut alice.entropy).unwrap());
}

#[test]
fn arrivals_are_forgotten_when_nobody_repeats_them_any_more() {
    let (mut alice, mut bobby, _) = people();
    let id = alice.queue(&bobby, b"hi", NOW);
    let payload = only_payload(&alice.due(NOW));
    bobby.receive(&alice, payload, NOW);
    bobby.node.prune(&mut bobby.store, NOW + 30 * DAY_MS).unwrap();
    assert!(bobby.store.mvds_received(&id, &alice.key.to_compressed()).unwrap());
    bobby.node.prune(&mut bobby.store, NOW + 91 * DAY_MS).unwrap();
    assert!(!bobby.store.mvds_received(&id, &alice.key.to_compressed()).unwrap());
}

/// A network that loses, repeats and delays. Time jumps from event to event. With at most a fifth lost, all of the 15
/// sends of a message (or their acknowledgements) are lost once in 10⁸ messages.
struct World {
    people: Vec<Person>,
    /// Arrival, sender, recipient, bytes.
    in_flight: Vec<(u64, usize, usize, Vec<u8>)>,
    chance: SeededEntropy,
    loss_percent: u64,
    handed_up: Vec<(usize, Vec<u8>)>,
    delivered: Vec<(usize, [u8; 32])>,
}

impl World {
    fn roll(&mut self, below: u64) -> u64 {
        let mut bytes = [0; 8];
        self.chance.fill(&mut bytes);
        u64::from_le_bytes(bytes) % below
    }

    fn send_due(&mut self, now: u64) {
        for from in 0..self.people.len() {
            let due = self.people[from].due(now);
            assert_eq!(due.expired, []);
            for outgoing in due.payloads {
                let to = self.people.iter().position(|person| person.key == outgoing.peer).unwrap();
                let copies = if self.roll(100) < 20 { 2 } else { 1 };
                for _ in 0..copies {
                    if self.roll(100) >= self.loss_percent {
                        let at = now + self.roll(60_000);
                        self.in_flight.push((at, from, to, encode(&outgoing.payload)));
                    }
                }
            }
        }
    }

    /// Runs until nothing is in flight and nobody has anything to send.
    fn run(&mut self) {
        let mut now = NOW;
        loop {
            self.send_due(now);
            let next = self.people.iter_mut().filter_map(|person| person.store.next_mvds_send_at().unwrap()).min();
            let Some(at) = self.in_flight.iter().map(|(at, ..)| *at).chain(next).min() else { break };
            now = now.max(at);
            while let Some(at) = self.in_flight.iter().position(|(at, ..)| *at <= now) {
                let (_, from, to, bytes) = self.in_flight.swap_remove(at);
                let from_key = self.people[from].key;
                let person = &mut self.people[to];
                let received = person.node.receive(&mut person.store, &from_key, decode(&bytes).unwrap(), now).unwrap();
                self.handed_up.extend(received.messages.into_iter().map(|message| (to, message.body)));
                self.delivered.extend(received.delivered.into_iter().map(|id| (to, id)));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn over_a_bad_network_every_message_is_handed_up_and_confirmed_exactly_once(
        seed: u64, loss_percent in 0..=20_u64, traffic in prop::collection::vec((0..3_usize, 1..3_usize), 1..40),
    ) {
        let people = vec![Person::new(1), Person::new(2), Person::new(3)];
        let mut world = World {
            people, in_flight: vec![], chance: SeededEntropy::new(seed), loss_percent, handed_up: vec![], delivered: vec![],
        };
        let (mut bodies, mut ids) = (vec![], vec![]);
        for (number, (from, distance)) in traffic.into_iter().enumerate() {
            let to = (from + distance) % 3;
            let body = number.to_le_bytes().to_vec();
            let peer = world.people[to].key;
            let person = &mut world.people[from];
            ids.push((from, person.node.queue(&mut person.store, &peer, body.clone(), NOW).unwrap()));
            bodies.push((to, body));
        }
        world.run();
        for list in [&mut world.handed_up, &mut bodies] {
            list.sort();
        }
        prop_assert_eq!(&world.handed_up, &bodies);
        for list in [&mut world.delivered, &mut ids] {
            list.sort_unstable();
        }
        prop_assert_eq!(&world.delivered, &ids);
        prop_assert!(world.people.iter().all(|person| person.store.state_count() == 0));
    }
}

proptest! {
    #[test]
    fn any_bytes_are_a_payload_or_not(bytes: Vec<u8>) {
        let _ = decode(&bytes);
    }

    #[test]
    fn any_payload_is_taken_in_and_hands_up_no_message_twice(
        acks: Vec<Vec<u8>>, offers: Vec<Vec<u8>>, requests: Vec<Vec<u8>>,
        messages in prop::collection::vec((any::<Vec<u8>>(), any::<i64>(), any::<Vec<u8>>()), 0..5),
        group: Vec<u8>,
    ) {
        let (mut alice, bobby, _) = people();
        let messages: Vec<_> = messages.into_iter().map(|(group_id, timestamp, body)| Message { group_id, timestamp, body }).collect();
        let group_offers = vec![Offer { group_id: group, message_ids: acks.clone() }];
        let payload = Payload { acks, offers, requests, messages: [messages.clone(), messages].concat(), group_offers };
        prop_assert!(is_datasync(&payload));
        prop_assert_eq!(decode(&encode(&payload)), Ok(payload.clone()));
        let first = alice.receive(&bobby, payload.clone(), NOW);
        prop_assert!(first.messages.len() <= payload.messages.len() / 2);
        prop_assert_eq!(first.delivered, Vec::<[u8; 32]>::new());
        prop_assert_eq!(alice.receive(&bobby, payload, NOW).messages, []);
        while alice.due(NOW).next_at == Some(NOW) {}
    }
}
