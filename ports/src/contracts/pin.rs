//! The contract of [`PinStore`](crate::PinStore).

use crate::{MessageRecord, PinRecord, ProfileTransaction, StorageError};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ProfileTransaction>) {
    a_pin_comes_back_whole_and_is_replaced(&mut *make());
    pages_go_by_clock_then_id_descending(&mut *make());
    a_strange_cursor_is_refused(&mut *make());
    what_is_not_there_or_deleted_is_not_listed(&mut *make());
    pins_go_with_their_message(&mut *make());
}

fn pin(id: &str, clock: u64) -> PinRecord {
    PinRecord {
        id: id.into(),
        message_id: format!("m{id}"),
        chat_id: "0x04bb".into(),
        local_chat_id: "chat".into(),
        from: [2; 33],
        clock,
        message_type: 1,
        pinned: true,
        whisper_timestamp: 1_700_000_000_000,
    }
}

fn message(pin: &PinRecord) -> MessageRecord {
    MessageRecord::new(pin.message_id.clone(), pin.local_chat_id.clone(), [3; 33])
}

/// A pin of a message that is there.
fn save(store: &mut dyn ProfileTransaction, pin: &PinRecord) {
    store.save_message(&message(pin)).unwrap();
    store.save_pin(pin).unwrap();
}

fn ids(store: &mut dyn ProfileTransaction, cursor: &str, limit: Option<u32>) -> (Vec<String>, String) {
    let page = store.pinned_messages("chat", cursor, limit).unwrap();
    (page.items.into_iter().map(|pin| pin.id).collect(), page.cursor)
}

fn a_pin_comes_back_whole_and_is_replaced(store: &mut dyn ProfileTransaction) {
    assert_eq!(store.find_pin("01").unwrap(), None);
    save(store, &pin("01", u64::MAX));
    assert_eq!(store.find_pin("01").unwrap(), Some(pin("01", u64::MAX)));
    assert_eq!(store.pinned_messages("chat", "", None).unwrap().items, [pin("01", u64::MAX)]);
    let taken_down = PinRecord { clock: 3, pinned: false, ..pin("01", 1) };
    store.save_pin(&taken_down).unwrap();
    assert_eq!(store.find_pin("01").unwrap(), Some(taken_down));
    assert_eq!(ids(store, "", None), (vec![], String::new()));
}

fn pages_go_by_clock_then_id_descending(store: &mut dyn ProfileTransaction) {
    for (id, clock) in [("01", 5), ("02", 9), ("03", 5), ("04", u64::MAX), ("05", 0)] {
        save(store, &pin(id, clock));
    }
    save(store, &PinRecord { local_chat_id: "other".into(), ..pin("06", 7) });
    assert_eq!(ids(store, "", None).0, ["04", "02", "03", "01", "05"]);
    assert_eq!(ids(store, "", Some(5)), (ids(store, "", None).0, String::new()));
    assert_eq!(ids(store, "", Some(0)).0, [""; 0]);
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let (mut page, next) = ids(store, &cursor, Some(2));
        all.append(&mut page);
        cursor = next;
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(all, ["04", "02", "03", "01", "05"]);
    let (_, cursor) = ids(store, "", Some(3));
    assert_eq!(ids(store, &cursor, None).0, ["01", "05"]);
}

fn a_strange_cursor_is_refused(store: &mut dyn ProfileTransaction) {
    for cursor in ["nonsense", "\u{e9}"] {
        assert!(matches!(store.pinned_messages("chat", cursor, None), Err(StorageError::UnknownCursor)));
    }
}

fn what_is_not_there_or_deleted_is_not_listed(store: &mut dyn ProfileTransaction) {
    store.save_pin(&pin("01", 1)).unwrap();
    save(store, &pin("02", 2));
    save(store, &pin("03", 3));
    store.save_message(&MessageRecord { deleted: true, ..message(&pin("03", 3)) }).unwrap();
    save(store, &pin("04", 4));
    store.save_message(&MessageRecord { deleted_for_me: true, ..message(&pin("04", 4)) }).unwrap();
    assert_eq!(ids(store, "", Some(1)).0, ["04"]);
    assert_eq!(ids(store, "", None).0, ["04", "02"]);
}

fn pins_go_with_their_message(store: &mut dyn ProfileTransaction) {
    save(store, &pin("01", 1));
    save(store, &pin("02", 2));
    store.save_message(&message(&pin("02", 2))).unwrap();
    store.delete_message("m01").unwrap();
    assert_eq!([store.find_pin("01").unwrap().is_some(), store.find_pin("02").unwrap().is_some()], [false, true]);
    store.delete_messages_of_chat("chat").unwrap();
    assert_eq!(store.find_pin("02").unwrap(), None);
}
