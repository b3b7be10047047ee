//! Bots on a network in memory, in a time that passes only when everybody waits.

mod examples;
mod ids;
mod world;

use futures::StreamExt;

use super::*;
use world::{Home, contacts, met};

#[tokio::test(start_paused = true)]
async fn an_account_is_made_once_and_opened_again_with_its_password_only() {
    let home = Home::new();
    let alice = home.open("alice-bot", "right").await.unwrap();
    let me = *alice.me();
    alice.shut_down().await;
    assert!(matches!(home.open("alice-bot", "wrong").await, Err(BotError::Open(_))));
    let again = home.open("alice-bot", "right").await.unwrap();
    assert_eq!(*again.me(), me);
    let other = home.open("other-bot", "right").await.unwrap();
    assert_ne!(*other.me(), me, "another account in the same folder");
    assert!(matches!(home.open("no", "right").await, Err(BotError::Account(_))));
    assert!(matches!(home.open("nobody-bot", "").await, Err(BotError::Account(_))));
}

#[tokio::test(start_paused = true)]
async fn a_bot_starts_once() {
    let alice = Home::new().open("alice-bot", "right").await.unwrap();
    alice.start().await.unwrap();
    assert!(matches!(alice.start().await, Err(BotError::Started)));
    let mut events = alice.events();
    alice.shut_down().await;
    assert_eq!(events.next().await, None, "the stream ends");
    assert!(alice.send(*alice.me(), "hello").await.is_err());
}

#[tokio::test(start_paused = true)]
async fn what_is_said_comes_out_of_the_stream_and_its_author_is_told() {
    let ((alice, mut alices), (bobby, mut bobbys)) = contacts().await;
    let id = alice.send(*bobby.me(), "hello").await.unwrap();
    let message = bobbys.message().await;
    assert_eq!((&message.id, &message.author, message.text.as_str()), (&id, alice.me(), "hello"));
    assert_eq!((&message.chat, message.chat_kind), (&alice.me().chat(), ChatKind::Person));
    alices.until(|event| matches!(event, Event::Delivered(delivered) if delivered.id == id)).await;
    let report = alice.delivery(&id).await.unwrap();
    assert_eq!((report.stage, report.waits_for, report.published_envelopes), (Stage::Delivered, None, 1));
    let [recipient] = &*report.recipients else { panic!("{report:?}") };
    assert_eq!(recipient.recipient, bobby.me().public_key().to_compressed());
    assert_eq!(recipient.confirmed_by.as_deref(), Some(bobby.session.installation_id()));
    assert!(matches!(bobby.delivery(&id).await, Err(BotError::Refused(_))), "it is not Bobby's");
    let answer = bobby.reply(&message, "hello yourself").await.unwrap();
    let got = alices.message().await;
    assert_eq!((got.id, got.reply_to), (answer, Some(id)));
}

#[tokio::test(start_paused = true)]
async fn edits_and_deletions_are_told() {
    let ((alice, _alices), (bobby, mut bobbys)) = contacts().await;
    let id = alice.send(*bobby.me(), "helo").await.unwrap();
    let message = bobbys.message().await;
    bobby.react(&message, Emoji::ThumbsUp).await.unwrap();
    assert!(matches!(bobby.edit(&id, "not mine").await, Err(BotError::Refused(_))));
    alice.edit(&id, "hello").await.unwrap();
    let edited = bobbys.until(|event| matches!(event, Event::Edited(_))).await;
    assert!(matches!(edited, Event::Edited(edited) if edited.text == "hello" && edited.id == id));
    alice.delete(&id).await.unwrap();
    let deleted = bobbys.until(|event| matches!(event, Event::Deleted(..))).await;
    assert_eq!(deleted, Event::Deleted(alice.me().chat(), id));
}

#[tokio::test(start_paused = true)]
async fn a_group_comes_and_is_written_to() {
    let ((alice, mut alices), (bobby, mut bobbys)) = contacts().await;
    let group = alice.create_group("climbers", &[*bobby.me()]).await.unwrap();
    let told = bobbys.until(|event| matches!(event, Event::Group(change) if change.chat == group)).await;
    assert!(matches!(told, Event::Group(change) if change.name == "climbers"));
    bobby.join_group(&group).await.unwrap();
    bobby.send(group.clone(), "who belays?").await.unwrap();
    let message = alices.message().await;
    assert_eq!(
        (message.chat, message.chat_kind, message.text.as_str()),
        (group.clone(), ChatKind::Group, "who belays?")
    );
    let removal = bobby.remove_from_group(&group, &[*alice.me()]).await;
    assert!(matches!(removal, Err(BotError::Refused(_))), "no admin");
    alice.remove_from_group(&group, &[*bobby.me()]).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn nothing_wrong_is_sent() {
    let ((alice, _alices), (bobby, _bobbys)) = contacts().await;
    let said = alice.send(*bobby.me(), "hello").await.unwrap();
    for text in ["", " \n", &"x".repeat(4097)] {
        assert!(matches!(alice.send(*bobby.me(), text).await, Err(BotError::Refused(_))), "{text:?}");
        assert!(matches!(alice.edit(&said, text).await, Err(BotError::Refused(_))), "{text:?}");
    }
    let nowhere: ChatId = "nowhere".parse().unwrap();
    assert!(matches!(alice.send(nowhere, "hello").await, Err(BotError::Refused(_))));
    let unknown: MessageId = format!("0x{}", "0".repeat(64)).parse().unwrap();
    assert!(matches!(alice.accept_contact(&unknown).await, Err(BotError::Refused(_))));
    assert!(matches!(alice.delete(&unknown).await, Err(BotError::Refused(_))));
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_does_not_keep_up_is_told_how_much_it_missed() {
    let listeners = Listeners::default();
    let mut events = listeners.add();
    let event = Event::Deleted("chat".parse().unwrap(), format!("0x{}", "1".repeat(64)).parse().unwrap());
    listeners.tell(&vec![event.clone(); 5_000]);
    let mut got = 0;
    while got < 4_096 {
        assert_eq!(events.next().await, Some(event.clone()));
        got += 1;
    }
    listeners.tell(std::slice::from_ref(&event));
    assert_eq!(events.next().await, Some(Event::Missed(5_000 - 4_096)));
    assert_eq!(StreamExt::next(&mut events).await, Some(event));
    drop(events);
    listeners.tell(&[Event::Missed(1)]);
    assert!(listeners.is_empty(), "nobody listens any more");
}

#[tokio::test(start_paused = true)]
async fn strangers_become_contacts_by_a_request() {
    let home = Home::new();
    let (alice, mut alices) = home.running("alice-bot").await;
    let (bobby, mut bobbys) = home.running("bobby-bot").await;
    met(&alice, &bobby).await;
    alice.request_contact(bobby.me(), "may I write to you?").await.unwrap();
    let asked = bobbys.until(|event| matches!(event, Event::ContactRequest(_))).await;
    let Event::ContactRequest(request) = asked else { unreachable!("that was waited for") };
    assert_eq!((request.from, request.text.as_str()), (*alice.me(), "may I write to you?"));
    bobby.accept_contact(&request.id).await.unwrap();
    bobby.send(*alice.me(), "you may").await.unwrap();
    assert_eq!(alices.message().await.text, "you may");
}
