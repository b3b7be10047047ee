//! Two people over hours and days: a network that loses much, a peer that goes, comes back, or never does.

use super::*;

const HOUR_MS: u64 = 60 * 60 * 1000;

/// One way or the other, lost or not; what is not lost takes up to half a minute.
struct Wire {
    chance: SeededEntropy,
    loss_percent: u64,
    /// Arrival, whether it is for Bobby, payload.
    in_flight: Vec<(u64, bool, Payload)>,
}

impl Wire {
    fn roll(&mut self, below: u64) -> u64 {
        let mut bytes = [0; 8];
        self.chance.fill(&mut bytes);
        u64::from_le_bytes(bytes) % below
    }

    fn take(&mut self, payload: Payload, to_bobby: bool, now: u64) {
        if self.roll(100) >= self.loss_percent {
            let at = now + self.roll(30_000);
            self.in_flight.push((at, to_bobby, payload));
        }
    }
}

/// What a run came to.
#[derive(Debug, Default)]
struct Outcome {
    handed_up: Vec<Vec<u8>>,
    delivered: Vec<[u8; 32]>,
    expired: Vec<[u8; 32]>,
    payloads_of_alice: usize,
    payloads_of_bobby: usize,
    arrived_at_bobby: usize,
}

/// Alice queues messages at given times; Bobby hears nothing until `back_at`, and then says that he is there.
fn run(
    messages: &[u64],
    loss_percent: u64,
    seed: u64,
    back_at: Option<u64>,
) -> (Outcome, Vec<[u8; 32]>, Person, Person) {
    let (mut alice, mut bobby, _) = people();
    let mut wire = Wire { chance: SeededEntropy::new(seed), loss_percent, in_flight: vec![] };
    let (mut outcome, mut ids) = (Outcome::default(), vec![]);
    let mut times: Vec<u64> = messages.iter().map(|after| NOW + after).collect();
    times.sort_unstable();
    let mut times = times.into_iter().enumerate().peekable();
    let (mut now, mut is_back) = (NOW, false);
    loop {
        while let Some((number, _)) = times.next_if(|(_, at)| *at <= now) {
            ids.push(alice.queue(&bobby, &number.to_le_bytes(), now));
        }
        if !is_back && back_at.is_some_and(|at| at <= now) {
            is_back = true;
            alice.node.peer_online(&mut alice.store, &bobby.key, now, &mut alice.entropy).unwrap();
        }
        while let Some(place) = wire.in_flight.iter().position(|(at, ..)| *at <= now) {
            let (_, to_bobby, payload) = wire.in_flight.swap_remove(place);
            if to_bobby && is_back {
                outcome.arrived_at_bobby += 1;
                let received = bobby.receive(&alice, payload, now);
                outcome.handed_up.extend(received.messages.into_iter().map(|message| message.body));
            } else if !to_bobby {
                outcome.delivered.extend(alice.receive(&bobby, payload, now).delivered);
            }
        }
        let due = alice.due(now);
        outcome.payloads_of_alice += due.payloads.len();
        outcome.expired.extend(due.expired.iter().map(|expired| expired.id));
        due.payloads.into_iter().for_each(|outgoing| wire.take(outgoing.payload, true, now));
        let answers = bobby.due(now);
        outcome.payloads_of_bobby += answers.payloads.len();
        answers.payloads.into_iter().for_each(|outgoing| wire.take(outgoing.payload, false, now));
        let arrivals = wire.in_flight.iter().map(|(at, ..)| *at);
        let back = back_at.filter(|_| !is_back);
        let next = [due.next_at, answers.next_at, times.peek().map(|(_, at)| *at), back];
        let Some(next) = arrivals.chain(next.into_iter().flatten()).min() else { break };
        now = now.max(next);
    }
    (outcome, ids, alice, bobby)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// With two fifths lost each way, one send in three is confirmed: fifteen sends all fail for once in 800 messages,
    /// so what is given up is counted, too.
    #[test]
    fn over_hours_of_heavy_loss_nothing_comes_twice_and_everything_ends(
        seed: u64, loss_percent in 0..=40_u64, messages in prop::collection::vec(0..6 * HOUR_MS, 1..30),
    ) {
        let (mut outcome, mut ids, alice, bobby) = run(&messages, loss_percent, seed, Some(NOW));
        let mut bodies = outcome.handed_up.clone();
        bodies.sort_unstable();
        bodies.dedup();
        prop_assert_eq!(bodies.len(), outcome.handed_up.len(), "handed up twice");
        outcome.delivered.append(&mut outcome.expired);
        outcome.delivered.sort_unstable();
        ids.sort_unstable();
        prop_assert_eq!(&outcome.delivered, &ids);
        prop_assert!(outcome.payloads_of_alice <= 15 * ids.len());
        // However many messages a payload brings, one answer confirms them.
        prop_assert!(outcome.payloads_of_bobby <= outcome.arrived_at_bobby);
        prop_assert_eq!((alice.store.state_count(), bobby.store.state_count()), (0, 0));
    }

    #[test]
    fn who_comes_back_after_hours_gets_everything_once_within_a_minute(
        seed: u64, away_hours in 1..=48_u64, messages in prop::collection::vec(0..HOUR_MS, 1..40),
    ) {
        let (mut outcome, mut ids, alice, _) = run(&messages, 0, seed, Some(NOW + away_hours * HOUR_MS));
        prop_assert_eq!(outcome.handed_up.len(), ids.len());
        outcome.delivered.sort_unstable();
        ids.sort_unstable();
        prop_assert_eq!(&outcome.delivered, &ids);
        prop_assert_eq!(alice.store.state_count(), 0);
        // All that waited shares payloads.
        prop_assert!(outcome.arrived_at_bobby <= 4, "{} payloads", outcome.arrived_at_bobby);
    }

    #[test]
    fn of_who_never_comes_back_nothing_is_left(
        seed: u64, messages in prop::collection::vec(0..6 * HOUR_MS, 1..30),
    ) {
        let (mut outcome, mut ids, mut alice, _) = run(&messages, 0, seed, None);
        prop_assert_eq!(&outcome.delivered, &Vec::<[u8; 32]>::new());
        outcome.expired.sort_unstable();
        ids.sort_unstable();
        prop_assert_eq!(&outcome.expired, &ids);
        prop_assert_eq!(alice.store.state_count(), 0);
        prop_assert_eq!(alice.due(NOW + 365 * DAY_MS), Due::default());
    }
}
