//! The contract of [`SearchStore`].

use crate::{MessageRecord, MessageStore, SearchScope, SearchStore, SearchTerm, StorageError};

/// A store whose messages are searched.
pub trait SearchedStore: MessageStore + SearchStore {}

impl<T: MessageStore + SearchStore> SearchedStore for T {}

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn SearchedStore>) {
    a_term_is_found_anywhere_in_a_text(&mut *make());
    case_and_accents_matter_only_where_that_is_asked_for(&mut *make());
    every_character_stands_for_itself(&mut *make());
    short_terms_are_found(&mut *make());
    only_the_chats_that_are_asked_for_are_searched(&mut *make());
    what_a_bridge_brought_is_found(&mut *make());
    what_was_deleted_is_not_found(&mut *make());
    an_edited_text_is_found_by_what_it_says_now(&mut *make());
    results_go_by_clock_then_id_descending(&mut *make());
    a_term_is_found_where_all_of_it_is(&mut *make());
    all_pages_together_are_all_results_once(&mut *make());
    a_strange_cursor_is_refused(&mut *make());
}

const CHAT: &str = "0x04aa";

fn message(id: &str, clock: u64, text: &str) -> MessageRecord {
    MessageRecord { clock, text: text.into(), ..MessageRecord::new(id.into(), CHAT.into(), [2; 33]) }
}

fn term(text: &str) -> SearchTerm {
    SearchTerm::new(text, false).unwrap()
}

/// The ids of all results, by pages of two.
fn found(store: &mut dyn SearchedStore, scope: SearchScope<'_>, term: &SearchTerm) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = store.search_messages(scope, term, &cursor, 2).unwrap();
        assert!(page.items.len() <= 2);
        ids.extend(page.items.into_iter().map(|row| row.id));
        cursor = page.cursor;
        if cursor.is_empty() {
            return ids;
        }
    }
}

fn everywhere(store: &mut dyn SearchedStore, text: &str) -> Vec<String> {
    found(store, SearchScope::Everywhere, &term(text))
}

fn a_term_is_found_anywhere_in_a_text(store: &mut dyn SearchedStore) {
    assert_eq!(everywhere(store, "text"), [""; 0]);
    store.save_message(&message("0x01", 1, "an edited text")).unwrap();
    store.save_message(&message("0x02", 2, "nothing")).unwrap();
    for text in ["an edited text", "edi", "dited te", "t", "ed"] {
        assert!(everywhere(store, text).contains(&"0x01".to_owned()), "{text}");
    }
    for text in ["edited  text", "an edited text.", "texte", "xt an"] {
        assert_eq!(everywhere(store, text), [""; 0], "{text}");
    }
}

fn case_and_accents_matter_only_where_that_is_asked_for(store: &mut dyn SearchedStore) {
    store.save_message(&message("0x01", 1, "Ein \u{dc}bungsplatz")).unwrap();
    store.save_message(&message("0x02", 2, "eine \u{fc}bung")).unwrap();
    for text in ["ubung", "\u{dc}BUNG", "U\u{308}bung"] {
        assert_eq!(everywhere(store, text), ["0x02", "0x01"], "{text}");
    }
    let exact = SearchTerm::new("Ubung", true).unwrap();
    assert_eq!(found(store, SearchScope::Everywhere, &exact), ["0x01"]);
}

fn every_character_stands_for_itself(store: &mut dyn SearchedStore) {
    store.save_message(&message("0x01", 1, "100% of it_all \"said\" * OR AND NOT\0end")).unwrap();
    store.save_message(&message("0x02", 2, "1000 of itsall said")).unwrap();
    for text in ["0%", "00% o", "it_a", "\"said\"", "\" *", "t\0e", "OR AND", "*"] {
        assert_eq!(everywhere(store, text), ["0x01"], "{text}");
    }
    for text in ["a*b", "said OR", "text:said", "%%%", "___", "'); DROP"] {
        assert_eq!(everywhere(store, text), [""; 0], "{text}");
    }
}

fn short_terms_are_found(store: &mut dyn SearchedStore) {
    store.save_message(&message("0x01", 1, "\u{4f60}\u{597d}")).unwrap();
    store.save_message(&message("0x02", 2, "\u{597d}")).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x03", 3, "\u{597d}") }).unwrap();
    assert_eq!(everywhere(store, "\u{597d}"), ["0x03", "0x02", "0x01"]);
    assert_eq!(everywhere(store, "\u{4f60}\u{597d}"), ["0x01"]);
    let chat = [CHAT.to_owned()];
    assert_eq!(found(store, SearchScope::Chats(&chat), &term("\u{597d}")), ["0x02", "0x01"]);
}

fn only_the_chats_that_are_asked_for_are_searched(store: &mut dyn SearchedStore) {
    for (id, chat) in [("0x01", "a"), ("0x02", "b"), ("0x03", "c")] {
        store.save_message(&MessageRecord { local_chat_id: chat.into(), ..message(id, 1, "the same") }).unwrap();
    }
    let chats = ["c", "a", "a", "nobody"].map(String::from);
    assert_eq!(found(store, SearchScope::Chats(&chats), &term("same")), ["0x03", "0x01"]);
    assert_eq!(found(store, SearchScope::Chats(&chats[3..]), &term("same")), [""; 0]);
    assert_eq!(found(store, SearchScope::Chats(&[]), &term("same")), [""; 0]);
    assert_eq!(everywhere(store, "same"), ["0x03", "0x02", "0x01"]);
}

