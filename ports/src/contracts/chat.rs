//! The contract of [`ChatStore`].

use crate::{ChatKind, ChatRecord, ChatStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ChatStore>) {
    a_chat_comes_back_whole_and_is_replaced(&mut *make());
    every_kind_is_kept(&mut *make());
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
        last_message_id: "0x06".into(),
        muted: true,
        mute_till: 7,
        joined: 8,
        synced_to: 9,
        synced_from: 10,
        first_message_timestamp: 11,
        highlight: true,
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

fn every_kind_is_kept(store: &mut dyn ChatStore) {
    for kind in [ChatKind::OneToOne, ChatKind::Public, ChatKind::PrivateGroup, ChatKind::Community] {
        store.save_chat(&chat("a", kind)).unwrap();
        assert_eq!(store.find_chat("a").unwrap().unwrap().kind, kind);
    }
}
