use status_memory::MemoryTransaction;
use status_ports::SavedAddressStore as _;

use super::*;

const NOW: UnixMillis = 1_700_000_000_000;

fn draft(byte: u8) -> SavedAddressDraft {
    SavedAddressDraft {
        address: [byte; 20],
        name: format!("friend {byte}"),
        chain_short_names: "eth:oeth".to_owned(),
        color: "blue".to_owned(),
        ..SavedAddressDraft::default()
    }
}

fn refusal(outcome: Result<(), SavedAddressError>) -> String {
    outcome.unwrap_err().to_string()
}

#[test]
fn an_address_keeps_its_age_when_it_changes() {
    let mut stores = MemoryTransaction::new();
    save(&mut stores, draft(1), NOW).unwrap();
    save(&mut stores, SavedAddressDraft { name: "best friend".to_owned(), ..draft(1) }, NOW - 5).unwrap();
    let [saved] = stores.saved_addresses().unwrap().try_into().unwrap();
    assert_eq!((saved.name.as_str(), saved.created_at, saved.clock), ("best friend", NOW, NOW + 1));
}

#[test]
fn wrong_addresses_are_refused() {
    let mut stores = MemoryTransaction::new();
    save(&mut stores, draft(1), NOW).unwrap();
    let cases = [
        (SavedAddressDraft::default(), "saved address: address must be set"),
        (SavedAddressDraft { name: String::new(), ..draft(2) }, "saved address: name must be set"),
        (SavedAddressDraft { ens_name: "x".repeat(257), ..draft(2) }, "saved address: text is too long"),
        (
            SavedAddressDraft { name: "friend 1".to_owned(), ..draft(2) },
            "saved address: the name belongs to another address",
        ),
    ];
    for (draft, expected) in cases {
        assert_eq!(refusal(save(&mut stores, draft, NOW)), expected);
    }
    save(&mut stores, SavedAddressDraft { is_test: true, ..draft(1) }, NOW).unwrap();
    assert_eq!(stores.saved_addresses().unwrap().len(), 2, "test chains are apart");
}

#[test]
fn no_more_than_twenty_of_a_mode() {
    let mut stores = MemoryTransaction::new();
    for byte in 1..=20 {
        assert_eq!(remaining_capacity(&mut stores, false).unwrap(), 21 - usize::from(byte));
        save(&mut stores, draft(byte), NOW).unwrap();
    }
    let full = "no more save addresses can be added";
    assert_eq!(refusal(remaining_capacity(&mut stores, false).map(drop)), full);
    assert_eq!(refusal(save(&mut stores, draft(21), NOW)), full);
    save(&mut stores, SavedAddressDraft { name: "renamed".to_owned(), ..draft(20) }, NOW).unwrap();
    assert_eq!(remaining_capacity(&mut stores, true).unwrap(), 20);
}

#[test]
fn a_removed_address_comes_back_as_it_is_saved_and_is_forgotten_after_thirty_days() {
    let mut stores = MemoryTransaction::new();
    save(&mut stores, draft(1), NOW).unwrap();
    remove(&mut stores, &[1; 20], true, NOW).unwrap();
    remove(&mut stores, &[1; 20], false, NOW).unwrap();
    remove(&mut stores, &[1; 20], false, NOW).unwrap();
    assert_eq!(stores.saved_addresses().unwrap(), []);
    let removed = stores.find_saved_address(&[1; 20], false).unwrap().unwrap();
    assert_eq!((removed.removed, removed.clock), (true, NOW + 1));
    save(&mut stores, draft(2), NOW).unwrap();
    save(&mut stores, SavedAddressDraft { name: "friend 3".to_owned(), ..draft(1) }, NOW).unwrap();
    let back = stores.find_saved_address(&[1; 20], false).unwrap().unwrap();
    assert_eq!((back.removed, back.clock), (false, NOW + 2));
    remove(&mut stores, &[1; 20], false, NOW).unwrap();
    save(&mut stores, draft(4), NOW + REMEMBERED_MS + 9).unwrap();
    assert_eq!(stores.find_saved_address(&[1; 20], false).unwrap(), None);
}
