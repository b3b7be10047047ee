//! Whatever happened: when peers behave again, every wanted topic is subscribed at two of them, or at all there are.

use proptest::prelude::*;

use super::network::{Behaviour, Network};
use super::*;

#[derive(Clone, Debug)]
enum Step {
    Want(u8),
    Connect(u8),
    Disconnect(u8),
    Behave(u8, Option<Behaviour>),
    Restart(u8),
    Online(bool),
    Answer(u8),
    Later(u64),
    Deadline,
}

fn step() -> impl Strategy<Value = Step> {
    let behaviour = prop_oneof![
        Just(Behaviour::Silent),
        Just(Behaviour::TooMany),
        Just(Behaviour::Full),
        Just(Behaviour::Refuses),
        Just(Behaviour::Fails),
        Just(Behaviour::Lies),
        Just(Behaviour::LosesAnswers),
    ];
    let peer = 0..5_u8;
    prop_oneof![
        4 => any::<u8>().prop_map(Step::Want),
        2 => peer.clone().prop_map(Step::Connect),
        2 => peer.clone().prop_map(Step::Disconnect),
        3 => (peer.clone(), prop::option::of(behaviour)).prop_map(|(peer, behaviour)| Step::Behave(peer, behaviour)),
        1 => peer.prop_map(Step::Restart),
        1 => any::<bool>().prop_map(Step::Online),
        12 => any::<u8>().prop_map(Step::Answer),
        4 => (0..90_000_u64).prop_map(Step::Later),
        6 => Just(Step::Deadline),
    ]
}

/// The topics of the bits.
fn topics(bits: u8) -> Vec<String> {
    (0..8).filter(|bit| bits >> bit & 1 == 1).map(|bit| format!("topic {bit}")).collect()
}

fn apply(net: &mut Network, step: Step) {
    match step {
        Step::Want(bits) => {
            net.client.want(interests(&topics(bits).iter().map(String::as_str).collect::<Vec<_>>()), net.now);
        }
        Step::Connect(peer) if !net.connected.contains(&peer.to_string()) => net.connect(&peer.to_string()),
        Step::Disconnect(peer) => net.disconnect(&peer.to_string()),
        Step::Behave(peer, Some(behaviour)) => drop(net.behaviours.insert(peer.to_string(), behaviour)),
        Step::Behave(peer, None) => drop(net.behaviours.remove(&peer.to_string())),
        Step::Restart(peer) => net.restart(&peer.to_string()),
        Step::Online(is_online) => net.set_online(is_online),
        Step::Answer(n) if !net.waiting.is_empty() => net.answer_one(usize::from(n) % net.waiting.len()),
        Step::Later(ms) => net.later(ms),
        Step::Deadline => {
            if let Some(at) = net.client.next_deadline() {
                net.now = net.now.max(at);
                let actions = net.tick();
                assert!(actions.len() <= 3 * net.connected.len() + 2, "{actions:?}");
            }
        }
        Step::Connect(_) | Step::Answer(_) => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn it_converges(steps in prop::collection::vec(step(), 0..80), bits in any::<u8>()) {
        let mut net = Network::new(3);
        for step in steps {
            apply(&mut net, step);
            net.expire();
        }
        net.behaviours.clear();
        apply(&mut net, Step::Online(true));
        apply(&mut net, Step::Want(bits));
        // Whoever forgot us is found out by the ping that comes next.
        net.settle();
        net.expire();
        let expected = net.connected.len().min(2);
        for topic in topics(bits) {
            prop_assert_eq!(net.client.subscribed_at(SHARD, &topic), expected);
            prop_assert!(net.holders(&topic) >= expected, "{} at {}", topic, net.holders(&topic));
        }
        prop_assert!(net.client.is_receiving() || expected == 0);
        prop_assert!(net.client.next_deadline().is_none_or(|at| at > net.now));
    }
}
