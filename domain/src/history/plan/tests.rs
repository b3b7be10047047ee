use std::collections::BTreeSet;

use status_memory::SeededEntropy;
use status_ports::{ChatStore as _, HistoryStore as _, MessageStore as _, OutgoingStatus};

use super::*;
use crate::chat;
use crate::crypto::PrivateKey;
use crate::history::gap::Gap;
use crate::history::model::Profile;
use crate::history::{Mark, record};
use crate::transport::Transport;

const NOW_MS: u64 = 1_700_000_000_000;
/// The second after that.
const END_S: u64 = 1_700_000_001;
const DAY_S: u64 = 86_400;
const PERIOD_S: u64 = 9 * DAY_S;

fn profile() -> (Profile, Vec<Interest>) {
    let profile = Profile::new(NOW_MS);
    let interests = Transport::new(profile.key.clone(), "device").history_interests();
    (profile, interests)
}

fn finish(profile: &mut Profile, interests: &[Interest]) {
    for walk in profile.stores.history_walks().unwrap() {
        record(&mut profile.stores, &Mark { walk: walk.id, position: None }).unwrap();
    }
    profile.with(|context| settle(context, interests)).unwrap();
}

fn ranges(profile: &mut Profile) -> BTreeSet<(u64, u64)> {
    let walks = profile.stores.history_walks().unwrap();
    walks.iter().map(|walk| (seconds(walk.from), seconds(walk.to))).collect()
}

#[test]
fn a_new_profile_fetches_nine_days_and_its_backup_of_a_month() {
    let (mut profile, interests) = profile();
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    let now_s = END_S;
    assert_eq!(ranges(&mut profile), [(now_s - MONTH_S, now_s), (now_s - PERIOD_S, now_s)].into());
    let walks = profile.stores.history_walks().unwrap();
    assert_eq!(walks.iter().map(|walk| walk.content_topics.len()).sum::<usize>(), 3);
}

#[test]
fn what_was_fetched_is_fetched_again_for_a_minute_only() {
    let (mut profile, interests) = profile();
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    finish(&mut profile, &interests);
    let topics = profile.stores.history_topics().unwrap();
    assert!(topics.iter().all(|topic| (topic.fetched_to, topic.planned_to) == (END_S, END_S)));
    profile.now += 1_000_500;
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    assert_eq!(ranges(&mut profile), [(END_S - 60, END_S + 1000)].into());
    // After a long absence only the period is fetched unasked.
    finish(&mut profile, &interests);
    profile.now += 40 * DAY_S * 1000;
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    let now_s = profile.now / 1000 + 1;
    assert_eq!(ranges(&mut profile), [(now_s - PERIOD_S, now_s), (now_s - MONTH_S, now_s)].into());
}

#[test]
fn an_interrupted_catch_up_goes_on_beside_what_came_since() {
    let (mut profile, interests) = profile();
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    let walks = profile.stores.history_walks().unwrap();
    let begun = walks.iter().find(|walk| walk.content_topics.len() == 2).unwrap().clone();
    let mut position = begun.position.clone();
    position.until -= 5;
    position.seen -= 5;
    record(&mut profile.stores, &Mark { walk: begun.id, position: Some(position.clone()) }).unwrap();
    profile.with(|context| settle(context, &interests)).unwrap();
    let before = END_S;
    profile.now += 500_000;
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    let walks = profile.stores.history_walks().unwrap();
    assert!(walks.contains(&HistoryWalk { position, ..begun }));
    // What was not begun is planned anew as one.
    assert_eq!(
        ranges(&mut profile),
        [(before - PERIOD_S, before), (before - 60, before + 500), (before + 500 - MONTH_S, before + 500)].into()
    );
    let topics = profile.stores.history_topics().unwrap();
    assert!(topics.iter().all(|topic| topic.fetched_to < before - DAY_S && topic.planned_to == before + 500));
    finish(&mut profile, &interests);
    assert!(profile.stores.history_topics().unwrap().iter().all(|topic| topic.fetched_to == before + 500));
}

#[test]
fn plans_that_are_never_carried_out_do_not_pile_up() {
    let (mut profile, interests) = profile();
    for _ in 0..50 {
        profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
        profile.now += 7_000;
    }
    assert_eq!(profile.stores.history_walks().unwrap().len(), 2);
}

