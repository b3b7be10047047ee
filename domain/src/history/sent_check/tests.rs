use status_ports::{OutboxStore as _, Priority};

use super::*;
use crate::envelope::topic::Shard;
use crate::history::model::{Profile, hash, message};

const NOW: UnixMillis = 1_700_000_000_000;

fn envelope(number: u32, message_ids: &[&str]) -> OutgoingEnvelope {
    OutgoingEnvelope {
        id: 0,
        pubsub_topic: Shard::DEFAULT.to_string(),
        message: waku_message::encode(&message(1, NOW * 1_000_000, number)),
        message_ids: message_ids.iter().map(|id| (*id).to_owned()).collect(),
        priority: Priority::High,
        attempts: 0,
        next_attempt_at: NOW,
    }
}

fn published(numbers: &[u32]) -> (Profile, Vec<MessageHash>) {
    let mut profile = Profile::new(NOW);
    for number in numbers {
        assert!(profile.with(|context| watch(context, &envelope(*number, &[&format!("0x{number}")]))).unwrap());
    }
    (profile, numbers.iter().map(|number| hash(&message(1, NOW * 1_000_000, *number))).collect())
}

fn asked(profile: &mut Profile) -> usize {
    let questions = profile.with(due).unwrap();
    questions
        .iter()
        .map(|criteria| match criteria {
            Criteria::Hashes { hashes, .. } => hashes.len(),
            Criteria::Topics { .. } => panic!("asked by topic"),
        })
        .inspect(|count| assert!(*count <= MAX_HASHES))
        .sum()
}

#[test]
fn an_envelope_gets_three_seconds_to_arrive() {
    let (mut profile, _) = published(&(0..120).collect::<Vec<_>>());
    assert_eq!(profile.with(next_at).unwrap(), Some(NOW + 3_000));
    profile.now += 2_999;
    assert_eq!(asked(&mut profile), 0);
    profile.now += 1;
    assert_eq!(asked(&mut profile), 120);
}

#[test]
fn nobody_keeps_ephemeral_envelopes() {
    let mut profile = Profile::new(NOW);
    let mut ephemeral = message(1, NOW * 1_000_000, 1);
    ephemeral.ephemeral = Some(true);
    let envelope = OutgoingEnvelope { message: waku_message::encode(&ephemeral), ..envelope(1, &[]) };
    assert!(!profile.with(|context| watch(context, &envelope)).unwrap());
    assert_eq!(profile.with(next_at).unwrap(), None);
}

#[test]
fn what_is_found_is_sent() {
    let (mut profile, hashes) = published(&[1, 2]);
    profile.now += 5_000;
    let found = BTreeSet::from([hashes[0]]);
    let concluded = profile.with(|context| conclude(context, &hashes, &found)).unwrap();
    assert_eq!(concluded, Concluded { sent: vec!["0x1".into()], ..Concluded::default() });
    assert_eq!(asked(&mut profile), 1, "the other has time");
}

#[test]
fn a_message_is_sent_when_all_its_envelopes_are() {
    let mut profile = Profile::new(NOW);
    for number in [1, 2] {
        profile.with(|context| watch(context, &envelope(number, &["0xa"]))).unwrap();
    }
    let hashes = [1, 2].map(|number| hash(&message(1, NOW * 1_000_000, number)));
    for (hash, sent) in [(hashes[0], 0), (hashes[1], 1)] {
        let concluded = profile.with(|context| conclude(context, &hashes, &[hash].into())).unwrap();
        assert_eq!(concluded.sent.len(), sent);
    }
}

#[test]
fn what_is_lost_is_published_again_twice_and_then_given_up() {
    let (mut profile, mut hashes) = published(&[1]);
    for (attempts, pause) in [(1, 2_000), (2, 4_000)] {
        profile.now += 9_999;
        let concluded = profile.with(|context| conclude(context, &hashes, &BTreeSet::new())).unwrap();
        assert_eq!(concluded, Concluded::default());
        profile.now += 1;
        let concluded = profile.with(|context| conclude(context, &hashes, &BTreeSet::new())).unwrap();
        assert_eq!(concluded, Concluded { wants_to_send: true, ..Concluded::default() });
        let again = profile.stores.next_envelope(u64::MAX).unwrap().unwrap();
        assert_eq!((again.attempts, again.next_attempt_at), (attempts, profile.now + pause));
        assert_eq!(again.message_ids, ["0x1"]);
        let message = waku_message::decode(&again.message).unwrap();
        assert_ne!(hash(&message), hashes[0], "a new time, a new hash");
        profile.now = again.next_attempt_at;
        profile.stores.remove_envelope(again.id).unwrap();
        profile.with(|context| watch(context, &again)).unwrap();
        hashes = vec![hash(&message)];
    }
    profile.now += 10_000;
    let concluded = profile.with(|context| conclude(context, &hashes, &BTreeSet::new())).unwrap();
    assert_eq!(concluded, Concluded { expired: vec![vec!["0x1".into()]], ..Concluded::default() });
    assert_eq!(profile.with(next_at).unwrap(), None);
}

#[test]
fn what_was_not_asked_for_is_not_lost() {
    let (mut profile, hashes) = published(&[1]);
    profile.now += 50_000;
    let concluded = profile.with(|context| conclude(context, &[[7; 32]], &BTreeSet::new())).unwrap();
    assert_eq!(concluded, Concluded::default());
    assert_eq!(hashes.len(), asked(&mut profile));
}

#[test]
fn without_a_store_node_the_word_of_the_relay_counts_in_the_end() {
    let (mut profile, _) = published(&[1]);
    profile.now += 59_999;
    assert_eq!(profile.with(|context| trust_relay(context, false)).unwrap(), [""; 0]);
    profile.now += 1;
    assert_eq!(profile.with(|context| trust_relay(context, false)).unwrap(), ["0x1"]);
    let (mut profile, _) = published(&[1]);
    assert_eq!(profile.with(|context| trust_relay(context, true)).unwrap(), ["0x1"]);
}
