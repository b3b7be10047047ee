//! What a message is in the end does not depend on the order in which it and its changes come.

use proptest::prelude::*;

use super::*;

/// Everything that can be seen of a chat but when it changed here.
fn outcome(person: &mut Person, with: &Person) -> String {
    let mut chat = person.chat(with);
    chat.timestamp = 0;
    let messages = person.messages(with);
    let ids: Vec<String> = messages.iter().map(|message| message.id.clone()).collect();
    let mut reactions = status_ports::ReactionStore::reactions_to(&mut person.stores, &with.id(), &ids, 1000).unwrap();
    reactions.sort_by(|a, b| a.id.cmp(&b.id));
    let pins = status_ports::PinStore::pinned_messages(&mut person.stores, &with.id(), "", None).unwrap().items;
    format!("{chat:?}\n{messages:?}\n{reactions:?}\n{pins:?}")
}

/// What bobby sends: messages, and whatever changes them.
fn history(alice: &mut Person, bobby: &mut Person, deeds: &[(u8, usize)]) -> Vec<ReceivedMessage> {
    let chat_id = alice.id();
    let mut ids: Vec<String> = Vec::new();
    let mut reactions: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for (deed, which) in deeds {
        let id = ids.get(which % ids.len().max(1)).cloned().unwrap_or_default();
        let decided = match deed % 7 {
            0 | 1 => {
                let text = format!("message {}", all.len());
                let message = NewMessage { chat_id: chat_id.clone(), text, content_type: 1, ..NewMessage::default() };
                bobby.run(|context| chat::send_message(context, message))
            }
            2 => {
                let text = format!("edit {} @{chat_id}", all.len());
                let edit = chat::Edit { message_id: id, text, ..chat::Edit::default() };
                bobby.run(|context| chat::edit_message(context, &edit))
            }
            3 => bobby.run(|context| chat::delete_message(context, &id)),
            4 => bobby.run(|context| chat::react(context, &chat_id, &id, (which % 3 + 1) as i32)),
            5 => {
                let id = reactions.get(which % reactions.len().max(1)).cloned().unwrap_or_default();
                bobby.run(|context| chat::retract_reaction(context, &id))
            }
            _ => bobby.run(|context| chat::pin_message(context, &chat_id, &id, which % 3 != 0)),
        };
        let Ok(decided) = decided else { continue };
        reactions.extend(decided.reactions.keys().cloned());
        for message in decided.outgoing {
            if message.kind == Type::ChatMessage {
                ids.push(message.id.clone());
            }
            all.push(arrived(bobby, &message));
        }
    }
    // One album, and the end of it.
    for number in 0..3 {
        all.push(image(bobby, alice, number));
    }
    if deeds.len().is_multiple_of(2) {
        let id = all.last().unwrap().id.clone();
        all.push(hostile::deletion(bobby, alice, &id, 50));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_order_and_repetition_of_messages_and_their_changes_ends_the_same(
        deeds in proptest::collection::vec((any::<u8>(), 0_usize..20), 1..24),
        seed in any::<u64>(),
        repeated in proptest::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let (mut alice, mut bobby) = readers();
        let sent = history(&mut alice, &mut bobby, &deeds);
        // Everything comes when all of it was sent.
        alice.now = bobby.now;
        let arrive = |order: &[usize]| {
            let mut alice = alice.clone();
            for number in order {
                alice.handle(&sent[*number]).unwrap();
            }
            outcome(&mut alice, &bobby)
        };
        let in_order: Vec<usize> = (0..sent.len()).collect();
        let mut shuffled = in_order.clone();
        shuffled.extend(repeated.iter().map(|index| index.index(sent.len())));
        shuffled.sort_by_key(|number| (*number as u64 + 1).wrapping_mul(seed | 1).rotate_left(23));
        prop_assert_eq!(arrive(&shuffled), arrive(&in_order));
    }
}
