//! What histories come to.

use proptest::prelude::*;
use status_ports::CompressedKey;

use crate::crypto::PrivateKey;
use crate::group::{Change, Event, Fold, Group, GroupError, MAX_MEMBERS};
use crate::identity::public_key_text;

fn key(seed: u8) -> PrivateKey {
    PrivateKey::from_bytes(&[seed; 32]).unwrap()
}

fn public(seed: u8) -> CompressedKey {
    key(seed).public_key().to_compressed()
}

/// The id of a group that the first person makes.
fn chat_id() -> String {
    format!("45375fad-bc36-4f6e-84d4-493c20ab52bd-{}", public_key_text(&key(1).public_key()))
}

fn event(by: u8, clock: u64, change: Change) -> Event {
    Event::sign(&chat_id(), clock, change, &key(by))
}

fn created() -> Event {
    event(1, 1, Change::Created { name: "team".into(), color: "#b2ef08".into() })
}

fn fold(events: &[Event]) -> Fold {
    Group::fold(&chat_id(), events.to_vec()).unwrap()
}

/// Why the last of some events is refused.
fn refusal(events: &[Event]) -> Option<GroupError> {
    let fold = fold(events);
    assert!(fold.refused.len() <= 1, "{:?}", fold.refused);
    fold.refused.first().map(|(event, error)| {
        assert_eq!(Some(event), events.last());
        error.clone()
    })
}

fn added(by: u8, clock: u64, seeds: &[u8]) -> Event {
    event(by, clock, Change::MembersAdded(seeds.iter().map(|seed| public(*seed)).collect()))
}

#[test]
fn every_event_does_what_the_table_says() {
    let events = [
        created(),
        added(1, 2, &[2, 3, 2]),
        event(2, 3, Change::MemberJoined),
        event(2, 4, Change::NameChanged("crew".into())),
        event(3, 5, Change::ColorChanged("#000000".into())),
        event(2, 6, Change::ImageChanged(vec![1, 2])),
        event(1, 7, Change::AdminsAdded(vec![public(2), public(9)])),
        added(3, 8, &[4]),
        event(2, 9, Change::MemberRemoved(public(3))),
        event(1, 10, Change::AdminRemoved(public(1))),
    ];
    let Fold { group, accepted, refused } = fold(&events);
    assert_eq!((refused.len(), accepted.len()), (0, 10));
    let record = group.record();
    assert_eq!((&*record.name, &*record.color, group.new_image()), ("crew", "#000000", Some(&[1, 2][..])));
    let members: Vec<_> = record.members.iter().map(|member| (member.public_key, member.is_admin)).collect();
    // Whoever is no member does not become an admin with others, nor when joining later.
    assert_eq!(members, [(public(1), false), (public(2), true), (public(4), false)]);
    assert_eq!(record.last_event, Some(events[9].position()));
}

#[test]
fn what_breaks_a_rule_is_refused_with_a_reason() {
    let group = [created(), added(1, 2, &[2, 3]), event(1, 3, Change::AdminsAdded(vec![public(2)]))];
    let cases = [
        (event(1, 4, Change::Created { name: "x".into(), color: String::new() }), GroupError::CreatedBefore),
        (event(9, 4, Change::NameChanged("x".into())), GroupError::NotAMember),
        (event(9, 4, Change::ColorChanged("x".into())), GroupError::NotAMember),
        (event(9, 4, Change::ImageChanged(vec![1])), GroupError::NotAMember),
        (event(9, 4, Change::MemberJoined), GroupError::NotAMember),
        (added(9, 4, &[9]), GroupError::NotAMember),
        (event(3, 4, Change::MemberRemoved(public(2))), GroupError::NotAnAdmin),
        (event(1, 4, Change::MemberRemoved(public(2))), GroupError::AdminRemoved),
        (event(3, 4, Change::AdminsAdded(vec![public(3)])), GroupError::NotAnAdmin),
        (event(1, 4, Change::AdminsAdded(vec![public(9)])), GroupError::NoMemberNamed),
        (event(1, 4, Change::AdminRemoved(public(2))), GroupError::AdminRemoved),
        (event(3, 4, Change::AdminRemoved(public(3))), GroupError::NotAnAdmin),
    ];
    for (case, expected) in cases {
        let mut events = group.to_vec();
        events.push(case);
        assert_eq!(refusal(&events), Some(expected));
    }
    assert_eq!(refusal(&[added(1, 2, &[2])]), Some(GroupError::NotCreated));
    let by_another = event(2, 1, Change::Created { name: "x".into(), color: String::new() });
    assert_eq!(refusal(&[by_another]), Some(GroupError::NotTheCreator));
    // Whoever was removed has no say any more.
    let mut events = group.to_vec();
    events.push(event(1, 4, Change::MemberRemoved(public(3))));
    events.push(event(3, 5, Change::NameChanged("x".into())));
    assert_eq!(refusal(&events), Some(GroupError::NotAMember));
}

#[test]
fn a_group_has_twenty_members_at_most() {
    let most: Vec<u8> = (2..=20).collect();
    let full = [created(), added(1, 2, &most)];
    assert_eq!(fold(&full).group.members().len(), MAX_MEMBERS);
    let [created, added_most] = full;
    assert_eq!(refusal(&[created.clone(), added_most.clone(), added(2, 3, &[21])]), Some(GroupError::TooManyMembers));
    // All of them or nobody.
    let two_too_many = fold(&[created.clone(), added(1, 2, &most[..18]), added(1, 3, &[20, 21])]);
    assert_eq!(two_too_many.group.members().len(), 19);
    // Somebody who leaves makes room.
    let left = event(5, 3, Change::MemberRemoved(public(5)));
    assert_eq!(refusal(&[created, added_most, left, added(2, 4, &[21])]), None);
}

