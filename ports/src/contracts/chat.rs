//! The contract of [`ChatStore`].

use crate::{ChatKind, ChatRecord, ChatStore, IdentitySent, LastMessage, MessageContactRequestState, OutgoingStatus};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ChatStore>) {
    a_chat_comes_back_whole_and_is_replaced(&mut *make());
    many_chats_are_read_at_once(&mut *make());
    every_kind_is_kept(&mut *make());
    every_state_of_the_last_message_is_kept(&mut *make());
    the_mute_that_ends_first_comes_first(&mut *make());
    a_deleted_chat_is_gone(&mut *make());
}

fn chat(id: &str, kind: ChatKind) -> ChatRecord {
    ChatRecord {
        id: id.into(),
        kind,
        name: "Name".into(),
        color: "#887af9".into(),
        emoji: "\u{1F980}".into(),
        description: "What for".into(),
        active: true,
        timestamp: 1_700_000_000_000,
        last_clock_value: 1,
        deleted_at_clock_value: 2,
        read_messages_at_clock_value: 3,
        unviewed_messages_count: u32::MAX,
        unviewed_mentions_count: 5,
        last_message: Some(LastMessage {
            id: "0x06".into(),
            clock: u64::MAX,
            seen: true,
            outgoing_status: Some(OutgoingStatus::Sending),
            contact_request_state: MessageContactRequestState::Pending,
        }),
        muted: true,
        mute_till: 7,
        joined: 8,
        synced_to: 9,
        synced_from: 10,
        first_message_timestamp: 11,
        highlight: true,
        identity_sent: Some(IdentitySent { hash: [6; 32], at: 12 }),
    }
}

fn a_chat_comes_back_whole_and_is_replaced(store: &mut dyn ChatStore) {
    assert_eq!(store.find_chat("a").unwrap(), None);
    assert_eq!(store.chats().unwrap(), []);
    store.save_chat(&chat("b", ChatKind::OneToOne)).unwrap();
    store.save_chat(&chat("a", ChatKind::OneToOne)).unwrap();
    let changed = ChatRecord { active: false, muted: false, highlight: false, ..chat("a", ChatKind::OneToOne) };
    store.save_chat(&changed).unwrap();
    assert_eq!(store.find_chat("a").unwrap(), Some(changed.clone()));
    assert_eq!(store.find_chat("A").unwrap(), None);
    assert_eq!(store.chats().unwrap(), [changed, chat("b", ChatKind::OneToOne)]);
}

fn many_chats_are_read_at_once(store: &mut dyn ChatStore) {
    store.save_chat(&chat("a", ChatKind::OneToOne)).unwrap();
    store.save_chat(&chat("b", ChatKind::OneToOne)).unwrap();
    assert_eq!(store.chats_of(&[]).unwrap(), []);
    assert_eq!(store.chats_of(&["b", "c", "b"].map(String::from)).unwrap(), [chat("b", ChatKind::OneToOne)]);
    assert_eq!(store.chats_of(&["b", "a"].map(String::from)).unwrap().len(), 2);
}

fn every_kind_is_kept(store: &mut dyn ChatStore) {
    for kind in [ChatKind::OneToOne, ChatKind::Public, ChatKind::PrivateGroup, ChatKind::Community] {
        store.save_chat(&chat("a", kind)).unwrap();
        assert_eq!(store.find_chat("a").unwrap().unwrap().kind, kind);
    }
}

fn every_state_of_the_last_message_is_kept(store: &mut dyn ChatStore) {
    let mut row = ChatRecord { last_message: None, identity_sent: None, ..chat("a", ChatKind::OneToOne) };
    store.save_chat(&row).unwrap();
    assert_eq!(store.find_chat("a").unwrap(), Some(row.clone()));
    for (outgoing_status, contact_request_state) in [
        (None, MessageContactRequestState::None),
        (Some(OutgoingStatus::Sent), MessageContactRequestState::Accepted),
        (Some(OutgoingStatus::Delivered), MessageContactRequestState::Dismissed),
    ] {
        let id = "0x07".to_owned();
        row.last_message = Some(LastMessage { id, clock: 0, seen: false, outgoing_status, contact_request_state });
        store.save_chat(&row).unwrap();
        assert_eq!(store.find_chat("a").unwrap(), Some(row.clone()));
    }
}

fn the_mute_that_ends_first_comes_first(store: &mut dyn ChatStore) {
    let muted = |id: &str, mute_till| ChatRecord { muted: true, mute_till, ..chat(id, ChatKind::OneToOne) };
    assert_eq!(store.chats_muted_for_a_time().unwrap(), []);
    for chat in [muted("a", 9), muted("b", 0), muted("c", 8), muted("d", u64::MAX)] {
        store.save_chat(&chat).unwrap();
    }
    store.save_chat(&ChatRecord { muted: false, ..muted("e", 1) }).unwrap();
    assert_eq!(store.chats_muted_for_a_time().unwrap(), [muted("c", 8), muted("a", 9), muted("d", u64::MAX)]);
}

fn a_deleted_chat_is_gone(store: &mut dyn ChatStore) {
    store.delete_chat("a").unwrap();
    store.save_chat(&chat("a", ChatKind::OneToOne)).unwrap();
    store.save_chat(&chat("b", ChatKind::OneToOne)).unwrap();
    store.delete_chat("a").unwrap();
    assert_eq!(store.find_chat("a").unwrap(), None);
    assert_eq!(store.chats().unwrap(), [chat("b", ChatKind::OneToOne)]);
}
