use status_proto::status::{BridgeMessage, EditMessage};

use super::*;

fn bridged(from: &Person, to: &Person, name: &str, id: &str, parent: &str) -> ReceivedMessage {
    let bridge = BridgeMessage {
        bridge_name: name.into(),
        user_name: "dan".into(),
        content: format!("{id} to {parent}"),
        message_id: id.into(),
        parent_message_id: parent.into(),
        ..BridgeMessage::default()
    };
    let content = ChatMessage {
        clock: from.now,
        timestamp: from.now,
        chat_id: to.id(),
        message_type: 1,
        content_type: 18,
        payload: Some(chat_message::Payload::BridgeMessage(bridge)),
        ..ChatMessage::default()
    };
    signed(from, Type::ChatMessage, &content)
}

#[test]
fn replies_of_a_bridge_lead_to_our_messages_in_either_order() {
    for reversed in [false, true] {
        let (mut alice, bobby) = readers();
        let mut messages = [("1", ""), ("2", "1"), ("3", "2"), ("4", "unknown"), ("5", "5")]
            .map(|(id, parent)| bridged(&bobby, &alice, "discord", id, parent));
        let ids = messages.each_ref().map(|message| message.id.clone());
        if reversed {
            messages.reverse();
        }
        for message in &messages {
            alice.handle(message).unwrap();
        }
        let replies = ids.each_ref().map(|id| stored(&mut alice, id).response_to);
        assert_eq!(replies, ["", &ids[0], &ids[1], "", ""]);
    }
}

#[test]
fn a_reply_that_comes_first_is_listed_when_its_parent_comes() {
    let (mut alice, bobby) = readers();
    let (parent, reply) = (bridged(&bobby, &alice, "discord", "1", ""), bridged(&bobby, &alice, "discord", "2", "1"));
    alice.handle(&reply).unwrap();
    let shown = alice.handle(&parent).unwrap();
    assert_eq!(shown.messages[&reply.id].response_to, parent.id);
}

#[test]
fn ids_of_another_bridge_or_author_mean_nothing() {
    let (mut alice, bobby) = readers();
    let parent = bridged(&bobby, &alice, "discord", "1", "");
    alice.handle(&parent).unwrap();
    let stranger = Person::new("stranger", 7);
    for reply in [bridged(&bobby, &alice, "matrix", "2", "1"), bridged(&stranger, &alice, "discord", "2", "1")] {
        alice.handle(&reply).unwrap();
        assert_eq!(stored(&mut alice, &reply.id).response_to, "");
    }
    let long = "x".repeat(10_000);
    for (id, parent) in [(long.as_str(), ""), ("9", long.as_str())] {
        alice.handle(&bridged(&bobby, &alice, "discord", id, parent)).unwrap();
    }
}

#[test]
fn what_we_bring_over_a_bridge_is_linked_too() {
    let (mut alice, bobby) = readers();
    let mut bring = |id: &str, parent: &str| {
        let bridge = BridgeMessage {
            bridge_name: "discord".into(),
            user_name: "dan".into(),
            content: "hello".into(),
            message_id: id.into(),
            parent_message_id: parent.into(),
            ..BridgeMessage::default()
        };
        let message = NewMessage {
            chat_id: bobby.id(),
            content_type: 18,
            payload: Some(chat_message::Payload::BridgeMessage(bridge)),
            ..NewMessage::default()
        };
        sent(alice.run(|context| chat::send_message(context, message)).unwrap()).id
    };
    let (first, second) = (bring("1", ""), bring("2", "1"));
    assert_eq!(stored(&mut alice, &second).response_to, first);
    let again = alice.run(|context| chat::resend_message(context, &second)).unwrap();
    assert_eq!(again.outgoing[0].id, second);
}

#[test]
fn what_a_bridge_brings_mentions_people_as_other_messages_do() {
    let (mut alice, bobby) = readers();
    let me = alice.id();
    let (mention, other) =
        (bridged(&bobby, &alice, "discord", "1", &format!("@{me}")), bridged(&bobby, &alice, "x", "2", ""));
    for (message, is_mentioned) in [(&mention, true), (&other, false)] {
        let shown = alice.handle(message).unwrap();
        assert_eq!(shown.messages[&message.id].mentioned, is_mentioned);
    }
    let edit = EditMessage {
        clock: bobby.now + 1,
        text: "nobody".into(),
        chat_id: alice.id(),
        message_id: mention.id.clone(),
        message_type: 1,
        content_type: 18,
        ..EditMessage::default()
    };
    alice.handle(&signed(&bobby, Type::EditMessage, &edit)).unwrap();
    assert!(!stored(&mut alice, &mention.id).mentioned);
}
