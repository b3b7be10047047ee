//! What is counted of a chat is what is there.

use proptest::prelude::*;
use status_ports::{ChatStore as _, MessageRecord, MessageStore as _};
use status_proto::status::ImageMessage;
use status_proto::status::chat_message::Payload;

use crate::chat::{self, NewMessage};
use crate::messaging::tests::{Person, friends};

fn text(chat: &str, text: String, response_to: String) -> NewMessage {
    NewMessage { chat_id: chat.to_owned(), text, content_type: 1, response_to, ..NewMessage::default() }
}

fn image(chat: &str) -> NewMessage {
    let payload = Some(Payload::Image(ImageMessage { payload: vec![1], format: 1, ..ImageMessage::default() }));
    NewMessage { chat_id: chat.to_owned(), content_type: 7, payload, ..NewMessage::default() }
}

/// Alice with Bobby, of whom she gets messages.
struct Two {
    alice: Person,
    bobby: Person,
}

impl Two {
    /// Bobby says something; Alice gets what he sent, in the opposite order if that is wanted.
    fn say(&mut self, messages: Vec<NewMessage>, is_reversed: bool) {
        let mut sent = self.bobby.run(|context| chat::send_messages(context, messages)).unwrap().outgoing;
        if is_reversed {
            sent.reverse();
        }
        self.alice.now = self.alice.now.max(self.bobby.now);
        self.alice.receive(&self.bobby, &sent);
    }

    fn messages(&mut self) -> Vec<MessageRecord> {
        self.alice.messages(&self.bobby)
    }

    fn chosen(&mut self, number: usize) -> Option<MessageRecord> {
        let messages = self.messages();
        let count = messages.len().max(1);
        messages.into_iter().nth(number % count)
    }

    fn event(&mut self, kind: u8, number: usize) {
        let (alice, bobby) = (self.alice.id(), self.bobby.id());
        match kind {
            0 => self.say(vec![text(&alice, "hi".into(), String::new())], false),
            1 => self.say(vec![text(&alice, format!("hi @{alice}"), String::new())], false),
            2 => self.say(vec![image(&alice), image(&alice), image(&alice)], number.is_multiple_of(2)),
            3 => {
                let quoted = self.messages().into_iter().find(|message| message.outgoing_status.is_some());
                let quoted = quoted.map(|message| message.id).unwrap_or_default();
                self.say(vec![text(&alice, "re".into(), quoted)], false);
            }
            4 => {
                self.alice.now = self.alice.now.max(self.bobby.now);
                let own = text(&bobby, "mine".into(), String::new());
                let sent = self.alice.run(|context| chat::send_message(context, own)).unwrap().outgoing;
                self.bobby.now = self.bobby.now.max(self.alice.now);
                self.bobby.receive(&self.alice, &sent);
            }
            5 => {
                let ids: Vec<String> = self.chosen(number).into_iter().map(|message| message.id).collect();
                self.alice.run(|context| chat::mark_messages_read(context, &bobby, &ids)).unwrap();
            }
            6 => drop(self.alice.run(|context| chat::mark_all_read(context, &bobby)).unwrap()),
            7 => {
                let Some(target) = self.chosen(number) else { return };
                self.alice.run(|context| chat::mark_message_unread(context, &bobby, &target.id)).unwrap();
            }
            8 => drop(self.alice.run(|context| chat::clear_history(context, &bobby)).unwrap()),
            9 => drop(self.alice.run(|context| chat::forget_messages_of_chat(context, &bobby)).unwrap()),
            _ => {
                let Some(target) = self.chosen(number) else { return };
                // Notes of the chat are not deleted.
                drop(self.alice.run(|context| chat::delete_message_for_me(context, &bobby, &target.id)));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_happens_the_counts_of_a_chat_are_those_of_its_messages(
        events in prop::collection::vec((0_u8..11, any::<usize>()), 1..25)
    ) {
        let (alice, bobby) = friends();
        let mut two = Two { alice, bobby };
        for (kind, number) in events {
            two.event(kind, number);
            let id = two.bobby.id();
            let chat = two.alice.stores.find_chat(&id).unwrap().unwrap();
            let above = chat::mentions_above(&chat);
            let counted = two.alice.stores.count_unseen_messages(&id, above).unwrap();
            prop_assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), counted, "event {}", kind);
        }
    }
}

#[test]
fn an_album_is_one_thing_to_look_at() {
    let (alice, bobby) = friends();
    let mut two = Two { alice, bobby };
    let id = two.bobby.id();
    two.alice.run(|context| chat::mark_all_read(context, &id)).unwrap();
    two.event(2, 0);
    let chat = two.alice.stores.find_chat(&id).unwrap().unwrap();
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (1, 1));
}

#[test]
fn what_is_marked_as_unread_again_reminds_and_mentions_only_if_it_does() {
    let (alice, bobby) = friends();
    let mut two = Two { alice, bobby };
    let id = two.bobby.id();
    for kind in [0, 1, 0] {
        two.event(kind, 0);
    }
    two.alice.run(|context| chat::mark_all_read(context, &id)).unwrap();
    let messages = two.messages();
    let first = messages.iter().find(|message| message.text == "hi").unwrap();
    let marked = two.alice.run(|context| chat::mark_message_unread(context, &id, &first.id)).unwrap();
    assert_eq!((marked.seen[0].count, marked.seen[0].count_with_mentions, marked.seen[0].seen), (3, 1, false));
    let chat = two.alice.stores.find_chat(&id).unwrap().unwrap();
    assert_eq!((chat.unviewed_messages_count, chat.unviewed_mentions_count), (3, 1));
    assert_eq!(two.alice.stores.find_first_unseen_message(&id).unwrap().as_deref(), Some(first.id.as_str()));
}

#[test]
fn only_messages_of_the_chat_are_marked_as_unread() {
    let (alice, bobby) = friends();
    let mut two = Two { alice, bobby };
    two.event(0, 0);
    let before = two.alice.everything();
    let (bobby, id) = (two.bobby.id(), two.messages().pop().unwrap().id);
    for (chat_id, message, error) in
        [("nobody", id.as_str(), "Chat not found"), (bobby.as_str(), "0x00", "record not found")]
    {
        let refused = two.alice.run(|context| chat::mark_message_unread(context, chat_id, message));
        assert_eq!(refused.unwrap_err().to_string(), error);
    }
    assert_eq!(two.alice.everything(), before);
}
