use super::*;

/// What a batch of good, repeated, foreign and damaged messages comes to, and what is answered.
fn story(is_opened_ahead: bool) -> (Vec<String>, Vec<String>, usize, Vec<RawMessage>) {
    let (mut alice, mut bobby) = contacts();
    let key = bobby.public_key();
    let mut batch = Vec::new();
    for number in 0..20 {
        alice.say(&key, &format!("message {number}"));
        batch.extend(alice.publish());
    }
    let stranger = Person::new(3);
    batch.push(batch[3].clone());
    batch.push(to_partitioned(&mut alice, &bobby, b"no message at all", now_ns()));
    batch.push(to_partitioned(&mut alice, &stranger, b"for somebody else", now_ns()));
    batch.push(to_partitioned(&mut alice, &bobby, b"out of time", -1));
    batch.push(raw("/waku/2/rs/16/32", b"garbage".to_vec()));
    if is_opened_ahead {
        let opener = bobby.with(|transport, _| transport.take_opener()).unwrap();
        batch.iter_mut().for_each(|message| opener.open(message));
        assert_eq!(batch.iter().filter(|message| message.opened.is_some()).count(), 23);
    }
    let received = bobby.receive(&batch);
    let texts = received.outcome.messages.values().map(|message| message.text.clone()).collect();
    let refusals = received.refusals.iter().map(ToString::to_string).collect();
    (texts, refusals, received.handled, bobby.publish())
}

#[test]
fn a_payload_that_was_opened_ahead_comes_to_the_same() {
    let (texts, refusals, handled, answers) = story(true);
    assert_eq!((texts.len(), refusals.len(), handled), (20, 5, 20), "{refusals:?}");
    assert_eq!(story(false), (texts, refusals, handled, answers));
}

#[test]
fn an_opener_is_handed_out_when_filters_or_keys_came() {
    let mut alice = Person::new(1);
    let taken = |person: &mut Person| person.with(|transport, _| transport.take_opener()).is_some();
    assert!(taken(&mut alice));
    assert!(!taken(&mut alice));
    let outcome = Outcome { listen_to: [Person::new(2).public_key()].into(), ..Outcome::default() };
    alice.with(|transport, _| transport.follow(&outcome));
    assert!(taken(&mut alice));
}
