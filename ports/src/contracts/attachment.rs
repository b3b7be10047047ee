//! The contract of [`AttachmentStore`], together with that of messages.

use crate::{AttachmentStore, MessageRecord, MessageStore};

/// What the suite needs of a profile.
pub trait Stores: AttachmentStore + MessageStore {}

impl<T: AttachmentStore + MessageStore> Stores for T {}

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn Stores>) {
    an_attachment_comes_back_whole(&mut *make());
    a_later_one_replaces_it(&mut *make());
    one_can_be_removed_by_itself(&mut *make());
    it_stays_when_its_message_is_replaced(&mut *make());
    it_goes_with_its_message(&mut *make());
}

fn message(id: &str) -> MessageRecord {
    MessageRecord::new(id.to_owned(), "chat".to_owned(), [2; 33])
}

fn an_attachment_comes_back_whole(store: &mut dyn Stores) {
    assert_eq!(store.find_attachment("0x1").unwrap(), None);
    let bytes: Vec<u8> = (0..=255).cycle().take(400_000).collect();
    store.save_attachment("0x1", &bytes).unwrap();
    assert_eq!(store.find_attachment("0x1").unwrap(), Some(bytes));
    assert_eq!(store.find_attachment("0x2").unwrap(), None);
}

fn a_later_one_replaces_it(store: &mut dyn Stores) {
    store.save_attachment("0x1", b"first").unwrap();
    store.save_attachment("0x1", b"").unwrap();
    assert_eq!(store.find_attachment("0x1").unwrap(), Some(vec![]));
}

fn one_can_be_removed_by_itself(store: &mut dyn Stores) {
    store.delete_attachment("0x1").unwrap();
    store.save_message(&message("0x1")).unwrap();
    store.save_attachment("0x1", b"one").unwrap();
    store.save_attachment("0x2", b"two").unwrap();
    store.delete_attachment("0x1").unwrap();
    assert_eq!(store.find_attachment("0x1").unwrap(), None);
    assert_eq!(store.find_attachment("0x2").unwrap(), Some(b"two".to_vec()));
    assert!(store.message_exists("0x1").unwrap());
}

fn it_stays_when_its_message_is_replaced(store: &mut dyn Stores) {
    store.save_message(&message("0x1")).unwrap();
    store.save_attachment("0x1", b"one").unwrap();
    store.save_message(&MessageRecord { seen: true, ..message("0x1") }).unwrap();
    assert_eq!(store.find_attachment("0x1").unwrap(), Some(b"one".to_vec()));
}

fn it_goes_with_its_message(store: &mut dyn Stores) {
    for id in ["0x1", "0x2", "0x3", "0x4"] {
        store.save_message(&message(id)).unwrap();
        store.save_attachment(id, id.as_bytes()).unwrap();
    }
    store.save_message(&MessageRecord { from: [3; 33], ..message("0x2") }).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "another".to_owned(), ..message("0x3") }).unwrap();
    let mut left = |remove: &dyn Fn(&mut dyn Stores)| {
        remove(store);
        let ids = ["0x1", "0x2", "0x3", "0x4"];
        ids.into_iter().filter(|id| store.find_attachment(id).unwrap().is_some()).collect::<Vec<_>>()
    };
    assert_eq!(left(&|store| store.delete_message("0x1").unwrap()), ["0x2", "0x3", "0x4"]);
    assert_eq!(left(&|store| assert_eq!(store.delete_messages_of_author(&[3; 33]).unwrap().len(), 1)), ["0x3", "0x4"]);
    assert_eq!(left(&|store| store.delete_messages_of_chat("another").unwrap()), ["0x4"]);
}
