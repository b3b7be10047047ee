//! The contract of [`UserStatusStore`].

use crate::{UserStatusRecord, UserStatusStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn UserStatusStore>) {
    a_status_comes_back_whole_and_is_replaced(&mut *make());
    automatic_statuses_are_found_by_their_age(&mut *make());
    many_old_statuses_come_in_portions(&mut *make());
    old_statuses_are_forgotten(&mut *make());
}

fn status(person: u8, status_type: i32, clock: u64) -> UserStatusRecord {
    UserStatusRecord { public_key: [person; 33], status_type, clock, text: format!("\u{1F980} {clock}") }
}

fn a_status_comes_back_whole_and_is_replaced(store: &mut dyn UserStatusStore) {
    assert_eq!(store.user_statuses().unwrap(), []);
    store.save_user_status(&status(3, 4, u64::MAX)).unwrap();
    store.save_user_status(&status(2, 1, 5)).unwrap();
    store.save_user_status(&status(2, 3, 4)).unwrap();
    assert_eq!(store.user_statuses().unwrap(), [status(2, 3, 4), status(3, 4, u64::MAX)]);
    assert_eq!(store.find_user_status(&[2; 33]).unwrap(), Some(status(2, 3, 4)));
    assert_eq!(store.find_user_status(&[9; 33]).unwrap(), None);
}

fn automatic_statuses_are_found_by_their_age(store: &mut dyn UserStatusStore) {
    assert_eq!(store.oldest_automatic_status().unwrap(), None);
    store.save_user_status(&status(2, 4, 1)).unwrap();
    assert_eq!(store.oldest_automatic_status().unwrap(), None);
    store.save_user_status(&status(3, 1, 30)).unwrap();
    store.save_user_status(&status(4, 1, 10)).unwrap();
    store.save_user_status(&status(5, 1, 20)).unwrap();
    assert_eq!(store.oldest_automatic_status().unwrap(), Some(10));
    assert_eq!(store.automatic_statuses_until(9).unwrap(), []);
    assert_eq!(store.automatic_statuses_until(20).unwrap(), [status(4, 1, 10), status(5, 1, 20)]);
}

fn many_old_statuses_come_in_portions(store: &mut dyn UserStatusStore) {
    for person in 0..=100 {
        store.save_user_status(&status(person, 1, person.into())).unwrap();
    }
    assert_eq!(store.automatic_statuses_until(1000).unwrap().len(), 100);
}

fn old_statuses_are_forgotten(store: &mut dyn UserStatusStore) {
    store.save_user_status(&status(2, 1, 10)).unwrap();
    store.save_user_status(&status(3, 4, 11)).unwrap();
    store.prune_user_statuses(11).unwrap();
    assert_eq!(store.user_statuses().unwrap(), [status(3, 4, 11)]);
}
