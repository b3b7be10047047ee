//! How long it takes to make a group out of its history, and to take one event more.
//!
//! `cargo bench -p status-domain --bench group`

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "macros of criterion; a benchmark may panic"
)]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use status_domain::crypto::PrivateKey;
use status_domain::group::{Change, Event, Group, MAX_MEMBERS, sent_bytes};
use status_domain::identity::public_key_text;
use status_memory::SeededEntropy;
use status_ports::GroupEventRecord;

const EVENTS: u64 = 10_000;

/// A group of twenty who never stop renaming it, leaving it and coming back. The history as it is kept, the id of the
/// chat, and one event more.
fn history() -> (String, Vec<GroupEventRecord>, Event) {
    let mut entropy = SeededEntropy::new(1);
    let people: Vec<PrivateKey> = (0..MAX_MEMBERS).map(|_| PrivateKey::generate(&mut entropy)).collect();
    let creator = &people[0];
    let chat_id = format!("45375fad-bc36-4f6e-84d4-493c20ab52bd-{}", public_key_text(&creator.public_key()));
    let key = |person: &PrivateKey| person.public_key().to_compressed();
    let others = people.iter().skip(1).map(key).collect();
    let mut events = vec![
        Event::sign(&chat_id, 1, Change::Created { name: "team".into(), color: "#b2ef08".into() }, creator),
        Event::sign(&chat_id, 2, Change::MembersAdded(others), creator),
    ];
    for clock in 3..=EVENTS {
        let person = &people[1 + usize::try_from(clock).unwrap() / 4 % (MAX_MEMBERS - 1)];
        let (author, change) = match clock % 4 {
            0 => (person, Change::NameChanged(format!("team {clock}"))),
            1 => (person, Change::MemberRemoved(key(person))),
            2 => (creator, Change::MembersAdded(vec![key(person)])),
            _ => (person, Change::MemberJoined),
        };
        events.push(Event::sign(&chat_id, clock, change, author));
    }
    let one_more = Event::sign(&chat_id, EVENTS + 1, Change::NameChanged("crew".into()), creator);
    (chat_id, events.iter().map(|event| event.to_record(true)).collect(), one_more)
}

fn fold(chat_id: &str, records: Vec<GroupEventRecord>) -> Group {
    let events = records.into_iter().map(|record| Event::from_record(record).unwrap()).collect();
    Group::fold(chat_id, events).unwrap().group
}

fn groups(criterion: &mut Criterion) {
    let (chat_id, records, one_more) = history();
    let mut group = criterion.benchmark_group("group of 20 with 10,000 events");
    group.sample_size(20);
    group.bench_function("made of what is kept", |bench| {
        bench.iter_batched(|| records.clone(), |records| fold(&chat_id, records), BatchSize::LargeInput);
    });
    let made = fold(&chat_id, records);
    let sent = sent_bytes(&one_more.to_record(true));
    group.bench_function("one event more", |bench| {
        bench.iter_batched(
            || made.clone(),
            |mut made| made.apply(&Event::open(&chat_id, black_box(&sent)).unwrap()).unwrap(),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group!(benches, groups);
criterion_main!(benches);
