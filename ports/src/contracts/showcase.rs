//! The contract of [`ShowcaseStore`].

use crate::{CompressedKey, ShowcaseRecord, ShowcaseStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ShowcaseStore>) {
    a_showcase_is_replaced_as_a_whole(&mut *make());
    whoever_shows_an_account_is_found(&mut *make());
    a_crowd_that_shows_one_account_is_bounded(&mut *make());
    preferences_are_replaced(&mut *make());
}

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn showcase(contact: CompressedKey, addresses: &[&str]) -> ShowcaseRecord {
    ShowcaseRecord {
        contact,
        entries: vec![1, 2, 3],
        addresses: addresses.iter().map(|address| (*address).to_owned()).collect(),
    }
}

fn a_showcase_is_replaced_as_a_whole(store: &mut dyn ShowcaseStore) {
    assert_eq!(store.find_showcase(&ALICE).unwrap(), None);
    store.save_showcase(&showcase(ALICE, &["0x01", "0x02"])).unwrap();
    assert_eq!(store.find_showcase(&ALICE).unwrap(), Some(showcase(ALICE, &["0x01", "0x02"])));
    let changed = ShowcaseRecord { entries: Vec::new(), ..showcase(ALICE, &["0x03"]) };
    store.save_showcase(&changed).unwrap();
    assert_eq!(store.find_showcase(&ALICE).unwrap(), Some(changed));
    assert_eq!(store.showcases_with_account("0x01").unwrap(), []);
    assert_eq!(store.find_showcase(&BOBBY).unwrap(), None);
}

fn whoever_shows_an_account_is_found(store: &mut dyn ShowcaseStore) {
    store.save_showcase(&showcase(BOBBY, &["0x01"])).unwrap();
    store.save_showcase(&showcase(ALICE, &["0x01", "0x02"])).unwrap();
    let both = [showcase(ALICE, &["0x01", "0x02"]), showcase(BOBBY, &["0x01"])];
    assert_eq!(store.showcases_with_account("0x01").unwrap(), both);
    assert_eq!(store.showcases_with_account("0x02").unwrap(), both[..1]);
    assert_eq!(store.showcases_with_account("").unwrap(), []);
}

fn a_crowd_that_shows_one_account_is_bounded(store: &mut dyn ShowcaseStore) {
    for person in 0..=100 {
        store.save_showcase(&showcase([person; 33], &["0x01"])).unwrap();
    }
    let found = store.showcases_with_account("0x01").unwrap();
    assert_eq!(found.len(), 100);
    assert_eq!(found.first(), Some(&showcase([0; 33], &["0x01"])));
}

fn preferences_are_replaced(store: &mut dyn ShowcaseStore) {
    assert_eq!(store.showcase_preferences().unwrap(), None);
    store.save_showcase_preferences(&[1]).unwrap();
    store.save_showcase_preferences(&[]).unwrap();
    assert_eq!(store.showcase_preferences().unwrap(), Some(Vec::new()));
}
