use super::double_ratchet::{Limits, RatchetError};
use super::*;

#[test]
fn without_a_bundle_a_key_is_made_for_each_message_alone() {
    let (mut alice, mut bob) = strangers();
    let messages = [alice.seal(&bob.public_key(), "one"), alice.seal(&bob.public_key(), "two")];
    let keys = messages.each_ref().map(|sealed| {
        assert_eq!(recipients(&sealed.message), [ANY_INSTALLATION]);
        assert!(sealed.targeted_installations.is_empty());
        let entry = entry(&sealed.message, ANY_INSTALLATION);
        assert!(entry.x3dh_header.is_none() && entry.dr_header.is_none() && entry.hr_header.is_none());
        entry.dh_header.unwrap().key
    });
    assert_eq!(keys[0].len(), 33);
    assert_ne!(keys[0], keys[1]);
    let opened = bob.open(&alice.public_key(), &messages[0].message).unwrap();
    assert_eq!((opened.payload.as_slice(), opened.security), (&b"one"[..], Security::DhOnly));
    assert_eq!(bob.read(&alice.public_key(), &messages[1].message), "two");
}

#[test]
fn a_known_bundle_begins_a_session() {
    let (mut alice, mut bob) = acquaintances();
    let pre_key = decode(&bob.announce()).bundles[0].signed_pre_keys["bob-phone"].signed_pre_key.clone();
    let sealed = alice.seal(&bob.public_key(), "hello");
    assert_eq!(sealed.targeted_installations, ["bob-phone"]);
    let entry = entry(&sealed.message, "bob-phone");
    let (x3dh, ratchet) = (entry.x3dh_header.unwrap(), entry.dr_header.unwrap());
    assert_eq!((x3dh.key.len(), &x3dh.id), (33, &pre_key));
    assert_eq!((ratchet.key.len(), ratchet.n, ratchet.pn, &ratchet.id), (33, 0, 0, &pre_key));
    let opened = bob.open(&alice.public_key(), &sealed.message).unwrap();
    assert_eq!((opened.payload.as_slice(), opened.security), (&b"hello"[..], Security::DoubleRatchet));
    assert_eq!(opened.installation_id, "alice-phone");
}

#[test]
fn the_x3dh_header_goes_along_until_the_peer_has_answered() {
    let (mut alice, mut bob) = acquaintances();
    let headers: Vec<_> = ["one", "two"]
        .into_iter()
        .map(|text| {
            let message = alice.write(&bob.public_key(), text);
            bob.read(&alice.public_key(), &message);
            entry(&message, "bob-phone")
        })
        .collect();
    assert_eq!(headers[0].x3dh_header, headers[1].x3dh_header);
    assert_eq!(headers[1].dr_header.as_ref().unwrap().n, 1);
    bob.tell(&mut alice, "answer");
    let third = entry(&alice.write(&bob.public_key(), "three"), "bob-phone");
    assert_eq!(third.x3dh_header, None);
    let header = third.dr_header.unwrap();
    assert_eq!((header.n, header.pn), (0, 2));
}

#[test]
fn an_answer_that_does_not_open_does_not_end_the_x3dh_header() {
    let (mut alice, mut bob) = acquaintances();
    alice.tell(&mut bob, "hello");
    let mut forged = decode(&bob.write(&alice.public_key(), "answer"));
    let payload = &mut forged.encrypted_message.get_mut("alice-phone").unwrap().payload;
    *payload.last_mut().unwrap() ^= 1;
    assert!(alice.open(&bob.public_key(), &forged.encode_to_vec()).is_err());
    assert!(entry(&alice.write(&bob.public_key(), "again"), "bob-phone").x3dh_header.is_some());
}

#[test]
fn a_message_may_overtake_a_thousand_others_and_no_more() {
    let (mut alice, mut bob) = acquaintances();
    let messages: Vec<_> = (0..=1001).map(|number| alice.write(&bob.public_key(), &number.to_string())).collect();
    let mut patient = Device { store: bob.store.clone(), ..Device::new(2, "bob-phone") };
    assert_eq!(patient.read(&alice.public_key(), &messages[1000]), "1000");
    assert_eq!(patient.read(&alice.public_key(), &messages[1001]), "1001");
    assert_eq!(patient.read(&alice.public_key(), &messages[7]), "7");
    let refused = bob.open(&alice.public_key(), &messages[1001]);
    assert!(matches!(refused, Err(OpenError::Ratchet(RatchetError::TooManySkipped))));
    assert_eq!(bob.read(&alice.public_key(), &messages[0]), "0");
}

