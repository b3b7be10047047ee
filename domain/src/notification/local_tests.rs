//! What the desktop is told.

use status_ports::{ChatKind, ChatRecord, ChatStore, NotificationExemption, NotificationExemptionStore, SettingsStore};

use super::{About, LocalNotification, local_notifications};
use crate::chat::{self, NewMessage, hidden_chat_with};
use crate::messaging::tests::{Person, friends};
use crate::messaging::{Outcome, RemovedMessage};
use crate::settings::{NotificationSetting, no_exemption};

fn say(from: &mut Person, to: &Person, text: &str) -> Outcome {
    let message = NewMessage { chat_id: to.id(), text: text.to_owned(), content_type: 1, ..NewMessage::default() };
    from.run(|context| chat::send_message(context, message)).unwrap()
}

fn told(who: &mut Person, outcome: &Outcome) -> Vec<LocalNotification> {
    let (me, now) = (who.public_key().to_compressed(), who.now);
    local_notifications(&mut who.stores, &me, outcome, now).unwrap()
}

fn set(who: &mut Person, setting: NotificationSetting, value: &serde_json::Value) {
    who.stores.save_settings(&[setting.write(value).unwrap()]).unwrap();
}

/// Bobby said something to Alice.
fn said(text: &str) -> (Person, Person, Outcome) {
    let (mut alice, mut bobby) = friends();
    let sent = say(&mut bobby, &alice, text);
    let received = alice.receive(&bobby, &sent.outgoing);
    (alice, bobby, received)
}

#[test]
fn what_a_contact_says_is_told_with_name_and_text() {
    let (mut alice, bobby, received) = said("**hello** @0x00001");
    let told = told(&mut alice, &received);
    let [told] = told.as_slice() else { panic!("{told:?}") };
    let message = received.messages.values().next().unwrap();
    assert_eq!(told.about, About::Message(message.id.clone()));
    assert_eq!((told.title.as_str(), told.text.as_str()), ("bobby-node", "hello everyone"));
    assert_eq!(told.deep_link, format!("status-app://p/{}", bobby.id()));
    assert_eq!(format!("0x{}", hex::encode(told.id)), message.id);
    assert_eq!(told.timestamp, message.whisper_timestamp);
}

#[test]
fn who_is_mentioned_is_called_by_name() {
    let (mut alice, bobby) = friends();
    let text = format!("ask @{} and @{}", bobby.id(), alice.id());
    let mut bobby = bobby;
    let sent = say(&mut bobby, &alice, &text);
    let received = alice.receive(&bobby, &sent.outgoing);
    assert_eq!(told(&mut alice, &received)[0].text, "ask bobby-node and alice-node");
}

#[test]
fn of_a_burst_the_newest_of_a_chat_is_told() {
    let (mut alice, mut bobby) = friends();
    let mut received = Outcome::default();
    for number in 0..20 {
        let sent = say(&mut bobby, &alice, &format!("number {number}"));
        received.merge(alice.receive(&bobby, &sent.outgoing));
    }
    let told = told(&mut alice, &received);
    assert_eq!(told.iter().map(|told| told.text.as_str()).collect::<Vec<_>>(), ["number 19"]);
}

#[test]
fn nothing_is_told_of_chats_that_are_muted_or_not_open_nor_of_what_was_read() {
    let (mut alice, bobby, received) = said("hello");
    let chat = alice.chat(&bobby);
    for changed in [
        ChatRecord { active: false, ..chat.clone() },
        ChatRecord { muted: true, ..chat.clone() },
        ChatRecord { muted: true, mute_till: u64::MAX, ..chat.clone() },
    ] {
        let mut outcome = received.clone();
        outcome.chats.insert(chat.id.clone(), changed);
        assert_eq!(told(&mut alice, &outcome), []);
    }
    let mut read = received;
    read.messages.values_mut().for_each(|message| message.seen = true);
    assert_eq!(told(&mut alice, &read), []);
}

#[test]
fn in_public_only_what_is_meant_for_us_is_told() {
    let (mut alice, bobby, mut received) = said("hello");
    let key = bobby.public_key();
    let public =
        ChatRecord { id: "status".to_owned(), kind: ChatKind::Public, active: true, ..hidden_chat_with(&key, 1) };
    alice.stores.save_chat(&public).unwrap();
    received.messages.values_mut().for_each(|message| message.local_chat_id = "status".to_owned());
    assert_eq!(told(&mut alice, &received), []);
    received.messages.values_mut().for_each(|message| message.replied = true);
    assert_eq!(told(&mut alice, &received).len(), 1);
}

#[test]
fn the_settings_say_whether_and_how_much_is_told() {
    let (mut alice, bobby, received) = said("hello");
    set(&mut alice, NotificationSetting::MessagePreview, &1.into());
    let shown = told(&mut alice, &received).remove(0);
    assert_eq!((shown.title.as_str(), shown.text.as_str()), ("bobby-node", ""));
    set(&mut alice, NotificationSetting::MessagePreview, &0.into());
    let shown = told(&mut alice, &received).remove(0);
    assert_eq!((shown.title.as_str(), shown.text.as_str(), shown.author_name.as_str()), ("", "", ""));

    for word in ["TurnOff", "DeliverQuietly"] {
        set(&mut alice, NotificationSetting::OneToOneChats, &word.into());
        assert_eq!(told(&mut alice, &received), []);
    }
    // What is set for the chat goes before.
    let exemption = NotificationExemption { other_messages: "SendAlerts".to_owned(), ..no_exemption(&bobby.id()) };
    alice.stores.save_notification_exemption(&exemption).unwrap();
    assert_eq!(told(&mut alice, &received).len(), 1);
    set(&mut alice, NotificationSetting::AllowNotifications, &false.into());
    assert_eq!(told(&mut alice, &received), []);
    set(&mut alice, NotificationSetting::AllowNotifications, &true.into());
    let muted = NotificationExemption { mute_all_messages: true, ..exemption };
    alice.stores.save_notification_exemption(&muted).unwrap();
    assert_eq!(told(&mut alice, &received), []);
}

#[test]
fn what_was_deleted_is_taken_away() {
    let (mut alice, bobby, received) = said("hello");
    let message_id = received.messages.keys().next().unwrap().clone();
    let removed = RemovedMessage { chat_id: bobby.id(), message_id: message_id.clone(), deleted_by: None };
    let outcome = Outcome { removed_messages: vec![removed], ..Outcome::default() };
    let told = told(&mut alice, &outcome);
    assert_eq!((told[0].about.clone(), format!("0x{}", hex::encode(told[0].id))), (About::Deleted, message_id));
}
