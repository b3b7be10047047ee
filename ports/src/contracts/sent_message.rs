//! The contract of [`SentMessageStore`](crate::SentMessageStore).

use crate::{MessageRecord, ProfileTransaction};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ProfileTransaction>) {
    bytes_come_back_and_are_replaced(&mut *make());
    the_old_and_the_too_many_are_forgotten(&mut *make());
    they_go_with_their_message(&mut *make());
}

fn bytes_come_back_and_are_replaced(store: &mut dyn ProfileTransaction) {
    assert_eq!(store.find_sent_message("0x01").unwrap(), None);
    store.save_sent_message("0x01", &[0, 255], 1).unwrap();
    store.save_sent_message("0x02", &[], u64::MAX).unwrap();
    assert_eq!(store.find_sent_message("0x01").unwrap(), Some(vec![0, 255]));
    store.save_sent_message("0x01", &[7], 2).unwrap();
    assert_eq!(store.find_sent_message("0x01").unwrap(), Some(vec![7]));
    assert_eq!(store.find_sent_message("0x02").unwrap(), Some(vec![]));
}

fn the_old_and_the_too_many_are_forgotten(store: &mut dyn ProfileTransaction) {
    for (id, at) in [("0x01", 1), ("0x02", 5), ("0x03", 4), ("0x04", 3)] {
        store.save_sent_message(id, &[1], at).unwrap();
    }
    store.prune_sent_messages(3, 3).unwrap();
    let mut kept = || ["0x01", "0x02", "0x03", "0x04"].map(|id| store.find_sent_message(id).unwrap().is_some());
    assert_eq!(kept(), [false, true, true, true]);
    store.prune_sent_messages(3, 1).unwrap();
    let mut kept = || ["0x01", "0x02", "0x03", "0x04"].map(|id| store.find_sent_message(id).unwrap().is_some());
    assert_eq!(kept(), [false, true, false, false]);
}

fn they_go_with_their_message(store: &mut dyn ProfileTransaction) {
    store.save_message(&MessageRecord::new("0x01".into(), "chat".into(), [2; 33])).unwrap();
    store.save_sent_message("0x01", &[1], 1).unwrap();
    store.save_message(&MessageRecord::new("0x01".into(), "chat".into(), [2; 33])).unwrap();
    assert_eq!(store.find_sent_message("0x01").unwrap(), Some(vec![1]));
    store.delete_messages_of_chat("chat").unwrap();
    assert_eq!(store.find_sent_message("0x01").unwrap(), None);
}
