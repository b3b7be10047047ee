//! The contract of [`ContactStore`].

use crate::{CompressedKey, ContactRecord, ContactRequestState, ContactStore, TrustStatus};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ContactStore>) {
    a_contact_comes_back_whole_and_is_replaced(&mut *make());
    many_contacts_are_read_at_once(&mut *make());
    trust_is_unknown_until_it_is_said(&mut *make());
}

const ALICE: CompressedKey = [2; 33];
const BOBBY: CompressedKey = [3; 33];

fn contact(public_key: CompressedKey) -> ContactRecord {
    ContactRecord {
        public_key,
        ens_name: "alice.eth".into(),
        ens_verified: true,
        display_name: "Alice".into(),
        local_nickname: "Al".into(),
        bio: "\u{1F980}".into(),
        customization_color: "army".into(),
        blocked: true,
        removed: false,
        local_state: ContactRequestState::Sent,
        local_clock: 1,
        remote_state: ContactRequestState::Received,
        remote_clock: 2,
        last_updated: 3,
        last_updated_locally: 4,
        verification_status: 2,
        identity_clock: 5,
    }
}

fn a_contact_comes_back_whole_and_is_replaced(store: &mut dyn ContactStore) {
    assert_eq!(store.contacts().unwrap(), []);
    assert_eq!(store.find_contact(&ALICE).unwrap(), None);
    store.save_contact(&contact(BOBBY)).unwrap();
    store.save_contact(&contact(ALICE)).unwrap();
    let changed = ContactRecord {
        removed: true,
        local_state: ContactRequestState::Dismissed,
        remote_state: ContactRequestState::None,
        ..contact(ALICE)
    };
    store.save_contact(&changed).unwrap();
    assert_eq!(store.find_contact(&ALICE).unwrap(), Some(changed.clone()));
    assert_eq!(store.contacts().unwrap(), [changed, contact(BOBBY)]);
}

fn many_contacts_are_read_at_once(store: &mut dyn ContactStore) {
    store.save_contact(&contact(ALICE)).unwrap();
    store.save_contact(&contact(BOBBY)).unwrap();
    assert_eq!(store.contacts_of(&[]).unwrap(), []);
    assert_eq!(store.contacts_of(&[BOBBY, [9; 33], BOBBY]).unwrap(), [contact(BOBBY)]);
    assert_eq!(store.contacts_of(&[BOBBY, ALICE]).unwrap().len(), 2);
}

fn trust_is_unknown_until_it_is_said(store: &mut dyn ContactStore) {
    assert_eq!(store.trust_status(&ALICE).unwrap(), TrustStatus::Unknown);
    store.save_trust_status(&ALICE, TrustStatus::Trusted, 1).unwrap();
    store.save_trust_status(&ALICE, TrustStatus::Untrustworthy, 2).unwrap();
    store.save_trust_status(&BOBBY, TrustStatus::Trusted, 3).unwrap();
    assert_eq!(store.trust_status(&ALICE).unwrap(), TrustStatus::Untrustworthy);
    let all = [(ALICE, TrustStatus::Untrustworthy), (BOBBY, TrustStatus::Trusted)];
    assert_eq!(store.trust_statuses().unwrap(), all);
    store.save_trust_status(&ALICE, TrustStatus::Unknown, 4).unwrap();
    assert_eq!(store.trust_status(&ALICE).unwrap(), TrustStatus::Unknown);
    assert_eq!(store.trust_statuses().unwrap(), all[1..]);
}
