//! The contract of [`ActivityStore`].

use crate::{ActivityRecord, ActivityScope, ActivityState, ActivityStore, ReadFilter, StorageError};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ActivityStore>) {
    an_entry_comes_back_whole_and_is_replaced(&mut *make());
    entries_come_newest_first_without_deleted_ones(&mut *make());
    kinds_and_read_state_filter(&mut *make());
    pages_follow_each_other(&mut *make());
    a_strange_cursor_is_refused(&mut *make());
    entries_are_counted_by_kind(&mut *make());
    entries_are_found_by_what_they_belong_to(&mut *make());
    the_state_is_kept(&mut *make());
}

const MENTION: u32 = 3;
const CONTACT_REQUEST: u32 = 5;

fn entry(id: u8, kind: u32, timestamp: u64, read: bool) -> ActivityRecord {
    ActivityRecord {
        id: vec![id; 32],
        kind,
        chat_id: "0x04aa".into(),
        community_id: "0x02cc".into(),
        name: "Alice".into(),
        author: Some([2; 33]),
        message_id: "0x01".into(),
        reply_message_id: "0x02".into(),
        timestamp,
        read,
        dismissed: false,
        accepted: false,
        deleted: false,
        contact_verification_status: 1,
        updated_at: 3,
    }
}

fn ids(store: &mut dyn ActivityStore, kinds: &[u32], read: ReadFilter) -> Vec<u8> {
    store.activities(kinds, read, "", 100).unwrap().items.iter().map(|row| row.id[0]).collect()
}

fn save(store: &mut dyn ActivityStore, entries: &[ActivityRecord]) {
    for entry in entries {
        store.save_activity(entry).unwrap();
    }
}

fn an_entry_comes_back_whole_and_is_replaced(store: &mut dyn ActivityStore) {
    assert_eq!(store.find_activity(&[1; 32]).unwrap(), None);
    save(store, &[entry(1, MENTION, 1, false)]);
    assert_eq!(store.find_activity(&[1; 32]).unwrap(), Some(entry(1, MENTION, 1, false)));
    let changed = ActivityRecord {
        author: None,
        dismissed: true,
        accepted: true,
        deleted: true,
        ..entry(1, CONTACT_REQUEST, 2, true)
    };
    save(store, std::slice::from_ref(&changed));
    assert_eq!(store.find_activity(&[1; 32]).unwrap(), Some(changed));
}

fn entries_come_newest_first_without_deleted_ones(store: &mut dyn ActivityStore) {
    let deleted = ActivityRecord { deleted: true, ..entry(9, MENTION, 9, false) };
    save(store, &[entry(1, 1, 5, false), entry(2, MENTION, 7, true), entry(3, 4, 5, true), deleted]);
    assert_eq!(ids(store, &[], ReadFilter::All), [2, 3, 1]);
}

fn kinds_and_read_state_filter(store: &mut dyn ActivityStore) {
    save(store, &[entry(1, 1, 1, false), entry(2, MENTION, 2, true), entry(3, CONTACT_REQUEST, 3, false)]);
    assert_eq!(ids(store, &[MENTION, CONTACT_REQUEST], ReadFilter::All), [3, 2]);
    assert_eq!(ids(store, &[CONTACT_REQUEST, CONTACT_REQUEST], ReadFilter::All), [3]);
    assert_eq!(ids(store, &[], ReadFilter::Unread), [3, 1]);
    assert_eq!(ids(store, &[], ReadFilter::Read), [2]);
    assert_eq!(ids(store, &[1, MENTION], ReadFilter::Unread), [1]);
    assert_eq!(ids(store, &[99], ReadFilter::All), [0_u8; 0]);
}

fn pages_follow_each_other(store: &mut dyn ActivityStore) {
    for id in 0..7_u8 {
        // Two to each time, of both read states, so that pages end between equal times.
        save(store, &[entry(id, u32::from(id % 3), u64::from(id / 2), id % 2 == 0)]);
    }
    for kinds in [&[][..], &[0, 1, 2]] {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = store.activities(kinds, ReadFilter::All, &cursor, 3).unwrap();
            assert!(page.items.len() <= 3);
            all.extend(page.items.iter().map(|row| row.id[0]));
            cursor = page.cursor;
            if cursor.is_empty() {
                break;
            }
        }
        assert_eq!(all, [6, 5, 4, 3, 2, 1, 0]);
    }
}

fn a_strange_cursor_is_refused(store: &mut dyn ActivityStore) {
    let refused = store.activities(&[], ReadFilter::All, "x", 1);
    assert!(matches!(refused, Err(StorageError::UnknownCursor)));
}

fn entries_are_counted_by_kind(store: &mut dyn ActivityStore) {
    assert_eq!(store.count_activities(&[], ReadFilter::All).unwrap(), []);
    let deleted = ActivityRecord { deleted: true, ..entry(9, MENTION, 9, false) };
    save(store, &[entry(1, MENTION, 1, false), entry(2, MENTION, 2, true), entry(3, 5, 3, false), deleted]);
    assert_eq!(store.count_activities(&[], ReadFilter::All).unwrap(), [(MENTION, 2), (5, 1)]);
    assert_eq!(store.count_activities(&[], ReadFilter::Unread).unwrap(), [(MENTION, 1), (5, 1)]);
    assert_eq!(store.count_activities(&[MENTION, 7], ReadFilter::Read).unwrap(), [(MENTION, 1)]);
}

fn entries_are_found_by_what_they_belong_to(store: &mut dyn ActivityStore) {
    let other = ActivityRecord { chat_id: "other".into(), author: Some([3; 33]), ..entry(3, MENTION, 3, true) };
    let nobody = ActivityRecord { author: None, ..entry(4, MENTION, 4, false) };
    let deleted = ActivityRecord { deleted: true, ..entry(9, MENTION, 9, false) };
    let other = ActivityRecord { community_id: String::new(), ..other };
    save(store, &[entry(2, MENTION, 1, true), entry(1, CONTACT_REQUEST, 2, false), other, nobody, deleted]);
    let mut ids = |scope| store.activities_in(scope).unwrap().iter().map(|row| row.id[0]).collect::<Vec<_>>();
    assert_eq!(ids(ActivityScope::Chat("0x04aa")), [1, 2, 4]);
    assert_eq!(ids(ActivityScope::Chat("0x04")), [0_u8; 0]);
    assert_eq!(ids(ActivityScope::Author(&[2; 33])), [1, 2]);
    assert_eq!(ids(ActivityScope::Author(&[3; 33])), [3]);
    assert_eq!(ids(ActivityScope::Community("0x02cc")), [1, 2, 4]);
    assert_eq!(ids(ActivityScope::Community("")), [0_u8; 0]);
    assert_eq!(ids(ActivityScope::Unread), [1, 4]);
}

fn the_state_is_kept(store: &mut dyn ActivityStore) {
    assert_eq!(store.activity_state().unwrap(), ActivityState { has_seen: true, updated_at: 0 });
    store.save_activity_state(ActivityState { has_seen: false, updated_at: 1 }).unwrap();
    store.save_activity_state(ActivityState { has_seen: true, updated_at: 2 }).unwrap();
    assert_eq!(store.activity_state().unwrap(), ActivityState { has_seen: true, updated_at: 2 });
}
