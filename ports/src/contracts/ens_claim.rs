//! The contract of [`EnsClaimStore`].

use crate::{EnsClaimRecord, EnsClaimStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn EnsClaimStore>) {
    a_claim_comes_back_whole_and_is_replaced(&mut *make());
    claims_are_due_in_order_until_nothing_is_to_be_checked(&mut *make());
    many_claims_come_in_portions(&mut *make());
}

fn claim(person: u8, check_at: Option<u64>) -> EnsClaimRecord {
    EnsClaimRecord {
        public_key: [person; 33],
        name: format!("\u{1F980}{person}.eth"),
        clock: u64::MAX,
        failures: u32::MAX,
        check_at,
    }
}

fn a_claim_comes_back_whole_and_is_replaced(store: &mut dyn EnsClaimStore) {
    assert_eq!(store.find_ens_claim(&[2; 33]).unwrap(), None);
    store.save_ens_claim(&claim(2, Some(u64::MAX))).unwrap();
    assert_eq!(store.find_ens_claim(&[2; 33]).unwrap(), Some(claim(2, Some(u64::MAX))));
    let other = EnsClaimRecord { name: String::new(), clock: 0, failures: 0, ..claim(2, None) };
    store.save_ens_claim(&other).unwrap();
    assert_eq!(store.find_ens_claim(&[2; 33]).unwrap(), Some(other));
    assert_eq!(store.find_ens_claim(&[3; 33]).unwrap(), None);
}

fn claims_are_due_in_order_until_nothing_is_to_be_checked(store: &mut dyn EnsClaimStore) {
    assert_eq!(store.next_ens_check().unwrap(), None);
    store.save_ens_claim(&claim(2, None)).unwrap();
    assert_eq!(store.next_ens_check().unwrap(), None);
    store.save_ens_claim(&claim(3, Some(30))).unwrap();
    store.save_ens_claim(&claim(5, Some(10))).unwrap();
    store.save_ens_claim(&claim(4, Some(10))).unwrap();
    assert_eq!(store.next_ens_check().unwrap(), Some(10));
    assert_eq!(store.due_ens_claims(9).unwrap(), []);
    assert_eq!(store.due_ens_claims(29).unwrap(), [claim(4, Some(10)), claim(5, Some(10))]);
    store.save_ens_claim(&claim(4, None)).unwrap();
    assert_eq!(store.due_ens_claims(u64::MAX).unwrap(), [claim(5, Some(10)), claim(3, Some(30))]);
}

fn many_claims_come_in_portions(store: &mut dyn EnsClaimStore) {
    for person in 0..=20 {
        store.save_ens_claim(&claim(person, Some(person.into()))).unwrap();
    }
    let due = store.due_ens_claims(100).unwrap();
    assert_eq!((due.len(), due.first()), (20, Some(&claim(0, Some(0)))));
}
