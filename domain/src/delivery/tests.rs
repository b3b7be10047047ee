use proptest::prelude::*;
use status_memory::MemoryTransaction;
use status_ports::{
    CompressedKey, DeliveryStore as _, GiveUpReason, MvdsStateKind, MvdsStateRecord, MvdsStore as _, OutboxStore as _,
};

use super::*;

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];
const ID: &str = "0x01";

/// A message to these people that was just queued.
fn queued(recipients: &[CompressedKey]) -> MemoryTransaction {
    let mut stores = MemoryTransaction::new();
    stores.delivery_queued(ID, 1).unwrap();
    for recipient in recipients {
        let datasync_id = [recipient[0]; 32];
        stores.expect_confirmation(&datasync_id, ID, recipient, 1).unwrap();
        stores
            .add_mvds_state(&MvdsStateRecord {
                message_id: datasync_id,
                peer: *recipient,
                kind: MvdsStateKind::Message,
                group_id: [0; 32],
                timestamp_seconds: 0,
                body: vec![1],
                created_at: 1,
                send_count: 2,
                next_send_at: 30,
            })
            .unwrap();
    }
    stores
}

fn told(stores: &mut MemoryTransaction, hindrance: Option<Hindrance>) -> (Stage, Option<Wait>) {
    let report = report(stores, ID, hindrance).unwrap();
    (report.stage, report.waits_for)
}

#[test]
fn of_other_messages_nothing_is_known() {
    let outcome = report(&mut queued(&[]), "0x02", None);
    assert!(matches!(outcome, Err(DeliveryError::Unknown)));
}

#[test]
fn what_waits_says_why() {
    let mut stores = queued(&[ALICE]);
    for (hindrance, wait) in [
        (Some(Hindrance::NotStarted), Wait::Start),
        (Some(Hindrance::Offline), Wait::Connection),
        (Some(Hindrance::NoPeers), Wait::Peers),
        (Some(Hindrance::RateLimit), Wait::RateLimit),
        (None, Wait::Turn),
    ] {
        assert_eq!(told(&mut stores, hindrance), (Stage::Queued, Some(wait)));
    }
    stores.delivery_published(&[ID.to_owned()], 4, 5).unwrap();
    assert_eq!(told(&mut stores, None), (Stage::Published, Some(Wait::Confirmation)));
    assert_eq!(told(&mut stores, Some(Hindrance::RateLimit)), (Stage::Published, Some(Wait::Confirmation)));
    assert_eq!(told(&mut stores, Some(Hindrance::Offline)), (Stage::Published, Some(Wait::Connection)));
}

#[test]
fn a_group_is_told_member_by_member() {
    let mut stores = queued(&[ALICE, BOBBY]);
    stores.delivery_published(&[ID.to_owned()], 4, 5).unwrap();
    stores.delivery_stored(&[ID.to_owned()], 6).unwrap();
    assert_eq!(told(&mut stores, None).0, Stage::Stored);
    stores.confirm(&[2; 32], &ALICE, Some("phone"), 7).unwrap();
    let report = report(&mut stores, ID, None).unwrap();
    assert_eq!((report.stage, report.waits_for), (Stage::Confirmed, Some(Wait::Confirmation)));
    let [alice, bobby] = &*report.recipients else { panic!("{report:?}") };
    assert_eq!((alice.recipient, alice.confirmed_at, alice.confirmed_by.as_deref()), (ALICE, Some(7), Some("phone")));
    assert_eq!(
        (bobby.recipient, bobby.confirmed_at, bobby.attempts, bobby.next_attempt_at),
        (BOBBY, None, Some(2), Some(30))
    );
    stores.confirm(&[3; 32], &BOBBY, None, 8).unwrap();
    assert_eq!(told(&mut stores, None), (Stage::Delivered, None));
}

#[test]
fn who_never_answers_is_given_up_and_may_confirm_still() {
    let mut stores = queued(&[ALICE, BOBBY]);
    stores.delivery_published(&[ID.to_owned()], 1, 5).unwrap();
    stores.confirmation_given_up(&[2; 32], &ALICE, 9).unwrap();
    assert_eq!(told(&mut stores, None), (Stage::Published, Some(Wait::Confirmation)));
    stores.confirmation_given_up(&[3; 32], &BOBBY, 9).unwrap();
    assert_eq!(told(&mut stores, None), (Stage::GivenUp, None));
    stores.confirm(&[3; 32], &BOBBY, None, 10).unwrap();
    assert_eq!(told(&mut stores, None), (Stage::Confirmed, None), "nobody tries to reach the other");
}

#[test]
fn what_the_network_refuses_is_given_up() {
    let mut stores = queued(&[ALICE]);
    stores.delivery_given_up(&[ID.to_owned()], GiveUpReason::Refused, 4).unwrap();
    let report = report(&mut stores, ID, None).unwrap();
    assert_eq!((report.stage, report.given_up), (Stage::GivenUp, Some((4, GiveUpReason::Refused))));
}

#[test]
fn in_a_public_chat_nobody_confirms() {
    let mut stores = queued(&[]);
    assert_eq!(told(&mut stores, None), (Stage::Queued, Some(Wait::Turn)));
    stores.delivery_published(&[ID.to_owned()], 3, 5).unwrap();
    assert_eq!(told(&mut stores, None), (Stage::Published, None));
}

#[test]
fn whoever_got_it_twice_is_told_once() {
    let mut stores = queued(&[ALICE]);
    stores.expect_confirmation(&[9; 32], ID, &ALICE, 50).unwrap();
    stores.confirmation_given_up(&[2; 32], &ALICE, 40).unwrap();
    let report = report(&mut stores, ID, None).unwrap();
    let [alice] = &*report.recipients else { panic!("{report:?}") };
    assert_eq!((alice.expected_at, alice.given_up_at), (1, None));
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Published,
    Stored,
    Confirmed(CompressedKey),
}

proptest! {
    /// Whatever happens in whatever order, a message only comes further as long as nothing is given up.
    #[test]
    fn stages_only_move_forward(events in prop::collection::vec(
        prop_oneof![
            Just(Event::Published),
            Just(Event::Stored),
            prop_oneof![Just(ALICE), Just(BOBBY)].prop_map(Event::Confirmed),
        ],
        0..12,
    )) {
        let mut stores = queued(&[ALICE, BOBBY]);
        let mut last = Stage::Queued;
        for (at, event) in (2..).zip(events) {
            let ids = [ID.to_owned()];
            match event {
                Event::Published => stores.delivery_published(&ids, 1, at).unwrap(),
                Event::Stored => stores.delivery_stored(&ids, at).unwrap(),
                Event::Confirmed(who) => {
                    stores.confirm(&[who[0]; 32], &who, None, at).unwrap();
                }
            }
            let (stage, waits_for) = told(&mut stores, None);
            prop_assert!(stage >= last);
            prop_assert_eq!(waits_for.is_none(), stage == Stage::Delivered);
            last = stage;
        }
    }
}