#[test]
fn new_topics_are_fetched_alone_and_old_ones_forgotten() {
    let (mut profile, interests) = profile();
    profile.with(|context| prepare(context, &interests[..1], Scope::All)).unwrap();
    finish(&mut profile, &interests[..1]);
    profile.now += 1_000_000;
    profile.with(|context| prepare(context, &interests, Scope::New)).unwrap();
    let walks = profile.stores.history_walks().unwrap();
    assert_eq!(walks.iter().map(|walk| walk.content_topics.len()).sum::<usize>(), 2);
    finish(&mut profile, &interests);
    profile.with(|context| prepare(context, &interests[1..], Scope::All)).unwrap();
    assert_eq!(profile.stores.history_topics().unwrap().len(), 2);
}

#[test]
fn many_topics_share_queries_by_tens() {
    let (mut profile, _) = profile();
    let mut transport = Transport::new(profile.key.clone(), "device");
    let people = (0..24).map(|seed| PrivateKey::generate(&mut SeededEntropy::new(100 + seed)).public_key());
    transport.follow(&Outcome { listen_to: people.collect(), ..Outcome::default() });
    profile.with(|context| prepare(context, &transport.history_interests(), Scope::All)).unwrap();
    let walks = profile.stores.history_walks().unwrap();
    let mut sizes: Vec<_> = walks.iter().map(|walk| walk.content_topics.len()).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 6, 10, 10]);
}

#[test]
fn a_chat_that_misses_messages_says_so_until_they_are_fetched() {
    let (mut profile, interests) = profile();
    let peer = PrivateKey::generate(&mut SeededEntropy::new(9)).public_key();
    profile.with(|context| chat::send_one_to_one_message(context, &peer, "hello")).unwrap();
    let id = profile.stores.chats().unwrap().remove(0).id;
    let chat = |profile: &mut Profile| profile.stores.find_chat(&id).unwrap().unwrap();
    profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    let first = END_S;
    assert_eq!(chat(&mut profile).synced_from, NOW_MS / 1000 - PERIOD_S);
    finish(&mut profile, &interests);
    assert_eq!(chat(&mut profile).synced_to, first);

    profile.now += 20 * DAY_S * 1000;
    let outcome = profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    let lower = first + 11 * DAY_S;
    let mark = outcome.messages.into_values().next().unwrap();
    assert_eq!(Gap::of(&mark), Some(Gap { from_s: first, to_s: lower }));
    assert_eq!(
        (mark.clock, mark.text.as_str(), mark.content_type, mark.message_type),
        (lower * 1000, "Gap message", 10, 6)
    );
    assert_eq!(mark.outgoing_status, None::<OutgoingStatus>);
    finish(&mut profile, &interests);
    // It is told once, and not of a chat that began since.
    let other = PrivateKey::generate(&mut SeededEntropy::new(10)).public_key();
    profile.with(|context| chat::send_one_to_one_message(context, &other, "hello")).unwrap();
    let outcome = profile.with(|context| prepare(context, &interests, Scope::All)).unwrap();
    assert!(outcome.messages.is_empty());

    let ids = [mark.id.clone()];
    let found = profile.with(|context| gap::gaps(context, &id, &ids)).unwrap();
    assert_eq!(Gap::span(found), Some(Gap { from_s: first, to_s: lower }));
    profile.with(|context| gap::close(context, &id, &ids)).unwrap();
    assert!(!profile.stores.message_exists(&mark.id).unwrap());
}

#[test]
fn on_request_any_range_is_walked() {
    let (mut profile, interests) = profile();
    let rows = profile.with(|context| request(context, &interests, 100, 200)).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(ranges(&mut profile), [(100, 200)].into());
    assert_eq!(profile.with(|context| request(context, &interests, 200, 200)).unwrap(), [0; 0]);
    // It says nothing of what is known.
    assert_eq!(profile.stores.history_topics().unwrap(), []);
    let now_s = END_S;
    assert_eq!(last_month(NOW_MS), (now_s - MONTH_S, now_s));
    let peer = PrivateKey::generate(&mut SeededEntropy::new(9)).public_key();
    profile.with(|context| chat::send_one_to_one_message(context, &peer, "hello")).unwrap();
    let mut chat = profile.stores.chats().unwrap().remove(0);
    chat.synced_from = 0;
    assert_eq!(profile.with(|context| range_before(context, &chat)).unwrap(), (now_s - PERIOD_S, now_s));
    chat.synced_from = 5 * PERIOD_S;
    assert_eq!(profile.with(|context| range_before(context, &chat)).unwrap(), (4 * PERIOD_S, 5 * PERIOD_S));
}