#[test]
fn only_the_id_of_a_group_says_who_makes_it() {
    let creator = public_key_text(&key(1).public_key());
    for id in [
        "",
        "team",
        &creator,
        &format!("é{}", creator.trim_start_matches('0')),
        &format!("{}{creator}", "a".repeat(200)),
    ] {
        assert_eq!(Group::new(id), Err(GroupError::InvalidChatId), "{id}");
    }
    assert_eq!(Group::new(&format!("a-{creator}")).unwrap().creator(), &public(1));
}

#[test]
fn an_event_is_of_whoever_signed_just_this_for_just_this_group() {
    let sent = |event: &Event| crate::group::sent_bytes(&event.to_record(true));
    let event = event(2, 7, Change::NameChanged("x".into()));
    assert_eq!(Event::open(&chat_id(), &sent(&event)), Ok(event.clone()));
    assert_eq!(Event::from_record(event.to_record(true)), Ok(event.clone()));
    let elsewhere = Event::open("another", &sent(&event));
    assert!(elsewhere.is_err() || elsewhere.unwrap().author() != event.author());
    let mut changed = sent(&event);
    *changed.last_mut().unwrap() ^= 1;
    assert!(Event::open(&chat_id(), &changed).map_or(true, |changed| changed.author() != event.author()));
    // The other signature that the same author could have made.
    let mut other = sent(&event);
    let order = hex::decode("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141").unwrap();
    let mut borrow = 0_i32;
    for (place, order) in other[32..64].iter_mut().zip(order).rev() {
        let difference = i32::from(order) - i32::from(*place) - borrow;
        borrow = i32::from(difference < 0);
        *place = u8::try_from(difference.rem_euclid(256)).unwrap();
    }
    other[64] ^= 1;
    assert_eq!(Event::open(&chat_id(), &other), Err(GroupError::InvalidSignature));
    for sent in [&[][..], &[0; 64], &[0; 65], &[0xff; 99]] {
        assert!(Event::open(&chat_id(), sent).is_err());
    }
}

/// A person does something at a time; whether it is allowed or not.
fn any_event(people: std::ops::Range<u8>) -> impl Strategy<Value = Event> {
    let who = people.clone();
    let keys = proptest::collection::vec(people.clone().prop_map(public), 0..4);
    let change = prop_oneof![
        "[a-z]{1,3}".prop_map(Change::NameChanged),
        keys.clone().prop_map(Change::MembersAdded),
        Just(Change::MemberJoined),
        people.clone().prop_map(|seed| Change::MemberRemoved(public(seed))),
        keys.prop_map(Change::AdminsAdded),
        people.prop_map(|seed| Change::AdminRemoved(public(seed))),
        "#[0-9]{1,2}".prop_map(Change::ColorChanged),
        proptest::collection::vec(any::<u8>(), 1..3).prop_map(Change::ImageChanged),
    ];
    (who, 2..30_u64, change).prop_map(|(by, clock, change)| event(by, clock, change))
}

/// Members whose every event counts.
fn valid_history() -> impl Strategy<Value = Vec<Event>> {
    proptest::collection::vec(any_event(1..6), 0..24).prop_map(|mut events| {
        events.push(created());
        fold(&events).accepted
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_order_and_repetition_of_events_gives_the_same_group(
        events in proptest::collection::vec(any_event(1..6), 0..24),
        shuffled in any::<proptest::sample::Index>(),
        seed in any::<u64>(),
    ) {
        let mut events = events;
        events.push(created());
        let one = fold(&events);
        let mut other = events.clone();
        other.push(events[shuffled.index(events.len())].clone());
        other.sort_by_key(|event| crate::crypto::sha256(&[&event.position().signature, &seed.to_be_bytes()]));
        let other = fold(&other);
        prop_assert_eq!(one.group, other.group);
        prop_assert_eq!(&one.accepted, &other.accepted);
        // Those that count make the group without the others.
        let (one, other) = (fold(&one.accepted), fold(&other.accepted));
        prop_assert_eq!(one.group, other.group);
        prop_assert!(one.refused.is_empty());
    }

    #[test]
    fn forged_events_never_change_a_group(
        history in valid_history(),
        forged in proptest::collection::vec(any_event(1..6), 1..12),
        place in any::<proptest::sample::Index>(),
    ) {
        let honest = fold(&history);
        // Strangers sign what members would say, or members sign it for another group.
        let forged = forged.into_iter().enumerate().map(|(number, event)| {
            if number % 2 == 0 {
                Event::sign(&chat_id(), event.position().clock, not_leaving(event.change()), &key(200))
            } else {
                let elsewhere = Event::sign("elsewhere", event.position().clock, not_leaving(event.change()), &key(1));
                let sent = crate::group::sent_bytes(&elsewhere.to_record(true));
                Event::open(&chat_id(), &sent).unwrap_or_else(|_| event_of_stranger())
            }
        });
        let mut events = history.clone();
        let place = place.index(events.len());
        events.splice(place..place, forged);
        let all = fold(&events);
        prop_assert_eq!(all.group, honest.group);
        prop_assert_eq!(all.accepted, honest.accepted);
    }
}

fn event_of_stranger() -> Event {
    event(200, 5, Change::MemberJoined)
}

/// Everybody may leave, also whoever is not there. That changes nothing, but counts.
fn not_leaving(change: &Change) -> Change {
    match change {
        Change::MemberRemoved(_) => Change::MemberJoined,
        other => other.clone(),
    }
}
