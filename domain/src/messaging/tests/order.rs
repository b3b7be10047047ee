//! The network reorders and repeats.

use proptest::prelude::*;

use super::scenarios::friends;
use super::{Person, arrived};
use crate::chat::{self, NewMessage};
use crate::contact::{self, ContactRequests};
use crate::messaging::OutgoingMessage;

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
