//! Messages that should not be.

use proptest::prelude::*;
use prost::Message;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::chat_message::ContentType;
use status_proto::status::{
    AcceptContactRequest, ChatIdentity, ChatMessage, ContactRequestPropagatedState, ContactUpdate, MessageType,
    RetractContactRequest,
};

use super::scenarios::friends;
use super::{Person, arrived};
use crate::chat::{self, NewMessage};
use crate::contact::{self, ContactRequests};
use crate::messaging::{HandleError, ReceivedMessage};

fn message(from: &Person, kind: Type, payload: Vec<u8>) -> ReceivedMessage {
    let digest = crate::crypto::keccak256(&[&payload, &i32::from(kind).to_be_bytes()]);
    ReceivedMessage {
        id: format!("0x{}", hex::encode(digest)),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

/// A message that arrives, for a person with this id.
fn text(from: &Person, to: &Person) -> ChatMessage {
    ChatMessage {
        clock: from.now,
        timestamp: from.now,
        text: "hello".to_owned(),
        chat_id: to.id(),
        message_type: MessageType::OneToOne.into(),
        content_type: ContentType::TextPlain.into(),
        ..ChatMessage::default()
    }
}

/// Handles a message that must be dropped, and shows that nothing changed.
fn refused(by: &mut Person, message: &ReceivedMessage) -> HandleError {
    let before = by.everything();
    let error = by.handle(message).unwrap_err();
    assert_eq!(by.everything(), before);
    error
}

#[test]
fn types_of_other_contexts_are_named_as_unsupported() {
    let (mut alice, bobby) = friends();
    let error = refused(&mut alice, &message(&bobby, Type::SyncKeypair, Vec::new()));
    assert_eq!(error.to_string(), "messages of type SYNC_KEYPAIR are not supported");
}

#[test]
fn a_message_that_somebody_passes_on_is_dropped() {
    let (mut alice, bobby) = friends();
    let carol = Person::new("carol-node", 3);
    let passed_on = ReceivedMessage {
        envelope_signer: carol.public_key(),
        ..message(
            &bobby,
            Type::RetractContactRequest,
            RetractContactRequest { clock: bobby.now, id: String::new() }.encode_to_vec(),
        )
    };
    assert!(matches!(refused(&mut alice, &passed_on), HandleError::PassedOn));
}

#[test]
fn a_message_for_somebody_else_is_dropped() {
    let (mut alice, bobby) = friends();
    let carol = Person::new("carol-node", 3);
    let for_carol = message(&bobby, Type::ChatMessage, text(&bobby, &carol).encode_to_vec());
    assert!(matches!(refused(&mut alice, &for_carol), HandleError::ForSomebodyElse));
    let update = ContactUpdate { clock: bobby.now, public_key: carol.id(), ..ContactUpdate::default() };
    let for_carol = message(&bobby, Type::ContactUpdate, update.encode_to_vec());
    assert!(matches!(refused(&mut alice, &for_carol), HandleError::ForSomebodyElse));
}

#[test]
fn chat_messages_that_break_a_rule_are_dropped() {
    let (mut alice, bobby) = friends();
    let valid = text(&bobby, &alice);
    let future = bobby.now / 1000 * 1000 + 120_001;
    let cases: Vec<(ChatMessage, &str)> = vec![
        (ChatMessage { clock: 0, ..valid.clone() }, "clock can't be 0"),
        (ChatMessage { clock: future, ..valid.clone() }, "clock value too high"),
        (ChatMessage { clock: u64::MAX, ..valid.clone() }, "clock value too high"),
        (ChatMessage { timestamp: 0, ..valid.clone() }, "timestamp can't be 0"),
        (ChatMessage { text: " \n\t".into(), ..valid.clone() }, "text can't be empty"),
        (ChatMessage { text: "\u{e9}".repeat(4097), ..valid.clone() }, "text shouldn't be longer than 4096"),
        (ChatMessage { chat_id: String::new(), ..valid.clone() }, "chatId can't be empty"),
        (ChatMessage { message_type: 0, ..valid.clone() }, "unknown message type"),
        (ChatMessage { message_type: 4, ..valid.clone() }, "unknown message type"),
        (ChatMessage { message_type: 99, ..valid.clone() }, "unknown message type"),
        (ChatMessage { message_type: 2, ..valid.clone() }, "unknown chat"),
        (ChatMessage { message_type: 3, ..valid.clone() }, "unknown chat"),
        (ChatMessage { message_type: 5, ..valid.clone() }, "messages of this kind of chat are not supported"),
        (ChatMessage { content_type: 0, ..valid.clone() }, "unknown content type"),
        (ChatMessage { content_type: 2, ..valid.clone() }, "no sticker content"),
        (ChatMessage { content_type: 7, ..valid.clone() }, "no image content"),
        (ChatMessage { content_type: 8, ..valid.clone() }, "no audio content"),
        (ChatMessage { content_type: 18, ..valid.clone() }, "no bridge message content"),
    ];
    for (case, expected) in cases {
        let error = refused(&mut alice, &message(&bobby, Type::ChatMessage, case.encode_to_vec()));
        assert_eq!(error.to_string(), expected, "{case:?}");
    }
    for content_type in [5, 6, 10, 13, 14, 15, 16, 17] {
        let case = ChatMessage { content_type, ..valid.clone() };
        let error = refused(&mut alice, &message(&bobby, Type::ChatMessage, case.encode_to_vec()));
        assert!(error.to_string().ends_with("can't be received from others"));
    }
    let longest = ChatMessage { text: "\u{e9}".repeat(4096), clock: future - 1, ..valid };
    alice.handle(&message(&bobby, Type::ChatMessage, longest.encode_to_vec())).unwrap();
}

#[test]
fn of_contents_of_later_versions_the_text_is_shown() {
    let (mut alice, bobby) = friends();
    let later = ChatMessage { content_type: 99, ..text(&bobby, &alice) };
    let received = message(&bobby, Type::ChatMessage, later.encode_to_vec());
    let shown = alice.handle(&received).unwrap();
    assert_eq!((shown.messages[&received.id].content_type, &shown.messages[&received.id].text), (99, &later.text));
    let empty = ChatMessage { text: String::new(), ..later };
    let error = refused(&mut alice, &message(&bobby, Type::ChatMessage, empty.encode_to_vec()));
    assert_eq!(error.to_string(), "text can't be empty");
}

#[test]
fn clocks_of_the_far_future_do_not_stick() {
    let (mut alice, bobby) = friends();
    let far = u64::MAX - 1;
    let identity = ChatIdentity { clock: far, ..ChatIdentity::default() };
    let update = ContactUpdate { clock: far, ..ContactUpdate::default() };
    let accept = AcceptContactRequest { clock: far, ..AcceptContactRequest::default() };
    let retract = RetractContactRequest { clock: far, ..RetractContactRequest::default() };
    for (kind, payload) in [
        (Type::ChatIdentity, identity.encode_to_vec()),
        (Type::ContactUpdate, update.encode_to_vec()),
        (Type::AcceptContactRequest, accept.encode_to_vec()),
        (Type::RetractContactRequest, retract.encode_to_vec()),
    ] {
        assert!(matches!(refused(&mut alice, &message(&bobby, kind, payload)), HandleError::Clock(_)), "{kind:?}");
    }
    // Beside a message it is not believed, but the message is.
    let state = ContactRequestPropagatedState { local_clock: far, remote_clock: far, ..Default::default() };
    let said = ChatMessage { contact_request_propagated_state: Some(state), ..text(&bobby, &alice) };
    alice.handle(&message(&bobby, Type::ChatMessage, said.encode_to_vec())).unwrap();
    assert!(alice.contact(&bobby).is_mutual());
    assert!(alice.contact(&bobby).remote_clock < far);
}

#[test]
fn nobody_accepts_a_request_that_was_made_to_another() {
    let (mut alice, bobby) = friends();
    let carol = Person::new("carol-node", 3);
    let key = carol.public_key();
    let asked = alice.run(|context| contact::send_contact_request(context, &key, "hello carol")).unwrap();
    let id = asked.outgoing.last().unwrap().id.clone();
    let forged = AcceptContactRequest { id, clock: alice.now };
    let error = refused(&mut alice, &message(&bobby, Type::AcceptContactRequest, forged.encode_to_vec()));
    assert!(matches!(error, HandleError::ForeignContactRequest));
    assert!(!alice.contact(&carol).is_mutual());
}

#[test]
fn an_acceptance_that_nobody_asked_for_makes_no_contact() {
    let (mut alice, bobby) = (Person::new("alice-node", 1), Person::new("bobby-node", 2));
    let forged = AcceptContactRequest { id: "0x12".into(), clock: bobby.now };
    let shown = alice.handle(&message(&bobby, Type::AcceptContactRequest, forged.encode_to_vec())).unwrap();
    assert!(!alice.contact(&bobby).is_added());
    assert!(shown.messages.is_empty() && shown.chats.is_empty() && shown.activities.is_empty());
}

#[test]
fn messages_of_strangers_are_refused_where_only_contacts_may_write() {
    let mut alice = Person::new("alice-node", 1);
    let (stranger, setting) = (Person::new("stranger", 9), "messages-from-contacts-only".to_owned());
    let setting = status_ports::SettingRecord { name: setting, value: "true".to_owned() };
    status_ports::SettingsStore::save_settings(&mut alice.stores, &[setting]).unwrap();
    let said = message(&stranger, Type::ChatMessage, text(&stranger, &alice).encode_to_vec());
    assert!(matches!(refused(&mut alice, &said), HandleError::NotAllowed));
    let update = ContactUpdate { clock: stranger.now, ..ContactUpdate::default() };
    let update = message(&stranger, Type::ContactUpdate, update.encode_to_vec());
    assert!(matches!(refused(&mut alice, &update), HandleError::NotAllowed));
    let key = stranger.public_key();
    alice.run(|context| contact::send_contact_request(context, &key, "write to me")).unwrap();
    alice.handle(&said).unwrap();
}

#[test]
fn names_and_bios_that_break_a_rule_are_not_taken() {
    let (mut alice, bobby) = friends();
    let identity = ChatIdentity { clock: bobby.now + 1, display_name: "x".into(), ..ChatIdentity::default() };
    let error = refused(&mut alice, &message(&bobby, Type::ChatIdentity, identity.encode_to_vec()));
    assert!(matches!(error, HandleError::DisplayName(_)));
    let identity = ChatIdentity { clock: bobby.now + 1, description: "x".repeat(241), ..ChatIdentity::default() };
    let error = refused(&mut alice, &message(&bobby, Type::ChatIdentity, identity.encode_to_vec()));
    assert!(matches!(error, HandleError::Bio(_)));
    let said = ChatMessage { display_name: "\u{202e}evil".into(), ..text(&bobby, &alice) };
    alice.handle(&message(&bobby, Type::ChatMessage, said.encode_to_vec())).unwrap();
    assert_eq!(alice.contact(&bobby).display_name, "bobby-node");
}

#[test]
fn what_was_handled_changes_nothing_when_it_comes_again() {
    let (mut alice, mut bobby) = friends();
    let said = bobby
        .run(|context| {
            let message =
                NewMessage { chat_id: alice.id(), text: "once".into(), content_type: 1, ..NewMessage::default() };
            chat::send_message(context, message)
        })
        .unwrap();
    let key = alice.public_key();
    let retracted = bobby.run(|context| contact::retract_contact_request(context, &key)).unwrap();
    for sent in [&said.outgoing, &retracted.outgoing] {
        let message = arrived(&bobby, sent.last().unwrap());
        alice.handle(&message).unwrap();
        let before = alice.everything();
        for _ in 0..3 {
            assert!(alice.handle(&message).unwrap().shows_nothing());
            assert_eq!(alice.everything(), before);
        }
    }
}

const HANDLED: [Type; 6] = [
    Type::ChatMessage,
    Type::ContactUpdate,
    Type::AcceptContactRequest,
    Type::RetractContactRequest,
    Type::ContactCodeAdvertisement,
    Type::ChatIdentity,
];

fn any_payload() -> impl Strategy<Value = Vec<u8>> {
    let clock = prop_oneof![Just(0), 1_699_999_990_000_u64..1_700_000_200_000, any::<u64>()];
    let state = (0_u64..6, clock.clone(), 0_u64..6, clock.clone()).prop_map(
        |(local_state, local_clock, remote_state, remote_clock)| ContactRequestPropagatedState {
            local_clock,
            local_state,
            remote_clock,
            remote_state,
        },
    );
    let alice = Person::new("alice-node", 1).id();
    let chat = (clock, proptest::option::of(state), -1_i32..20, -1_i32..8, ".{0,20}", ".{0,12}");
    let chat = chat.prop_map(move |(clock, state, content_type, message_type, text, display_name)| {
        ChatMessage {
            clock,
            timestamp: clock,
            text,
            chat_id: alice.clone(),
            message_type,
            content_type,
            display_name,
            contact_request_propagated_state: state,
            ..ChatMessage::default()
        }
        .encode_to_vec()
    });
    prop_oneof![proptest::collection::vec(any::<u8>(), 0..200), chat]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_payload_of_any_type_is_handled_or_changes_nothing(
        payloads in proptest::collection::vec((0..HANDLED.len(), any_payload(), any::<bool>()), 1..6),
    ) {
        let mut alice = Person::new("alice-node", 1);
        let bobby = Person::new("bobby-node", 2);
        for (kind, payload, is_own) in payloads {
            let author = if is_own { &alice.clone() } else { &bobby };
            let received = message(author, HANDLED[kind], payload);
            let before = alice.everything();
            match alice.handle(&received) {
                Ok(_) => {
                    let after = alice.everything();
                    prop_assert!(alice.handle(&received).is_ok());
                    prop_assert!(received.kind != Type::ChatMessage || alice.everything() == after);
                }
                Err(_) => prop_assert_eq!(alice.everything(), before),
            }
            // Nothing that others send makes us somebody's contact.
            prop_assert!(!alice.contact(&bobby).is_added() || is_own);
        }
    }
}
