use super::hash_ratchet::{HashRatchetError, MissingGroupKey};
use super::*;
use status_ports::HashRatchetKeyRecord;

const GROUP: &[u8] = b"group";
const NOW_MS: u64 = 1_731_000_000_000;

impl Device {
    fn make_key(&mut self) -> HashRatchetKeyRecord {
        self.endpoint.generate_group_key(&mut self.store, GROUP, NOW_MS, &mut self.entropy).unwrap()
    }

    fn say(&mut self, text: &str) -> Vec<u8> {
        self.endpoint.encrypt_for_group(&mut self.store, GROUP, text.as_bytes(), &mut self.entropy).unwrap()
    }

    fn accept(&mut self, opened: &Opened) {
        self.endpoint.accept_group_keys(&mut self.store, &opened.offered_group_keys).unwrap();
    }

    fn hand_over(&mut self, keys: &[HashRatchetKeyRecord], to: &mut Self, payload: Option<&[u8]>) -> Opened {
        let (store, entropy) = (&mut self.store, &mut self.entropy);
        let recipient = to.public_key();
        let sealed =
            self.endpoint.encrypt_key_exchange(store, &recipient, GROUP, keys, payload, self.now_ns, entropy).unwrap();
        to.open(&self.public_key(), &sealed.message).unwrap()
    }
}

/// Alice, who made a key, and Bob, who has it.
fn members() -> (Device, Device) {
    let (mut alice, mut bob) = acquaintances();
    let key = alice.make_key();
    let opened = alice.hand_over(&[key], &mut bob, None);
    bob.accept(&opened);
    (alice, bob)
}

#[test]
fn any_member_encrypts_with_the_key() {
    let (mut alice, mut bob) = members();
    for _ in 0..3 {
        let message = alice.say("hello all");
        let opened = bob.open(&alice.public_key(), &message).unwrap();
        assert_eq!((opened.payload.as_slice(), opened.security), (&b"hello all"[..], Security::HashRatchet));
        assert!(decode(&message).bundles.is_empty());
        let answer = bob.say("hello");
        assert_eq!(alice.read(&bob.public_key(), &answer), "hello");
    }
}

#[test]
fn group_messages_open_in_any_order_and_again() {
    let (mut alice, mut bob) = members();
    let messages: Vec<_> = (0..5).map(|number| alice.say(&number.to_string())).collect();
    for number in [4, 0, 2, 2, 3, 1, 4] {
        assert_eq!(bob.read(&alice.public_key(), &messages[number]), number.to_string());
    }
}

#[test]
fn a_member_continues_where_the_newest_message_was() {
    let (mut alice, mut bob) = members();
    let positions = |message: &[u8]| entry(message, ANY_INSTALLATION).hr_header.unwrap().seq_no;
    let messages: Vec<_> = (0..3).map(|_| alice.say("x")).collect();
    assert_eq!(messages.iter().map(|message| positions(message)).collect::<Vec<_>>(), [1, 2, 3]);
    bob.open(&alice.public_key(), &messages[2]).unwrap();
    bob.open(&alice.public_key(), &messages[0]).unwrap();
    assert_eq!(positions(&bob.say("y")), 4);
}

#[test]
fn a_message_without_its_key_says_which_is_missing_and_opens_later() {
    let (mut alice, mut bob) = acquaintances();
    let key = alice.make_key();
    let message = alice.say("secret");
    let Err(OpenError::GroupKeyNotFound(missing)) = bob.open(&alice.public_key(), &message) else { panic!("opened") };
    let expected = MissingGroupKey {
        group_id: GROUP.to_vec(),
        key_id: Some(key.key_id),
        deprecated_key_id: key.deprecated_key_id,
    };
    assert_eq!(missing, expected);
    let opened = alice.hand_over(&[key], &mut bob, None);
    bob.accept(&opened);
    assert_eq!(bob.read(&alice.public_key(), &message), "secret");
}

#[test]
fn old_senders_name_the_key_by_its_deprecated_id() {
    let (mut alice, mut bob) = members();
    let mut message = decode(&alice.say("from an old client"));
    let header = message.encrypted_message.get_mut(ANY_INSTALLATION).unwrap().hr_header.as_mut().unwrap();
    header.key_id.clear();
    assert_eq!(bob.read(&alice.public_key(), &message.encode_to_vec()), "from an old client");
}

#[test]
fn offered_keys_are_not_used_before_they_are_accepted() {
    let (mut alice, mut bob) = members();
    let mut mallory = Device::new(66, "mallory");
    let key = mallory.make_key();
    let opened = mallory.hand_over(&[key], &mut bob, None);
    assert_eq!(opened.offered_group_keys.len(), 1);
    let message = bob.say("not for mallory");
    assert_eq!(alice.read(&bob.public_key(), &message), "not for mallory");
}

#[test]
fn a_key_exchange_may_carry_a_payload_of_its_own() {
    let (mut alice, mut bob) = acquaintances();
    let keys = [alice.make_key(), alice.make_key()];
    let opened = alice.hand_over(&keys, &mut bob, Some(b"you are in"));
    assert_eq!((opened.payload.as_slice(), opened.security), (&b"you are in"[..], Security::DoubleRatchet));
    assert_eq!(opened.offered_group_keys, keys);
}

