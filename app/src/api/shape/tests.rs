use serde_json::{Value, json};
use status_domain::chat::{hidden_chat_with, text};
use status_domain::contact::unknown_contact;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::identity::parse_public_key;
use status_domain::messaging::Outcome;
use status_memory::MemoryProfile;
use status_ports::{
    ActivityRecord, ChatRecord, LastMessage, MessageContactRequestState, MessageRecord, OutgoingStatus,
    ProfileStoreExt, StorageError,
};

use super::text::ParsedTextJson;
use super::*;
use crate::media::MediaUrls;

fn key(number: u8) -> PublicKey {
    PrivateKey::from_bytes(&[number; 32]).unwrap().public_key()
}

fn me() -> PublicKey {
    key(1)
}

fn bobby() -> PublicKey {
    key(2)
}

fn message(id: &str, from: &PublicKey) -> MessageRecord {
    let is_own = *from == me();
    MessageRecord {
        id: id.to_owned(),
        local_chat_id: status_domain::identity::public_key_text(&bobby()),
        chat_id: "0x04".to_owned(),
        from: from.to_compressed(),
        whisper_timestamp: 1_000,
        timestamp: 1_001,
        clock: 7,
        text: "*hi*\n<b> https://e.com".to_owned(),
        content_type: 1,
        message_type: 1,
        response_to: String::new(),
        ens_name: String::new(),
        display_name: "Name".to_owned(),
        seen: is_own,
        outgoing_status: is_own.then_some(OutgoingStatus::Delivered),
        contact_request_state: MessageContactRequestState::None,
        mentioned: false,
        replied: false,
        edited_at: 0,
        deleted: false,
        deleted_for_me: false,
        deleted_by: None,
        album_id: String::new(),
        bridge_content: String::new(),
        contact_verification_state: 0,
        payload: Vec::new(),
    }
}

fn chat(last: &MessageRecord) -> ChatRecord {
    let last_message = LastMessage {
        id: last.id.clone(),
        clock: last.clock,
        seen: last.seen,
        outgoing_status: last.outgoing_status.map(|_| OutgoingStatus::Sending),
        contact_request_state: MessageContactRequestState::Pending,
    };
    ChatRecord { last_message: Some(last_message), ..hidden_chat_with(&bobby(), 1) }
}

/// What a client reads of an outcome whose records are stored.
async fn shown(outcome: Outcome, is_received: bool) -> Value {
    let store: std::sync::Arc<dyn status_ports::ProfileStore> = std::sync::Arc::new(MemoryProfile::default());
    let stored = outcome.clone();
    store
        .transact(move |stores| {
            stored.contacts.values().try_for_each(|contact| stores.save_contact(contact))?;
            stored.messages.values().try_for_each(|message| stores.save_message(message))?;
            stored.chats.values().try_for_each(|chat| stores.save_chat(chat))
        })
        .await
        .unwrap_or_else(|error: StorageError| panic!("{error}"));
    let shaper = Shaper::new(&me(), MediaUrls::default());
    let response = if is_received {
        shaper.received(&store, outcome, 0).await.unwrap().1
    } else {
        shaper.command(&store, outcome, true).await.unwrap()
    };
    serde_json::to_value(response).unwrap()
}

fn outcome(messages: &[MessageRecord]) -> Outcome {
    let mut outcome = Outcome::default();
    for message in messages {
        outcome.messages.insert(message.id.clone(), message.clone());
    }
    outcome
}

fn entry(message: &MessageRecord) -> ActivityRecord {
    ActivityRecord {
        name: "Bobby".to_owned(),
        author: Some(message.from),
        message_id: message.id.clone(),
        updated_at: 2,
        ..ActivityRecord::new(vec![1, 2], 5, message.local_chat_id.clone(), 1)
    }
}

#[tokio::test]
async fn an_empty_response_still_names_what_is_always_there() {
    let expected = json!({"notifications": null, "discordOldestMessageTimestamp": 0});
    assert_eq!(shown(Outcome::default(), false).await, expected);
}

#[tokio::test]
async fn a_stored_message_is_called_by_its_contact_and_has_gap_parameters() {
    let stranger = shown(outcome(&[message("0x01", &bobby())]), false).await;
    assert_eq!(stranger["messages"][0]["alias"], "");
    let mut known = outcome(&[message("0x01", &bobby())]);
    known.contacts.insert(bobby().to_compressed(), unknown_contact(bobby().to_compressed()));
    let known = &shown(known, false).await["messages"][0];
    assert!(known["alias"].as_str().unwrap().starts_with("zQ3..."));
    assert_eq!(known["gapParameters"], json!({}));
    assert_eq!(known["displayName"], "");
    assert_eq!(known["lineCount"], 1);
    assert_eq!(known["links"], json!(["https://e.com"]));
    assert_eq!(known.get("new"), None);
    assert_eq!(known["emojiHash"].as_array().unwrap().len(), 14);
}

