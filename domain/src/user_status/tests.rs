use prost::Message;
use serde_json::{Value, json};
use status_ports::{SettingRecord, SettingsStore, UserStatusRecord, UserStatusStore};
use status_proto::status::StatusUpdate;
use status_proto::status::application_metadata_message::Type;

use super::{due_update, expire, set_user_status};
use crate::crypto::keccak256;
use crate::messaging::tests::{Person, arrived, friends};
use crate::messaging::{Audience, Delivery, HandleError, Outcome, ReceivedMessage};

fn own(person: &mut Person) -> Value {
    let stored = person.stores.find_setting("current-user-status").unwrap();
    serde_json::from_str(&stored.unwrap()).unwrap()
}

fn update(from: &Person, clock: u64, status_type: i32, text: &str) -> ReceivedMessage {
    let payload = StatusUpdate { clock, status_type, custom_text: text.to_owned() }.encode_to_vec();
    ReceivedMessage {
        id: hex::encode(keccak256(&[&payload])),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind: Type::StatusUpdate,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

#[test]
fn a_chosen_status_reaches_who_listens() {
    let (mut alice, mut bobby) = friends();
    let outcome = alice.run(|context| set_user_status(context, 4, "gone fishing")).unwrap();
    let [message] = outcome.outgoing.as_slice() else { panic!("{outcome:?}") };
    assert_eq!(message.audience, Audience::Everybody(format!("{}-contact-code", alice.id())));
    assert_eq!(message.delivery, Delivery::Once);
    let clock = own(&mut alice)["clock"].as_u64().unwrap();
    assert_eq!(
        own(&mut alice),
        json!({"publicKey": alice.id(), "statusType": 4, "clock": clock, "text": "gone fishing"})
    );

    let key = alice.public_key().to_compressed();
    let status = UserStatusRecord { public_key: key, status_type: 4, clock, text: "gone fishing".to_owned() };
    bobby.now = alice.now;
    let heard = bobby.handle(&arrived(&alice, message)).unwrap();
    assert_eq!(heard.statuses[&key], status);
    assert_eq!(bobby.stores.user_statuses().unwrap(), [status]);
}

#[test]
fn what_nobody_chose_is_for_who_is_there_now() {
    let mut alice = Person::new("alice-node", 1);
    let (said, delivery) = alice.run(due_update).unwrap().unwrap();
    assert_eq!((said.status_type, said.clock, delivery), (1, alice.now / 1000, Delivery::Ephemeral));
    alice.run(|context| set_user_status(context, 2, "")).unwrap();
    let (said, delivery) = alice.run(due_update).unwrap().unwrap();
    assert_eq!((said.status_type, delivery), (2, Delivery::Once));
    let chosen = alice.run(|context| set_user_status(context, 1, "auto")).unwrap();
    assert_eq!(chosen.outgoing[0].delivery, Delivery::Ephemeral);
}

#[test]
fn who_wants_nobody_to_know_chooses_in_silence() {
    let mut alice = Person::new("alice-node", 1);
    let record = SettingRecord { name: "send-status-updates?".to_owned(), value: "false".to_owned() };
    alice.stores.save_settings(&[record]).unwrap();
    assert_eq!(alice.run(due_update).unwrap(), None);
    assert!(alice.run(|context| set_user_status(context, 3, "")).unwrap().outgoing.is_empty());
    assert_eq!(own(&mut alice)["statusType"], 3);
}

#[test]
fn the_same_choice_says_nothing_and_two_of_one_second_differ_in_their_clocks() {
    let mut alice = Person::new("alice-node", 1);
    assert!(alice.run(|context| set_user_status(context, 1, "")).unwrap().outgoing.is_empty());
    alice.run(|context| set_user_status(context, 4, "a")).unwrap();
    let first = own(&mut alice)["clock"].as_u64().unwrap();
    alice.now -= 1000;
    alice.run(|context| set_user_status(context, 4, "b")).unwrap();
    assert_eq!(own(&mut alice)["clock"], first + 1);
    assert!(alice.run(|context| set_user_status(context, 4, "b")).unwrap().outgoing.is_empty());
}

#[test]
fn choices_that_cannot_be_are_refused() {
    let mut alice = Person::new("alice-node", 1);
    for status_type in [0, 5, 99, -1, i64::MAX] {
        let error = alice.run(|context| set_user_status(context, status_type, "")).unwrap_err();
        assert_eq!(error.to_string(), "unknown status type");
    }
    let error = alice.run(|context| set_user_status(context, 4, &"\u{e9}".repeat(129))).unwrap_err();
    assert_eq!(error.to_string(), "custom text shouldn't be longer than 128");
    alice.run(|context| set_user_status(context, 4, &"\u{e9}".repeat(128))).unwrap();
}

#[test]
fn an_older_status_that_comes_late_changes_nothing() {
    let (mut alice, bobby) = friends();
    let now = bobby.now / 1000;
    alice.handle(&update(&bobby, now, 4, "new")).unwrap();
    assert!(alice.handle(&update(&bobby, now - 1, 3, "old")).unwrap().statuses.is_empty());
    assert!(alice.handle(&update(&bobby, now, 2, "same time")).unwrap().statuses.is_empty());
    assert_eq!(alice.stores.user_statuses().unwrap()[0].text, "new");
}

#[test]
fn statuses_that_break_a_rule_or_come_from_strangers_are_dropped() {
    let (mut alice, bobby) = friends();
    let now = bobby.now / 1000;
    let cases = [
        (update(&bobby, 0, 1, ""), "clock can't be 0"),
        (update(&bobby, now + 122, 1, ""), "clock value too high"),
        (update(&bobby, u64::MAX, 1, ""), "clock value too high"),
        (update(&bobby, now, 0, ""), "unknown status type"),
        (update(&bobby, now, 5, ""), "unknown status type"),
        (update(&bobby, now, -1, ""), "unknown status type"),
        (update(&bobby, now, 1, &"x".repeat(129)), "custom text shouldn't be longer than 128"),
        (update(&Person::new("carol-node", 3), now, 1, ""), "message not allowed"),
    ];
    for (message, expected) in cases {
        let error: HandleError = alice.handle(&message).unwrap_err();
        assert_eq!(error.to_string(), expected);
        assert_eq!(alice.stores.user_statuses().unwrap(), []);
    }
}

#[test]
fn another_device_of_ours_is_heard() {
    let (mut alice, _) = friends();
    let now = alice.now / 1000;
    let outcome: Outcome = alice.handle(&update(&alice.clone(), now, 2, "busy")).unwrap();
    assert_eq!(outcome.current_status.map(|status| status.text), Some("busy".to_owned()));
    assert_eq!(own(&mut alice)["statusType"], 2);
    let old = alice.handle(&update(&alice.clone(), now - 5, 3, "old")).unwrap();
    assert_eq!(old.current_status, None);
    let same = alice.handle(&update(&alice.clone(), now + 1, 2, "busy")).unwrap();
    assert_eq!(same.current_status, None, "it says nothing new");
    assert!(same.statuses.is_empty());
}

#[test]
fn who_does_not_repeat_an_automatic_status_is_taken_for_gone_once() {
    let (mut alice, bobby) = friends();
    let now = bobby.now / 1000;
    alice.handle(&update(&bobby, now, 1, "here")).unwrap();
    let waits = alice.run(expire).unwrap();
    assert_eq!((waits.statuses.len(), waits.next_at), (0, Some((now + 305) * 1000)));
    alice.now = (now + 305) * 1000;
    let gone = alice.run(expire).unwrap();
    let key = bobby.public_key().to_compressed();
    let inactive = UserStatusRecord { public_key: key, status_type: 4, clock: now + 1, text: "here".to_owned() };
    assert_eq!((gone.statuses, gone.next_at), (vec![inactive.clone()], None));
    assert_eq!(alice.stores.user_statuses().unwrap(), [inactive]);
    assert_eq!(alice.run(expire).unwrap().statuses, []);

    // A chosen status holds until another one is chosen.
    let mut later = bobby.clone();
    later.now = alice.now;
    alice.handle(&update(&later, later.now / 1000, 3, "")).unwrap();
    assert_eq!(alice.run(expire).unwrap().next_at, None);
}
