//! The contract of [`VerificationStore`].

use crate::{VerificationRecord, VerificationStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn VerificationStore>) {
    a_verification_comes_back_whole_and_is_replaced(&mut *make());
    what_a_person_was_asked_comes_newest_first(&mut *make());
    the_latest_between_two_people_is_found(&mut *make());
}

const ALICE: [u8; 33] = [2; 33];
const BOBBY: [u8; 33] = [3; 33];

fn asked(id: &str, requested_at: u64) -> VerificationRecord {
    VerificationRecord {
        id: id.to_owned(),
        from: ALICE,
        to: BOBBY,
        challenge: "who?".to_owned(),
        response: String::new(),
        requested_at,
        status: 1,
        replied_at: 0,
    }
}

fn a_verification_comes_back_whole_and_is_replaced(store: &mut dyn VerificationStore) {
    assert_eq!(store.find_verification("a").unwrap(), None);
    store.save_verification(&asked("a", 1)).unwrap();
    assert_eq!(store.find_verification("a").unwrap(), Some(asked("a", 1)));
    let answered = VerificationRecord {
        challenge: "who are you?".to_owned(),
        response: "me".to_owned(),
        status: 6,
        replied_at: u64::MAX,
        ..asked("a", 2)
    };
    store.save_verification(&answered).unwrap();
    assert_eq!(store.find_verification("a").unwrap(), Some(answered));
}

fn what_a_person_was_asked_comes_newest_first(store: &mut dyn VerificationStore) {
    assert_eq!(store.verifications_of(&BOBBY).unwrap(), []);
    let by_another = VerificationRecord { from: [4; 33], ..asked("d", 7) };
    let to_another = VerificationRecord { from: BOBBY, to: ALICE, ..asked("e", 9) };
    for row in [asked("a", 5), asked("b", u64::MAX), asked("c", 5), by_another, to_another] {
        store.save_verification(&row).unwrap();
    }
    let ids: Vec<String> = store.verifications_of(&BOBBY).unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(ids, ["b", "d", "c", "a"]);
}

fn the_latest_between_two_people_is_found(store: &mut dyn VerificationStore) {
    assert_eq!(store.find_latest_verification(&ALICE, &BOBBY).unwrap(), None);
    let back = VerificationRecord { from: BOBBY, to: ALICE, ..asked("d", 9) };
    for row in [asked("a", 5), asked("c", 7), asked("b", 7), back] {
        store.save_verification(&row).unwrap();
    }
    let mut latest = |from, to| store.find_latest_verification(&from, &to).unwrap().map(|row| row.id);
    assert_eq!(latest(ALICE, BOBBY).as_deref(), Some("c"));
    assert_eq!(latest(BOBBY, ALICE).as_deref(), Some("d"));
    assert_eq!(latest(ALICE, [4; 33]), None);
}
