//! The contract of [`SwitcherCardStore`].

use crate::{SwitcherCardRecord, SwitcherCardStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn SwitcherCardStore>) {
    cards_come_back_the_one_used_last_first(&mut *make());
    a_card_of_the_same_id_is_replaced(&mut *make());
    a_card_is_removed(&mut *make());
}

fn card(id: &str, clock: u64) -> SwitcherCardRecord {
    SwitcherCardRecord { card_id: id.into(), kind: -1, clock, screen_id: "home".into() }
}

fn cards_come_back_the_one_used_last_first(store: &mut dyn SwitcherCardStore) {
    assert_eq!(store.switcher_cards().unwrap(), []);
    for card in [card("b", 1), card("a", u64::MAX), card("c", 1)] {
        store.save_switcher_card(&card).unwrap();
    }
    assert_eq!(store.switcher_cards().unwrap(), [card("a", u64::MAX), card("c", 1), card("b", 1)]);
}

fn a_card_of_the_same_id_is_replaced(store: &mut dyn SwitcherCardStore) {
    store.save_switcher_card(&card("a", 1)).unwrap();
    let changed = SwitcherCardRecord { kind: 7, screen_id: String::new(), ..card("a", 2) };
    store.save_switcher_card(&changed).unwrap();
    assert_eq!(store.switcher_cards().unwrap(), [changed]);
}

fn a_card_is_removed(store: &mut dyn SwitcherCardStore) {
    store.save_switcher_card(&card("a", 1)).unwrap();
    store.save_switcher_card(&card("b", 1)).unwrap();
    store.delete_switcher_card("a").unwrap();
    store.delete_switcher_card("a").unwrap();
    assert_eq!(store.switcher_cards().unwrap(), [card("b", 1)]);
}
