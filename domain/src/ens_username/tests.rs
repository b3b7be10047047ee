use status_memory::MemoryTransaction;
use status_ports::EnsUsernameStore as _;

use super::*;

const NOW: UnixMillis = 1_700_000_000_999;
const SECONDS: u64 = 1_700_000_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn listed(stores: &mut MemoryTransaction) -> Vec<(String, u64, u64)> {
    let rows = stores.ens_usernames().unwrap().into_iter();
    rows.map(|row| (row.username, row.chain_id, row.clock)).collect()
}

#[test]
fn a_name_is_on_the_list_once_and_its_clock_goes_on() {
    let mut stores = MemoryTransaction::new();
    add(&mut stores, "bobby.eth".to_owned(), 1, NOW).unwrap();
    add(&mut stores, "bobby.eth".to_owned(), 1, NOW).unwrap();
    add(&mut stores, "bobby.eth".to_owned(), 10, NOW).unwrap();
    let bobby = || "bobby.eth".to_owned();
    assert_eq!(listed(&mut stores), [(bobby(), 1, SECONDS + 1), (bobby(), 10, SECONDS)]);
}

#[test]
fn a_removed_name_is_remembered_for_a_while_and_may_come_back() {
    let mut stores = MemoryTransaction::new();
    add(&mut stores, "bobby.eth".to_owned(), 1, NOW).unwrap();
    remove(&mut stores, "bobby.eth", 1, NOW).unwrap();
    remove(&mut stores, "bobby.eth", 1, NOW).unwrap();
    remove(&mut stores, "carol.eth", 1, NOW).unwrap();
    assert_eq!(listed(&mut stores), []);
    let known = stores.find_ens_username("bobby.eth", 1).unwrap().unwrap();
    assert_eq!((known.removed, known.clock), (true, SECONDS + 1), "removing twice says nothing new");
    add(&mut stores, "bobby.eth".to_owned(), 1, NOW).unwrap();
    assert_eq!(listed(&mut stores), [("bobby.eth".to_owned(), 1, SECONDS + 2)]);
    remove(&mut stores, "bobby.eth", 1, NOW).unwrap();
    remove(&mut stores, "carol.eth", 1, NOW + 31 * DAY_MS).unwrap();
    assert_eq!(stores.find_ens_username("bobby.eth", 1).unwrap(), None);
}

#[test]
fn there_are_only_so_many_names_and_only_so_long_ones() {
    let mut stores = MemoryTransaction::new();
    for number in 0..MAX_ENS_USERNAMES {
        add(&mut stores, format!("{number}.eth"), 1, NOW).unwrap();
    }
    let refused = |outcome: Result<(), EnsUsernameError>| outcome.unwrap_err().to_string();
    assert_eq!(refused(add(&mut stores, "more.eth".to_owned(), 1, NOW)), "no more usernames can be added");
    add(&mut stores, "0.eth".to_owned(), 1, NOW).unwrap();
    for name in [String::new(), "a".repeat(1_001)] {
        assert_eq!(refused(add(&mut stores, name, 1, NOW)), "invalid username");
    }
}
