use proptest::prelude::*;

use super::*;

/// Alice and Bob in the middle of a conversation.
fn conversation() -> (Device, Device) {
    let (mut alice, mut bob) = acquaintances();
    alice.tell(&mut bob, "one");
    bob.tell(&mut alice, "two");
    (alice, bob)
}

fn text(number: usize) -> String {
    format!("message {number}")
}

/// One of the two writes, or a message that is on its way arrives, arrives twice, or is lost.
#[derive(Clone, Debug)]
enum Event {
    Write { alice: bool },
    Arrive { which: prop::sample::Index, twice: bool },
    Lose { which: prop::sample::Index },
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => any::<bool>().prop_map(|alice| Event::Write { alice }),
        4 => (any::<prop::sample::Index>(), any::<bool>()).prop_map(|(which, twice)| Event::Arrive { which, twice }),
        1 => any::<prop::sample::Index>().prop_map(|which| Event::Lose { which }),
    ]
}

fn sessions_and_keys(device: &Device) -> Vec<(status_ports::SessionRecord, Vec<status_ports::MessageKeyRecord>)> {
    let sessions = device.store.sessions();
    sessions.map(|session| (session.clone(), device.store.message_keys(&session.key).cloned().collect())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_arrives_opens_once_in_any_order(
        known in any::<bool>(),
        events in prop::collection::vec(event(), 1..60),
    ) {
        let (mut alice, mut bob) = acquaintances();
        if known {
            bob.meet(&mut alice);
        }
        let mut on_their_way: Vec<(bool, String, Vec<u8>)> = Vec::new();
        for (number, event) in events.into_iter().enumerate() {
            match event {
                Event::Write { alice: from_alice } => {
                    let (from, to) = if from_alice { (&mut alice, &bob) } else { (&mut bob, &alice) };
                    let message = from.write(&to.public_key(), &text(number));
                    on_their_way.push((from_alice, text(number), message));
                }
                Event::Arrive { which, twice } if !on_their_way.is_empty() => {
                    let (from_alice, text, message) = on_their_way.remove(which.index(on_their_way.len()));
                    let (from, to) = if from_alice { (&alice, &mut bob) } else { (&bob, &mut alice) };
                    let in_session = entry_for(&message, to).dr_header.is_some();
                    prop_assert_eq!(to.read(&from.public_key(), &message), text);
                    if twice && in_session {
                        let before = sessions_and_keys(to);
                        prop_assert!(to.open(&from.public_key(), &message).is_err());
                        prop_assert_eq!(sessions_and_keys(to), before);
                    }
                }
                Event::Lose { which } if !on_their_way.is_empty() => {
                    on_their_way.remove(which.index(on_their_way.len()));
                }
                Event::Arrive { .. } | Event::Lose { .. } => {}
            }
        }
        alice.tell(&mut bob, "the end");
        bob.tell(&mut alice, "the end");
    }

    #[test]
    fn a_corrupt_message_changes_no_session_and_the_genuine_one_still_opens(
        begin in any::<bool>(),
        overtaken in 0_usize..3,
        at in any::<prop::sample::Index>(),
        flip in 1_u8..,
    ) {
        let (mut alice, mut bob) = if begin { acquaintances() } else { conversation() };
        for number in 0..overtaken {
            alice.write(&bob.public_key(), &text(number));
        }
        let genuine = alice.write(&bob.public_key(), "genuine");
        let mut corrupt = genuine.clone();
        corrupt[at.index(genuine.len())] ^= flip;
        let before = sessions_and_keys(&bob);
        match bob.open(&alice.public_key(), &corrupt) {
            // The flipped bit was in a part that says nothing about this message, such as another field's number.
            Ok(opened) => prop_assert!(opened.payload == b"genuine" || opened.security == Security::Public),
            Err(_) => {
                prop_assert_eq!(sessions_and_keys(&bob), before);
                prop_assert_eq!(bob.read(&alice.public_key(), &genuine), "genuine");
            }
        }
        alice.tell(&mut bob, "next");
        bob.tell(&mut alice, "answer");
    }

    #[test]
    fn any_bytes_give_an_error_or_a_result_and_change_no_session(bytes: Vec<u8>) {
        let (alice, mut bob) = conversation();
        let before = sessions_and_keys(&bob);
        let _ = bob.open(&alice.public_key(), &bytes);
        prop_assert_eq!(sessions_and_keys(&bob), before);
    }

    #[test]
    fn any_headers_give_an_error_or_a_result_and_change_no_session(
        own_key in any::<bool>(),
        key in prop::collection::vec(any::<u8>(), 30..36),
        n: u32,
        pn: u32,
        seq_no: u32,
        x3dh in any::<bool>(),
        payload in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let (mut alice, mut bob) = conversation();
        let mut message = decode(&alice.write(&bob.public_key(), "x"));
        let entry = message.encrypted_message.get_mut("bob-phone").unwrap();
        let header = entry.dr_header.as_mut().unwrap();
        (header.n, header.pn) = (n, pn);
        if !own_key {
            header.key.clone_from(&key);
        }
        if x3dh {
            let id = header.id.clone();
            entry.x3dh_header = Some(status_proto::encryption::X3dhHeader { key: key.clone(), id });
        }
        entry.hr_header = Some(status_proto::encryption::HrHeader { seq_no, key_id: key, ..Default::default() });
        entry.payload = payload;
        let before = sessions_and_keys(&bob);
        prop_assert!(bob.open(&alice.public_key(), &message.encode_to_vec()).is_err());
        prop_assert_eq!(sessions_and_keys(&bob), before);
    }
}

fn entry_for(message: &[u8], to: &Device) -> EncryptedMessageProtocol {
    let mut entries = decode(message).encrypted_message;
    entries.remove(to.endpoint.installation_id()).or_else(|| entries.remove(ANY_INSTALLATION)).unwrap()
}