#[tokio::test]
async fn only_what_was_received_just_now_is_new() {
    let mut outcome = outcome(&[message("0x01", &bobby()), message("0x02", &bobby())]);
    outcome.received.insert("0x02".to_owned());
    let shown = shown(outcome, true).await;
    assert_eq!(shown["messages"][0].get("new"), None);
    assert_eq!(shown["messages"][1]["new"], true);
}

#[tokio::test]
async fn a_reply_quotes_what_it_replies_to_unless_that_was_deleted() {
    let reply = MessageRecord { response_to: "0x01".to_owned(), ..message("0x02", &me()) };
    let shown_reply = shown(outcome(&[message("0x01", &bobby()), reply.clone()]), false).await;
    assert_eq!(shown_reply["messages"][1]["quotedMessage"]["text"], message("0x01", &bobby()).text);
    let deleted = MessageRecord { deleted: true, ..message("0x01", &bobby()) };
    let quoted = &shown(outcome(&[deleted, reply]), false).await["messages"][1]["quotedMessage"];
    assert_eq!((&quoted["text"], &quoted["deleted"], quoted.get("parsedText")), (&json!(""), &json!(true), None));
}

#[tokio::test]
async fn a_chat_shows_its_last_message_as_it_was_when_it_came() {
    let last = MessageRecord {
        contact_request_state: MessageContactRequestState::Accepted,
        content_type: 11,
        ..message("0x01", &me())
    };
    let mut outcome = outcome(std::slice::from_ref(&last));
    outcome.chats.insert("chat".to_owned(), chat(&last));
    let shown_chat = &shown(outcome.clone(), false).await["chats"][0];
    assert_eq!(shown_chat["lastMessage"]["outgoingStatus"], "sending");
    assert_eq!(shown_chat["lastMessage"]["contactRequestState"], 1);
    assert_eq!(shown_chat["lastMessage"]["displayName"], "Name");
    assert_eq!(shown_chat["muteTill"], "0001-01-01T00:00:00Z");
    assert!(shown_chat["identicon"].as_str().unwrap().starts_with("data:image/png;base64,"));
    let received_chat = &shown(outcome, true).await["chats"][0];
    assert_eq!(received_chat["identicon"], "");
}

#[tokio::test]
async fn an_entry_of_the_activity_center_shows_its_chat_once_it_changed() {
    let request = message("0x01", &bobby());
    let mut outcome = outcome(std::slice::from_ref(&request));
    outcome.chats.insert("chat".to_owned(), chat(&request));
    outcome.activities.insert(vec![1, 2], entry(&request));
    let changed = &shown(outcome.clone(), true).await["activityCenterNotifications"][0];
    assert_eq!(changed["lastMessage"]["messageType"], 0);
    assert_eq!(changed["message"]["messageType"], 1);
    outcome.raised.insert(vec![1, 2]);
    let raised = &shown(outcome, true).await["activityCenterNotifications"][0];
    assert_eq!((&raised["lastMessage"], &raised["id"]), (&Value::Null, &json!("0x0102")));
    assert_eq!(raised["message"]["new"], true);
}

#[test]
fn texts_are_taken_apart_as_the_golden_vectors_say() {
    let vectors: Value = serde_json::from_str(include_str!("../../../../tests/vectors/messages.json")).unwrap();
    let cases = vectors["cases"].as_array().unwrap().iter().filter(|case| case["kind"] == "parse");
    let mut count = 0;
    for case in cases {
        let source = case["text"].as_str().unwrap();
        let blocks = text::parse(source);
        let list = |found: Vec<String>| if found.is_empty() { Value::Null } else { json!(found) };
        assert_eq!(list(text::mentions(&blocks)), case["mentions"], "{source:?}");
        assert_eq!(list(text::links(&blocks)), case["links"], "{source:?}");
        let identity = parse_public_key(case["identity"].as_str().unwrap()).unwrap();
        assert_eq!(json!(text::is_mentioned(&blocks, &identity)), case["mentioned"], "{source:?}");
        assert_eq!(json!(status_domain::chat::line_count(source)), case["line_count"], "{source:?}");
        assert_eq!(json!(status_domain::chat::is_right_to_left(source)), case["rtl"], "{source:?}");
        let json = serde_json::to_value(ParsedTextJson::from(blocks)).unwrap();
        assert_eq!(json, case["parsed_text"], "{source:?}");
        count += 1;
    }
    assert_eq!(count, 149);
}