fn with_limits(device: Device, limits: Limits) -> Device {
    Device { endpoint: device.endpoint.with_limits(limits), ..device }
}

#[test]
fn only_the_youngest_two_thousand_keys_wait() {
    let (mut alice, bob) = acquaintances();
    let mut bob = with_limits(bob, Limits { max_skip: 2000, ..Limits::PROTOCOL });
    let messages: Vec<_> = (0..=2000).map(|number| alice.write(&bob.public_key(), &number.to_string())).collect();
    bob.open_keeping_key(&alice.public_key(), &messages[2000]).unwrap();
    let gone = bob.open(&alice.public_key(), &messages[0]);
    assert!(matches!(gone, Err(OpenError::Ratchet(RatchetError::MessageKeyGone))));
    assert_eq!(bob.read(&alice.public_key(), &messages[1]), "1");
}

#[test]
fn a_key_waits_until_so_many_younger_ones_were_derived() {
    let (mut alice, bob) = acquaintances();
    let mut bob = with_limits(bob, Limits { max_keep: 10, ..Limits::PROTOCOL });
    let messages: Vec<_> = (0..10).map(|number| alice.write(&bob.public_key(), &number.to_string())).collect();
    for message in &messages[2..] {
        bob.open(&alice.public_key(), message).unwrap();
    }
    assert!(bob.open(&alice.public_key(), &messages[0]).is_err());
    assert_eq!(bob.read(&alice.public_key(), &messages[1]), "1");
}

#[test]
fn both_may_begin_at_the_same_time() {
    let (mut alice, mut bob) = acquaintances();
    bob.meet(&mut alice);
    let (from_alice, from_bob) = (alice.write(&bob.public_key(), "a"), bob.write(&alice.public_key(), "b"));
    assert_eq!(bob.read(&alice.public_key(), &from_alice), "a");
    assert_eq!(alice.read(&bob.public_key(), &from_bob), "b");
    for _ in 0..3 {
        alice.tell(&mut bob, "how are you?");
        bob.tell(&mut alice, "fine");
    }
    assert_eq!((alice.store.sessions().count(), bob.store.sessions().count()), (2, 2));
}

#[test]
fn an_opened_message_does_not_open_again() {
    let (mut alice, mut bob) = acquaintances();
    let messages: Vec<_> = (0..3).map(|number| alice.write(&bob.public_key(), &number.to_string())).collect();
    for number in [2, 0, 1] {
        bob.read(&alice.public_key(), &messages[number]);
    }
    for message in &messages {
        let again = bob.open(&alice.public_key(), message);
        assert!(matches!(again, Err(OpenError::Ratchet(RatchetError::MessageKeyGone))));
    }
    let session = bob.store.sessions().next().unwrap().key.clone();
    assert_eq!(bob.store.message_keys(&session).count(), 0);
}

#[test]
fn a_message_whose_key_is_kept_opens_again_until_it_is_confirmed() {
    let (mut alice, mut bob) = acquaintances();
    let messages = [alice.write(&bob.public_key(), "one"), alice.write(&bob.public_key(), "two")];
    for number in [1, 0, 0, 1] {
        let opened = bob.open_keeping_key(&alice.public_key(), &messages[number]).unwrap();
        assert!(opened.confirmation.is_some());
    }
    let opened = bob.open_keeping_key(&alice.public_key(), &messages[0]).unwrap();
    bob.endpoint.confirm(&mut bob.store, &opened.confirmation.unwrap()).unwrap();
    assert!(bob.open(&alice.public_key(), &messages[0]).is_err());
    assert_eq!(bob.read(&alice.public_key(), &messages[1]), "two");
}

#[test]
fn a_prekey_whose_private_half_is_lost_gives_session_not_found() {
    let (mut alice, bob) = acquaintances();
    let message = alice.write(&bob.public_key(), "hello");
    let mut bob = Device { store: MemoryRatchetStore::new(), ..bob };
    assert!(matches!(bob.open(&alice.public_key(), &message), Err(OpenError::SessionNotFound)));
    assert_eq!(bob.store.sessions().count(), 0);
}

