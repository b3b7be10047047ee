//! The contract of [`BridgeStore`](crate::BridgeStore).

use crate::{BridgeRecord, BridgedMessageRecord, MessageRecord, ProfileTransaction};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ProfileTransaction>) {
    messages_are_found_by_their_ids_there(&mut *make());
    bridges_do_not_mix(&mut *make());
    they_go_with_their_message(&mut *make());
}

fn bridge() -> BridgeRecord {
    BridgeRecord { local_chat_id: "chat".into(), author: [2; 33], name: "discord".into() }
}

fn bridged(message_id: &str, id: &str, parent: &str) -> BridgedMessageRecord {
    BridgedMessageRecord {
        message_id: message_id.into(),
        bridge: bridge(),
        bridge_message_id: id.into(),
        parent_message_id: parent.into(),
    }
}

fn messages_are_found_by_their_ids_there(store: &mut dyn ProfileTransaction) {
    assert_eq!(store.find_bridged_message(&bridge(), "1").unwrap(), None);
    for row in
        [bridged("0x03", "3", "1"), bridged("0x02", "2", "1"), bridged("0x01", "1", ""), bridged("0x09", "1", "")]
    {
        store.save_bridged_message(&row).unwrap();
    }
    assert_eq!(store.find_bridged_message(&bridge(), "1").unwrap().as_deref(), Some("0x01"));
    assert_eq!(store.bridged_replies(&bridge(), "1", 10).unwrap(), ["0x02", "0x03"]);
    assert_eq!(store.bridged_replies(&bridge(), "1", 1).unwrap(), ["0x02"]);
    assert_eq!(store.bridged_replies(&bridge(), "3", 10).unwrap(), [""; 0]);
    store.save_bridged_message(&bridged("0x01", "7", "3")).unwrap();
    assert_eq!(store.find_bridged_message(&bridge(), "1").unwrap().as_deref(), Some("0x09"));
    assert_eq!(store.bridged_replies(&bridge(), "3", 10).unwrap(), ["0x01"]);
}

fn bridges_do_not_mix(store: &mut dyn ProfileTransaction) {
    store.save_bridged_message(&bridged("0x01", "1", "0")).unwrap();
    for other in [
        BridgeRecord { local_chat_id: "other".into(), ..bridge() },
        BridgeRecord { author: [3; 33], ..bridge() },
        BridgeRecord { name: "matrix".into(), ..bridge() },
    ] {
        assert_eq!(store.find_bridged_message(&other, "1").unwrap(), None);
        assert_eq!(store.bridged_replies(&other, "0", 10).unwrap(), [""; 0]);
    }
}

fn they_go_with_their_message(store: &mut dyn ProfileTransaction) {
    for id in ["0x01", "0x02"] {
        store.save_message(&MessageRecord::new(id.into(), "chat".into(), [2; 33])).unwrap();
        store.save_bridged_message(&bridged(id, id, "")).unwrap();
        store.save_message(&MessageRecord::new(id.into(), "chat".into(), [2; 33])).unwrap();
    }
    store.delete_message("0x01").unwrap();
    assert_eq!(store.find_bridged_message(&bridge(), "0x01").unwrap(), None);
    assert_eq!(store.find_bridged_message(&bridge(), "0x02").unwrap().as_deref(), Some("0x02"));
}
