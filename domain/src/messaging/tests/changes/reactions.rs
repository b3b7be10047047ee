use status_ports::ReactionStore;

use super::*;

fn to(person: &mut Person, with: &Person, id: &str) -> Vec<status_ports::ReactionRecord> {
    let chat_id = with.id();
    person.stores.reactions_to(&chat_id, &[id.to_owned()], 100).unwrap()
}

#[test]
fn a_reaction_comes_and_is_taken_back() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "good?");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let chat_id = bobby.id();
    let reacted = alice.run(|context| chat::react(context, &chat_id, &said.id, 2)).unwrap();
    let mine = reacted.reactions.values().next().unwrap().clone();
    assert!(mine.id.len() == 66 && mine.emoji == 2 && !mine.retracted && mine.message_type == 1);
    let shown = bobby.receive(&alice, &reacted.outgoing);
    assert_eq!(shown.reactions[&mine.id].local_chat_id, alice.id());
    assert_eq!(to(&mut bobby, &alice, &said.id).len(), 1);
    assert_eq!(counts(&mut bobby, &alice), (0, 0));

    let retracted = alice.run(|context| chat::retract_reaction(context, &mine.id)).unwrap();
    assert!(retracted.reactions[&mine.id].retracted);
    bobby.receive(&alice, &retracted.outgoing);
    assert!(to(&mut bobby, &alice, &said.id).is_empty());
    // What was said before comes once more.
    assert!(bobby.handle(&arrived(&alice, &reacted.outgoing[0])).unwrap().shows_nothing());
    assert!(to(&mut bobby, &alice, &said.id).is_empty());
}

#[test]
fn one_takes_back_ones_own_reactions_only() {
    let (mut alice, mut bobby) = readers();
    let said = say(&mut bobby, &alice, "good?");
    alice.handle(&arrived(&bobby, &said)).unwrap();
    let chat_id = alice.id();
    let reacted = bobby.run(|context| chat::react(context, &chat_id, &said.id, 1)).unwrap();
    alice.receive(&bobby, &reacted.outgoing);
    let id = reacted.reactions.keys().next().unwrap().clone();
    let before = alice.everything();
    let refused = alice.run(|context| chat::retract_reaction(context, &id)).unwrap_err();
    assert!(refused.to_string().starts_with("identity mismatch"));
    let refused = alice.run(|context| chat::retract_reaction(context, "0x00")).unwrap_err();
    assert_eq!(refused.to_string(), "record not found");
    let chat_id = bobby.id();
    for (chat, message, emoji, expected) in [
        ("nowhere", said.id.as_str(), 1, "can't find chat"),
        (chat_id.as_str(), "0x00", 1, "record not found"),
        (chat_id.as_str(), said.id.as_str(), 0, "unknown emoji"),
        (chat_id.as_str(), said.id.as_str(), -1, "unknown emoji"),
        (chat_id.as_str(), said.id.as_str(), 256, "unknown emoji"),
    ] {
        let refused = alice.run(|context| chat::react(context, chat, message, emoji)).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    }
    assert_eq!(alice.everything(), before);
}