fn what_a_bridge_brought_is_found(store: &mut dyn SearchedStore) {
    let bridged = MessageRecord { bridge_content: "from afar".into(), ..message("0x01", 1, "") };
    store.save_message(&bridged).unwrap();
    store.save_message(&MessageRecord { text: "and near".into(), ..bridged.clone() }).unwrap();
    assert_eq!(everywhere(store, "AFAR"), ["0x01"]);
    assert_eq!(everywhere(store, "near"), ["0x01"]);
    assert_eq!(everywhere(store, "nearfrom"), [""; 0]);
}

fn what_was_deleted_is_not_found(store: &mut dyn SearchedStore) {
    let rows = ["0x01", "0x02", "0x03", "0x04", "0x05"].map(|id| message(id, 1, "secret"));
    for row in &rows {
        store.save_message(row).unwrap();
    }
    store.save_message(&MessageRecord { deleted: true, ..rows[0].clone() }).unwrap();
    store.save_message(&MessageRecord { deleted_for_me: true, ..rows[1].clone() }).unwrap();
    store.delete_message("0x03").unwrap();
    assert_eq!(everywhere(store, "secret"), ["0x05", "0x04"]);
    store.save_message(&rows[0]).unwrap();
    assert_eq!(everywhere(store, "secret"), ["0x05", "0x04", "0x01"]);
    store.delete_messages_of_author(&[2; 33]).unwrap();
    assert_eq!(everywhere(store, "secret"), [""; 0]);
    store.save_message(&rows[0]).unwrap();
    store.delete_messages_of_chat(CHAT).unwrap();
    store.save_message(&message("0x09", 1, "another")).unwrap();
    assert_eq!(everywhere(store, "secret"), [""; 0]);
    assert_eq!(everywhere(store, "se"), [""; 0]);
}

fn an_edited_text_is_found_by_what_it_says_now(store: &mut dyn SearchedStore) {
    store.save_message(&message("0x01", 1, "before")).unwrap();
    store.save_message(&message("0x02", 2, "later")).unwrap();
    store.save_message(&message("0x01", 1, "after")).unwrap();
    assert_eq!(everywhere(store, "before"), [""; 0]);
    assert_eq!(everywhere(store, "after"), ["0x01"]);
    store.save_message(&message("0x01", 1, "after")).unwrap();
    assert_eq!(everywhere(store, "after"), ["0x01"]);
}

fn results_go_by_clock_then_id_descending(store: &mut dyn SearchedStore) {
    for (id, clock) in [("0x01", 5), ("0x02", u64::MAX), ("0x03", 5), ("0x04", 10), ("0x05", 0)] {
        store.save_message(&message(id, clock, "word")).unwrap();
    }
    assert_eq!(everywhere(store, "word"), ["0x02", "0x04", "0x03", "0x01", "0x05"]);
    assert_eq!(everywhere(store, "w"), ["0x02", "0x04", "0x03", "0x01", "0x05"]);
}

fn a_term_is_found_where_all_of_it_is(store: &mut dyn SearchedStore) {
    for number in 0..60_u64 {
        let text = ["xyword", "xyw ord", "xy word"].get(usize::try_from(number).unwrap()).unwrap_or(&"a word");
        store.save_message(&message(&format!("0x{number:02}"), number, text)).unwrap();
    }
    assert_eq!(everywhere(store, "xyword"), ["0x00"]);
    assert_eq!(everywhere(store, "xyw"), ["0x01", "0x00"]);
    assert_eq!(everywhere(store, "xy word"), ["0x02"]);
    assert_eq!(everywhere(store, "word").len(), 59);
    assert_eq!(everywhere(store, "words"), [""; 0]);
    assert_eq!(everywhere(store, "a word of which there is a lot more than is ever said"), [""; 0]);
}

fn all_pages_together_are_all_results_once(store: &mut dyn SearchedStore) {
    let ids: Vec<String> = (0..300).map(|number| format!("0x{number:03}")).collect();
    for (number, id) in (0..).zip(&ids) {
        let local_chat_id = format!("chat {}", number % 7);
        store.save_message(&MessageRecord { local_chat_id, ..message(id, number / 2, "word") }).unwrap();
    }
    for text in ["word", "wo"] {
        let mut all = everywhere(store, text);
        assert_eq!(all.len(), 300, "{text}");
        all.reverse();
        assert_eq!(all, ids, "{text}");
    }
    assert_eq!(store.search_messages(SearchScope::Everywhere, &term("word"), "", 0).unwrap().items, []);
}

fn a_strange_cursor_is_refused(store: &mut dyn SearchedStore) {
    for text in ["word", "w"] {
        for cursor in ["x", "0x01", ":", &"9".repeat(90), &"\u{e9}".repeat(40)] {
            let refused = store.search_messages(SearchScope::Everywhere, &term(text), cursor, 1);
            assert!(matches!(refused, Err(StorageError::UnknownCursor)), "{cursor}");
        }
    }
}
