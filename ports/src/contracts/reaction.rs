//! The contract of [`ReactionStore`](crate::ReactionStore).

use crate::{MessageRecord, ProfileTransaction, ReactionRecord};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn ProfileTransaction>) {
    a_reaction_comes_back_whole_and_is_replaced(&mut *make());
    reactions_to_many_messages_are_read_at_once(&mut *make());
    a_read_has_a_bound(&mut *make());
    reactions_go_with_their_message(&mut *make());
}

fn reaction(id: &str, message_id: &str) -> ReactionRecord {
    ReactionRecord {
        id: id.into(),
        message_id: message_id.into(),
        chat_id: "0x04bb".into(),
        local_chat_id: "chat".into(),
        from: [2; 33],
        emoji: 6,
        clock: u64::MAX,
        message_type: 1,
        retracted: false,
    }
}

fn ids(store: &mut dyn ProfileTransaction, messages: &[&str]) -> Vec<String> {
    let messages: Vec<String> = messages.iter().map(|id| (*id).to_owned()).collect();
    let found = store.reactions_to("chat", &messages, 100).unwrap();
    let mut ids: Vec<String> = found.into_iter().map(|reaction| reaction.id).collect();
    ids.sort();
    ids
}

fn a_reaction_comes_back_whole_and_is_replaced(store: &mut dyn ProfileTransaction) {
    assert_eq!(store.find_reaction("0x01").unwrap(), None);
    store.save_reaction(&reaction("0x01", "0xaa")).unwrap();
    assert_eq!(store.find_reaction("0x01").unwrap(), Some(reaction("0x01", "0xaa")));
    let retracted = ReactionRecord { clock: 7, retracted: true, ..reaction("0x01", "0xaa") };
    store.save_reaction(&retracted).unwrap();
    assert_eq!(store.find_reaction("0x01").unwrap(), Some(retracted));
}

fn reactions_to_many_messages_are_read_at_once(store: &mut dyn ProfileTransaction) {
    for row in [
        reaction("0x01", "0xaa"),
        reaction("0x02", "0xaa"),
        reaction("0x03", "0xbb"),
        reaction("0x04", "0xcc"),
        ReactionRecord { retracted: true, ..reaction("0x05", "0xaa") },
        ReactionRecord { local_chat_id: "other".into(), ..reaction("0x06", "0xaa") },
    ] {
        store.save_reaction(&row).unwrap();
    }
    assert_eq!(ids(store, &[]), [""; 0]);
    assert_eq!(ids(store, &["0xaa"]), ["0x01", "0x02"]);
    assert_eq!(ids(store, &["0xbb", "0xaa", "0xbb", "0xdd"]), ["0x01", "0x02", "0x03"]);
}

fn a_read_has_a_bound(store: &mut dyn ProfileTransaction) {
    for id in ["0x01", "0x02", "0x03"] {
        store.save_reaction(&reaction(id, "0xaa")).unwrap();
    }
    assert_eq!(store.reactions_to("chat", &["0xaa".into()], 2).unwrap().len(), 2);
}

fn reactions_go_with_their_message(store: &mut dyn ProfileTransaction) {
    let message = |id: &str, chat: &str, from| MessageRecord::new(id.into(), chat.into(), from);
    for row in [message("0xaa", "chat", [3; 33]), message("0xbb", "chat", [4; 33]), message("0xcc", "other", [4; 33])] {
        store.save_message(&row).unwrap();
        store.save_reaction(&reaction(&format!("r{}", row.id), &row.id)).unwrap();
        // A message that is stored again is no message that is removed.
        store.save_message(&row).unwrap();
    }
    let mut left = || ["r0xaa", "r0xbb", "r0xcc"].map(|id| store.find_reaction(id).unwrap().is_some());
    assert_eq!(left(), [true, true, true]);
    store.delete_message("0xaa").unwrap();
    let mut left = || ["r0xaa", "r0xbb", "r0xcc"].map(|id| store.find_reaction(id).unwrap().is_some());
    assert_eq!(left(), [false, true, true]);
    store.delete_messages_of_chat("chat").unwrap();
    let mut left = || ["r0xaa", "r0xbb", "r0xcc"].map(|id| store.find_reaction(id).unwrap().is_some());
    assert_eq!(left(), [false, false, true]);
    store.delete_messages_of_author(&[4; 33]).unwrap();
    assert_eq!(store.find_reaction("r0xcc").unwrap(), None);
}