#[test]
fn a_message_for_another_installation_gives_device_not_found() {
    let (mut alice, bob) = acquaintances();
    let message = alice.write(&bob.public_key(), "hello");
    let mut desktop = Device::new(2, "bob-desktop");
    assert!(matches!(desktop.open(&alice.public_key(), &message), Err(OpenError::DeviceNotFound)));
}

#[test]
fn a_public_message_is_for_everybody() {
    let (mut alice, mut bob) = strangers();
    let message = alice.announce();
    let opened = bob.open(&alice.public_key(), &message).unwrap();
    assert_eq!((opened.payload.as_slice(), opened.security), (&b"contact code"[..], Security::Public));
    assert_eq!(opened.secret, None);
}

#[test]
fn bytes_of_other_layers_are_no_protocol_message() {
    let (alice, mut bob) = strangers();
    let application = crate::envelope::ApplicationMessage::wrap(
        status_proto::status::application_metadata_message::Type::ChatMessage,
        vec![0xff, 0xfe],
        &PrivateKey::generate(&mut SeededEntropy::new(1)),
    );
    for bytes in [&application[..], &[], &[0xff]] {
        assert!(matches!(bob.open(&alice.public_key(), bytes), Err(OpenError::NotAProtocolMessage)));
    }
    assert_eq!(bob.store, MemoryRatchetStore::new());
}

#[test]
fn a_lost_database_is_overcome_when_the_peer_begins_anew() {
    let (mut alice, mut bob) = acquaintances();
    alice.tell(&mut bob, "before");
    bob.tell(&mut alice, "answer");
    let late = alice.write(&bob.public_key(), "late");
    // Alice loses everything but her identity and the id of her installation.
    let mut anew = Device { now_ns: NOW_NS + 5 * SECOND_NS, ..Device::new(1, "alice-phone") };
    anew.entropy = SeededEntropy::new(99);
    anew.meet(&mut bob);
    bob.now_ns += 10 * SECOND_NS;
    anew.tell(&mut bob, "here I am again");
    bob.tell(&mut anew, "welcome back");
    anew.tell(&mut bob, "thanks");
    // What comes late from the lost session does not bring it back.
    assert!(bob.open(&alice.public_key(), &late).is_err());
    anew.tell(&mut bob, "still here");
    assert_eq!(bob.store.sessions().count(), 1);
}

#[test]
fn an_old_beginning_does_not_replace_a_session() {
    let (mut alice, mut bob) = acquaintances();
    let mut rival =
        Device { entropy: SeededEntropy::new(99), store: alice.store.clone(), ..Device::new(1, "alice-phone") };
    let old = rival.write(&bob.public_key(), "old");
    alice.now_ns += SECOND_NS;
    bob.now_ns += SECOND_NS;
    alice.tell(&mut bob, "new");
    let before = bob.store.clone();
    assert!(bob.open(&alice.public_key(), &old).is_err());
    assert!(before.sessions().eq(bob.store.sessions()));
    alice.tell(&mut bob, "goes on");
}

#[test]
fn a_name_of_an_installation_that_is_too_long_is_refused_before_anything_is_stored() {
    let (mut alice, mut bob) = acquaintances();
    let messages = [alice.write(&bob.public_key(), "one"), alice.write(&bob.public_key(), "two")];
    let mut message = decode(&messages[1]);
    message.bundles.clear();
    message.installation_id = "x".repeat(129);
    let refused = bob.open(&alice.public_key(), &message.encode_to_vec());
    assert!(matches!(refused, Err(OpenError::MalformedHeader)), "{refused:?}");
    assert_eq!(bob.store.sessions().count(), 0);
    message.installation_id.truncate(128);
    assert_eq!(bob.read(&alice.public_key(), &message.encode_to_vec()), "two");
}

#[test]
fn of_strangers_fewer_messages_may_be_missing() {
    let (mut alice, mut bob) = acquaintances();
    let messages: Vec<_> = (0..102).map(|_| alice.write(&bob.public_key(), "spam")).collect();
    let mut open = |number: usize| {
        let (sender, now) = (alice.public_key(), bob.now_ns);
        bob.endpoint.open_from_stranger(&mut bob.store, &sender, &messages[number], now, &mut bob.entropy)
    };
    assert!(matches!(open(101), Err(OpenError::Ratchet(RatchetError::TooManySkipped))));
    assert_eq!(open(100).unwrap().payload, b"spam");
    assert_eq!(open(101).unwrap().payload, b"spam");
}