#[test]
fn old_senders_have_the_keys_in_the_payload_only_and_date_them_by_the_old_id() {
    let (mut alice, mut bob) = acquaintances();
    let key = alice.make_key();
    let mut keys = hash_ratchet::write_keys(&[key]);
    keys.keys[0].timestamp = 0;
    let mut message = decode(
        &alice
            .endpoint
            .encrypt_dh_only(&mut alice.store, &bob.public_key(), &keys.encode_to_vec(), NOW_NS, &mut alice.entropy)
            .unwrap(),
    );
    let header = status_proto::encryption::HrHeader { group_id: GROUP.to_vec(), ..Default::default() };
    message.encrypted_message.get_mut(ANY_INSTALLATION).unwrap().hr_header = Some(header);
    let opened = bob.open(&alice.public_key(), &message.encode_to_vec()).unwrap();
    assert_eq!(opened.offered_group_keys[0].timestamp_ms, u64::from(keys.keys[0].deprecated_key_id));
}

#[test]
fn a_rekey_reaches_the_members_and_nobody_else() {
    let (mut alice, mut bob) = members();
    let (mut carol, mut dave) = (Device::new(3, "carol-phone"), Device::new(4, "dave-phone"));
    let key = alice.make_key();
    let members = [bob.public_key(), carol.public_key()];
    let message = alice.endpoint.wrap_rekey(&key, &members, b"description".to_vec(), &mut alice.entropy);
    for (device, offered) in [(&mut bob, 1), (&mut carol, 1), (&mut dave, 0)] {
        let opened = device.open(&alice.public_key(), &message).unwrap();
        assert_eq!((opened.payload.as_slice(), opened.security), (&b"description"[..], Security::KeyExchange));
        assert_eq!(opened.offered_group_keys.len(), offered);
        device.accept(&opened);
    }
    let secret = alice.say("without dave");
    assert_eq!(carol.read(&alice.public_key(), &secret), "without dave");
    assert!(matches!(dave.open(&alice.public_key(), &secret), Err(OpenError::GroupKeyNotFound(_))));
}

#[test]
fn a_rekey_without_a_date_is_refused_and_changes_nothing() {
    let (mut alice, mut bob) = members();
    let mut key = alice.make_key();
    key.timestamp_ms = 0;
    let message = alice.endpoint.wrap_rekey(&key, &[bob.public_key()], Vec::new(), &mut alice.entropy);
    let before = bob.store.clone();
    let refused = bob.open(&alice.public_key(), &message);
    assert!(matches!(refused, Err(OpenError::HashRatchet(HashRatchetError::NoTimestamp))));
    assert!(bob.store == before);
}

#[test]
fn without_a_key_nothing_is_encrypted() {
    let mut alice = Device::new(1, "phone");
    let refused = alice.endpoint.encrypt_for_group(&mut alice.store, GROUP, b"x", &mut alice.entropy);
    assert!(matches!(refused, Err(EncryptError::HashRatchet(HashRatchetError::NoGroupKey))));
    let refused = alice.endpoint.open_with_group_key(&mut alice.store, &[0; 32], 1, b"x");
    assert!(matches!(refused, Err(HashRatchetError::UnknownKey)));
}

#[test]
fn a_new_key_is_newer_than_every_other() {
    let mut alice = Device::new(1, "phone");
    let keys: Vec<_> = (0..3).map(|_| alice.make_key()).collect();
    let times: Vec<_> = keys.iter().map(|key| key.timestamp_ms - NOW_MS).collect();
    assert_eq!(times, [10, 11, 12]);
    let used = entry(&alice.say("x"), ANY_INSTALLATION).hr_header.unwrap().key_id;
    assert_eq!(used, keys[2].key_id);
}

#[test]
fn a_position_too_far_ahead_is_refused_and_garbage_does_not_move_the_chain() {
    let (mut alice, mut bob) = members();
    let message = alice.say("x");
    let at = |seq_no| {
        let mut message = decode(&message);
        message.encrypted_message.get_mut(ANY_INSTALLATION).unwrap().hr_header.as_mut().unwrap().seq_no = seq_no;
        message.encode_to_vec()
    };
    let before = bob.store.clone();
    for seq_no in [hash_ratchet::MAX_FORWARD_STEPS + 1, u32::MAX] {
        let refused = bob.open(&alice.public_key(), &at(seq_no));
        assert!(matches!(refused, Err(OpenError::HashRatchet(HashRatchetError::SeqNoTooHigh))));
    }
    let refused = bob.open(&alice.public_key(), &at(hash_ratchet::MAX_FORWARD_STEPS));
    assert!(matches!(refused, Err(OpenError::HashRatchet(HashRatchetError::Seal(_)))));
    assert!(bob.store == before);
    assert_eq!(bob.read(&alice.public_key(), &message), "x");
}

#[test]
fn the_store_keeps_few_steps_of_a_long_chain_and_all_of_it_opens() {
    let (mut alice, mut bob) = members();
    let messages: Vec<_> = (1..=3000).map(|number| alice.say(&number.to_string())).collect();
    assert_eq!(alice.store.hash_ratchet_step_count(), 3);
    // A fresh endpoint remembers nothing.
    for number in [2999, 5, 1024, 2048, 1023, 2047, 3000, 1] {
        let mut bob = Device { store: bob.store.clone(), ..Device::new(2, "bob-phone") };
        assert_eq!(bob.read(&alice.public_key(), &messages[number - 1]), number.to_string());
    }
    for message in messages.iter().rev() {
        bob.open(&alice.public_key(), message).unwrap();
    }
    assert_eq!(bob.store.hash_ratchet_step_count(), 3);
}
