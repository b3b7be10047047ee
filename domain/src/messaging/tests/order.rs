//! The network reorders and repeats.

use proptest::prelude::*;
use status_ports::{ChatStore, MessageStore};

use super::scenarios::friends;
use super::{Person, arrived};
use crate::chat::{self, NewMessage};
use crate::contact::{self, ContactRequests};
use crate::messaging::{CommandError, HandleError, OutgoingMessage};

fn say(from: &mut Person, to: &str, text: &str) -> OutgoingMessage {
    let message = NewMessage { chat_id: to.into(), text: text.into(), content_type: 1, ..NewMessage::default() };
    from.run(|context| chat::send_message(context, message)).unwrap().outgoing.pop().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_chat_ends_the_same_in_whatever_order_its_messages_come(
        order in proptest::collection::vec(0_usize..8, 0..24).prop_map(|mut order| { order.extend(0..8); order }),
        seed in any::<u64>(),
    ) {
        let (alice, mut bobby) = friends();
        let sent: Vec<_> = (0..8).map(|number| say(&mut bobby, &alice.id(), &format!("number {number}"))).collect();
        let arrive = |order: &[usize]| {
            let mut alice = alice.clone();
            for number in order {
                alice.handle(&arrived(&bobby, &sent[*number])).unwrap();
            }
            let messages = alice.messages(&bobby);
            let chat = alice.chat(&bobby);
            let last = chat.last_message;
            (messages, last, chat.unviewed_messages_count, chat.last_clock_value, alice.contact(&bobby))
        };
        let mut shuffled = order;
        shuffled.sort_by_key(|number| (*number as u64 + 1).wrapping_mul(seed | 1).rotate_left(23));
        prop_assert_eq!(arrive(&shuffled), arrive(&[0, 1, 2, 3, 4, 5, 6, 7]));
    }

    #[test]
    fn an_acceptance_and_the_message_after_it_make_contacts_in_either_order(order in any::<bool>(), twice in any::<bool>()) {
        let (mut alice, mut bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
        let key = bobby.public_key();
        let asked = alice.run(|context| contact::send_contact_request(context, &key, "hello")).unwrap();
        bobby.receive(&alice, &asked.outgoing);
        let key = alice.public_key();
        let accepted = bobby.run(|context| contact::accept_latest_contact_request(context, &key)).unwrap();
        let mut sent = vec![accepted.outgoing.last().unwrap().clone(), say(&mut bobby, &alice.id(), "hi")];
        if order {
            sent.reverse();
        }
        if twice {
            sent.extend(sent.clone());
        }
        alice.receive(&bobby, &sent);
        prop_assert!(alice.contact(&bobby).is_active() && bobby.contact(&alice).is_active());
        let chat = alice.chat(&bobby);
        prop_assert!(chat.active);
        prop_assert_eq!(chat.unviewed_messages_count, 2);
        let accepted_texts = alice.messages(&bobby).iter().filter(|message| message.content_type == 16).count();
        prop_assert_eq!(accepted_texts, 1);
    }
}

/// What a person may do.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Ask,
    Accept,
    Decline,
    Retract,
    Remove,
    Block,
    Unblock,
    Say,
    ReadAll,
    Close,
}

const DEEDS: [Deed; 10] = [
    Deed::Ask,
    Deed::Accept,
    Deed::Decline,
    Deed::Retract,
    Deed::Remove,
    Deed::Block,
    Deed::Unblock,
    Deed::Say,
    Deed::ReadAll,
    Deed::Close,
];

fn act(who: &mut Person, other: &Person, deed: Deed) -> Vec<OutgoingMessage> {
    let (key, id) = (other.public_key(), other.id());
    let text = NewMessage { chat_id: id.clone(), text: "hello".into(), content_type: 1, ..NewMessage::default() };
    let outcome = who.run(|context| match deed {
        Deed::Ask => contact::send_contact_request(context, &key, "hello"),
        Deed::Accept => contact::accept_latest_contact_request(context, &key),
        Deed::Decline => contact::dismiss_latest_contact_request(context, &key),
        Deed::Retract => contact::retract_contact_request(context, &key),
        Deed::Remove => contact::remove_contact(context, &key),
        Deed::Block => contact::block_contact(context, &key),
        Deed::Unblock => contact::unblock_contact(context, &key),
        Deed::Say => chat::send_message(context, text),
        Deed::ReadAll => chat::mark_all_read(context, &id),
        Deed::Close => chat::deactivate(context, &id, false),
    });
    // What cannot be done now is refused with a reason of its own.
    match outcome {
        Ok(outcome) => outcome.outgoing,
        Err(CommandError::Storage(error)) => panic!("{error}"),
        Err(_) => Vec::new(),
    }
}

/// What must always hold.
fn is_sound(who: &mut Person, other: &Person) {
    let Some(chat) = who.stores.find_chat(&other.id()).unwrap() else { return };
    let counted = who.stores.count_unseen_messages(&chat.id, chat::mentions_above(&chat)).unwrap();
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), counted);
    if let Some(last) = chat.last_message {
        assert!(who.stores.message_exists(&last.id).unwrap(), "the last message is stored");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_two_people_do_on_a_bad_network_their_records_stay_sound(
        deeds in proptest::collection::vec((any::<bool>(), 0..DEEDS.len(), any::<prop::sample::Index>(), 0_u8..4), 1..40),
    ) {
        let (mut alice, mut bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
        let (mut to_alice, mut to_bobby) = (Vec::new(), Vec::new());
        for (is_alice, deed, index, deliveries) in deeds {
            let now = alice.now.max(bobby.now);
            (alice.now, bobby.now) = (now, now);
            if is_alice {
                to_bobby.extend(act(&mut alice, &bobby, DEEDS[deed]));
            } else {
                to_alice.extend(act(&mut bobby, &alice, DEEDS[deed]));
            }
            // Some arrive, in any order, some twice, some never.
            for _ in 0..deliveries {
                let (who, from, queue) = if is_alice {
                    (&mut bobby, &alice, &to_bobby)
                } else {
                    (&mut alice, &bobby, &to_alice)
                };
                if queue.is_empty() {
                    continue;
                }
                let message = arrived(from, &queue[index.index(queue.len())]);
                match who.handle(&message) {
                    Ok(outcome) if is_alice => to_alice.extend(outcome.outgoing),
                    Ok(outcome) => to_bobby.extend(outcome.outgoing),
                    Err(HandleError::Storage(error)) => panic!("{error}"),
                    Err(_) => {}
                }
            }
            is_sound(&mut alice, &bobby);
            is_sound(&mut bobby, &alice);
        }
    }
}
