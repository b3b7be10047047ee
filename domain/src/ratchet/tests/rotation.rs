use super::*;

fn own_pre_key(message: &[u8]) -> status_proto::encryption::SignedPreKey {
    let message = decode(message);
    message.bundles[0].signed_pre_keys[&message.installation_id].clone()
}

#[test]
fn the_own_prekey_is_replaced_after_a_day() {
    let mut alice = Device::new(1, "phone");
    let first = own_pre_key(&alice.announce());
    assert_eq!((first.version, first.protocol_version), (1, 1));
    alice.now_ns += DAY_NS;
    assert_eq!(own_pre_key(&alice.announce()), first);
    alice.now_ns += 1;
    let second = own_pre_key(&alice.announce());
    assert_eq!(second.version, 2);
    assert_ne!(second.signed_pre_key, first.signed_pre_key);
}

#[test]
fn messages_on_a_replaced_prekey_still_open_and_new_ones_use_the_new_prekey() {
    let (mut alice, mut bob) = acquaintances();
    let early = alice.write(&bob.public_key(), "early");
    let late = alice.write(&bob.public_key(), "late");
    bob.read(&alice.public_key(), &early);
    bob.now_ns += DAY_NS + 1;
    alice.now_ns = bob.now_ns;
    alice.meet(&mut bob);
    assert_eq!(bob.read(&alice.public_key(), &late), "late");
    let after = alice.write(&bob.public_key(), "after");
    let old = entry(&early, "bob-phone").x3dh_header.unwrap();
    let new = entry(&after, "bob-phone").x3dh_header.unwrap();
    assert_ne!((old.key, old.id), (new.key, new.id.clone()));
    assert_eq!(new.id, own_pre_key(&bob.announce()).signed_pre_key);
    assert_eq!(bob.read(&alice.public_key(), &after), "after");
    bob.tell(&mut alice, "in the new session");
    assert_eq!(bob.store.sessions().count(), 2);
}

#[test]
fn a_bundle_is_dated_in_seconds_and_signed_by_its_identity() {
    let mut alice = Device::new(1, "phone");
    alice.now_ns += 999_999_999;
    let first = decode(&alice.announce()).bundles[0].clone();
    assert_eq!(first.timestamp, NOW_NS);
    assert_eq!(bundle::verify(&first), Ok(()));
    alice.now_ns += 1;
    let second = decode(&alice.announce()).bundles[0].clone();
    assert_eq!(second.timestamp, NOW_NS + SECOND_NS);
    assert_ne!(second.signature, first.signature);
    assert_eq!(bundle::verify(&second), Ok(()));
}

#[test]
fn an_older_prekey_that_comes_late_is_not_used() {
    let (mut alice, mut bob) = strangers();
    let first = bob.announce();
    bob.now_ns += DAY_NS + 1;
    let second = bob.announce();
    for announcement in [&second, &first] {
        alice.open(&bob.public_key(), announcement).unwrap();
    }
    alice.now_ns = bob.now_ns;
    let header = entry(&alice.write(&bob.public_key(), "hi"), "bob-phone").x3dh_header.unwrap();
    assert_eq!(header.id, own_pre_key(&second).signed_pre_key);
}

#[test]
fn a_bundle_whose_signature_fails_leaves_nothing_behind() {
    let (mut alice, mut bob) = strangers();
    let mut forged = decode(&bob.announce());
    forged.bundles[0].signed_pre_keys.get_mut("bob-phone").unwrap().version = 9;
    let refused = alice.open(&bob.public_key(), &forged.encode_to_vec());
    assert!(matches!(refused, Err(OpenError::Bundle(bundle::BundleError::WrongSigner))));
    assert_eq!(alice.store, MemoryRatchetStore::new());
}

#[test]
fn a_bundle_of_somebody_else_is_ignored() {
    let (mut alice, mut bob) = strangers();
    let mut carol = Device::new(3, "carol-phone");
    let mut message = decode(&bob.announce());
    message.bundles = decode(&carol.announce()).bundles;
    assert_eq!(alice.read(&bob.public_key(), &message.encode_to_vec()), "contact code");
    assert_eq!(alice.store, MemoryRatchetStore::new());
}

#[test]
fn a_clock_that_runs_ahead_does_not_count() {
    let (mut alice, mut bob) = strangers();
    bob.now_ns = i64::MAX;
    alice.meet(&mut bob);
    let bob_key = bob.key();
    let rows = status_ports::RatchetStore::installations(&mut alice.store, &bob_key, 9).unwrap();
    assert_eq!(rows[0].timestamp_ns, alice.now_ns);
}
