//! The contract of [`MessageStore`].

use crate::{MessageContactRequestState, MessageRecord, MessageStore, OutgoingStatus, PageCursor, StorageError};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn MessageStore>) {
    a_message_comes_back_whole_and_is_replaced(&mut *make());
    many_messages_are_read_at_once(&mut *make());
    the_images_of_an_album_come_in_order(&mut *make());
    pages_go_by_clock_then_id_descending(&mut *make());
    a_page_begins_where_the_one_before_ended(&mut *make());
    newer_pages_lead_back_up(&mut *make());
    a_strange_cursor_is_refused(&mut *make());
    a_clock_of_the_far_future_is_kept_in_order(&mut *make());
    the_outgoing_status_only_moves_forward(&mut *make());
    the_latest_contact_request_is_found(&mut *make());
    seen_messages_are_counted_once(&mut *make());
    all_messages_of_one_chat_become_seen(&mut *make());
    messages_of_others_become_unseen_from_a_clock_on(&mut *make());
    unseen_messages_are_counted(&mut *make());
    every_message_above_a_clock_may_count_as_a_mention(&mut *make());
    an_album_counts_once(&mut *make());
    the_first_unseen_message_is_the_oldest_that_was_not_deleted(&mut *make());
    deleted_images_are_found(&mut *make());
    replies_are_found(&mut *make());
    the_messages_of_a_chat_are_removed(&mut *make());
    one_message_is_removed(&mut *make());
    the_messages_of_an_author_are_removed_from_every_chat(&mut *make());
}

const CHAT: &str = "0x04aa";

fn message(id: &str, clock: u64) -> MessageRecord {
    MessageRecord {
        id: id.into(),
        local_chat_id: CHAT.into(),
        chat_id: "0x04bb".into(),
        from: [2; 33],
        whisper_timestamp: 1_700_000_000_000,
        timestamp: 1_700_000_000_001,
        clock,
        text: "Hello \u{1F980}".into(),
        content_type: 1,
        message_type: 1,
        response_to: "0x99".into(),
        ens_name: "alice.eth".into(),
        display_name: "Alice".into(),
        seen: false,
        outgoing_status: None,
        contact_request_state: MessageContactRequestState::None,
        mentioned: false,
        replied: false,
        edited_at: 3,
        deleted: false,
        deleted_for_me: false,
        deleted_by: None,
        album_id: String::new(),
        bridge_content: "bridged".into(),
        contact_verification_state: 1,
        payload: vec![0, 255],
    }
}

fn ids(store: &mut dyn MessageStore, cursor: &str, limit: u32) -> (Vec<String>, String) {
    let page = store.chat_messages(CHAT, cursor, limit).unwrap();
    (page.items.into_iter().map(|row| row.id).collect(), page.cursor)
}

fn a_message_comes_back_whole_and_is_replaced(store: &mut dyn MessageStore) {
    assert_eq!(store.find_message("0x01").unwrap(), None);
    assert!(!store.message_exists("0x01").unwrap());
    store.save_message(&message("0x01", 1)).unwrap();
    assert_eq!(store.find_message("0x01").unwrap(), Some(message("0x01", 1)));
    assert!(store.message_exists("0x01").unwrap());
    let changed = MessageRecord {
        clock: 2,
        content_type: -1,
        seen: true,
        outgoing_status: Some(OutgoingStatus::Sent),
        contact_request_state: MessageContactRequestState::Dismissed,
        mentioned: true,
        replied: true,
        deleted: true,
        deleted_for_me: true,
        deleted_by: Some([9; 33]),
        album_id: "3b0a".into(),
        bridge_content: String::new(),
        contact_verification_state: 6,
        ..message("0x01", 1)
    };
    store.save_message(&changed).unwrap();
    assert_eq!(store.find_message("0x01").unwrap(), Some(changed.clone()));
    assert_eq!(store.chat_messages(CHAT, "", 10).unwrap().items, [changed]);
}

fn many_messages_are_read_at_once(store: &mut dyn MessageStore) {
    // More than the parameters of one statement that some engines allow.
    let all: Vec<String> = (0..1100).map(|number| format!("0x{number:04}")).collect();
    for id in &all[..1000] {
        store.save_message(&message(id, 1)).unwrap();
    }
    assert_eq!(store.messages(&[]).unwrap(), []);
    let some = ["0x0003", "0x0001", "0x0003", "0x1050"].map(String::from);
    let mut found = store.messages(&some).unwrap();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(found, [message("0x0001", 1), message("0x0003", 1)]);
    assert_eq!(store.messages(&all).unwrap().len(), 1000);
}

fn the_images_of_an_album_come_in_order(store: &mut dyn MessageStore) {
    let image = |id: &str, clock, album: &str| MessageRecord { album_id: album.into(), ..message(id, clock) };
    let elsewhere = MessageRecord { local_chat_id: "other".into(), ..image("e", 1, "a1") };
    for row in [image("d", 7, "a1"), image("b", 5, "a1"), image("c", 5, "a1"), image("f", 1, "a2"), elsewhere] {
        store.save_message(&row).unwrap();
    }
    store.save_message(&image("g", 1, "")).unwrap();
    let mut ids = |album: &str, limit| {
        let found = store.album_messages(CHAT, album, limit).unwrap();
        found.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("a1", 10), ["b", "c", "d"]);
    assert_eq!(ids("a1", 2), ["b", "c"]);
    assert_eq!(ids("a3", 10), [""; 0]);
    assert_eq!(ids("", 10), [""; 0]);
}

fn pages_go_by_clock_then_id_descending(store: &mut dyn MessageStore) {
    for (id, clock) in [("0x01", 5), ("0x02", 7), ("0x03", 5), ("0x04", 10)] {
        store.save_message(&message(id, clock)).unwrap();
    }
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x05", 6) }).unwrap();
    assert_eq!(ids(store, "", 10), (["0x04", "0x02", "0x03", "0x01"].map(String::from).to_vec(), String::new()));
    assert_eq!(store.chat_messages("nobody", "", 10).unwrap().items, []);
}

fn a_page_begins_where_the_one_before_ended(store: &mut dyn MessageStore) {
    for number in 0..7_u32 {
        // Two to each clock, so that pages end between equal clocks.
        store.save_message(&message(&format!("0x{number:02}"), u64::from(number / 2))).unwrap();
    }
    let (mut all, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let (mut page, next) = ids(store, &cursor, 3);
        assert!(page.len() <= 3);
        all.append(&mut page);
        pages += 1;
        cursor = next;
        if cursor.is_empty() {
            break;
        }
        // What arrives later on top does not move the pages below.
        store.save_message(&message(&format!("0x9{pages}"), 100)).unwrap();
    }
    assert_eq!(pages, 3);
    assert_eq!(all, (0..7).rev().map(|number| format!("0x{number:02}")).collect::<Vec<_>>());
}

fn newer_pages_lead_back_up(store: &mut dyn MessageStore) {
    let all: Vec<String> = (0..7).map(|number| format!("0x{number:02}")).collect();
    for (number, id) in (0_u64..).zip(&all) {
        store.save_message(&message(id, number / 2)).unwrap();
    }
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x99", 2) }).unwrap();
    let oldest = PageCursor { number: 0, id: "0x00".into() }.to_string();
    let (mut found, mut cursor) = (vec!["0x00".to_owned()], oldest);
    while !cursor.is_empty() {
        let page = store.newer_chat_messages(CHAT, &cursor, 2).unwrap();
        assert!(page.items.len() <= 2);
        found.extend(page.items.into_iter().map(|row| row.id));
        cursor = page.cursor;
    }
    assert_eq!(found, all);
    let newest = PageCursor { number: u64::MAX, id: "0x06".into() }.to_string();
    assert_eq!(store.newer_chat_messages(CHAT, &newest, 2).unwrap().items, []);
    // From the newest of a page one comes to the page that was before it.
    let (page, _) = ids(store, "", 2);
    let second = PageCursor { number: 2, id: "0x05".into() }.to_string();
    assert_eq!(store.newer_chat_messages(CHAT, &second, 5).unwrap().items[0].id, page[0]);
}

fn a_strange_cursor_is_refused(store: &mut dyn MessageStore) {
    for cursor in ["x", "0x01", &"9".repeat(64), &"\u{e9}".repeat(40)] {
        assert!(matches!(store.chat_messages(CHAT, cursor, 1), Err(StorageError::UnknownCursor)), "{cursor}");
        assert!(matches!(store.newer_chat_messages(CHAT, cursor, 1), Err(StorageError::UnknownCursor)), "{cursor}");
    }
}

fn a_clock_of_the_far_future_is_kept_in_order(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", u64::MAX)).unwrap();
    store.save_message(&message("0x02", 1)).unwrap();
    assert_eq!(ids(store, "", 10).0, ["0x01", "0x02"]);
}

fn the_outgoing_status_only_moves_forward(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", 1)).unwrap();
    store
        .save_message(&MessageRecord { outgoing_status: Some(OutgoingStatus::Sending), ..message("0x02", 1) })
        .unwrap();
    assert!(!store.advance_outgoing_status("0x00", OutgoingStatus::Sent).unwrap());
    assert!(!store.advance_outgoing_status("0x01", OutgoingStatus::Sent).unwrap());
    assert!(!store.advance_outgoing_status("0x02", OutgoingStatus::Sending).unwrap());
    assert!(store.advance_outgoing_status("0x02", OutgoingStatus::Delivered).unwrap());
    assert!(!store.advance_outgoing_status("0x02", OutgoingStatus::Sent).unwrap());
    assert!(!store.advance_outgoing_status("0x02", OutgoingStatus::Delivered).unwrap());
    assert_eq!(store.find_message("0x01").unwrap().unwrap().outgoing_status, None);
    assert_eq!(store.find_message("0x02").unwrap().unwrap().outgoing_status, Some(OutgoingStatus::Delivered));
}

fn the_latest_contact_request_is_found(store: &mut dyn MessageStore) {
    let request = |id: &str, clock| MessageRecord {
        content_type: 11,
        contact_request_state: MessageContactRequestState::Pending,
        ..message(id, clock)
    };
    assert_eq!(store.find_latest_contact_request(CHAT).unwrap(), None);
    for row in [request("0x01", 1), request("0x02", 9), request("0x03", 8), message("0x04", 20)] {
        store.save_message(&row).unwrap();
    }
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..request("0x05", 30) }).unwrap();
    let without_state =
        MessageRecord { contact_request_state: MessageContactRequestState::None, ..request("0x06", 40) };
    store.save_message(&without_state).unwrap();
    assert_eq!(store.find_latest_contact_request(CHAT).unwrap(), Some(request("0x02", 9)));
}

fn seen_messages_are_counted_once(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", 1)).unwrap();
    store.save_message(&MessageRecord { mentioned: true, ..message("0x02", 1) }).unwrap();
    store.save_message(&MessageRecord { replied: true, mentioned: true, ..message("0x03", 1) }).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x04", 1) }).unwrap();
    let all = ["0x01", "0x02", "0x02", "0x03", "0x04", "0x05"].map(String::from);
    assert_eq!(store.mark_messages_seen(CHAT, &all[..2]).unwrap(), (2, 1));
    assert_eq!(store.mark_messages_seen(CHAT, &all).unwrap(), (1, 1));
    assert_eq!(store.mark_messages_seen(CHAT, &[]).unwrap(), (0, 0));
    assert!(store.find_message("0x01").unwrap().unwrap().seen);
    assert!(!store.find_message("0x04").unwrap().unwrap().seen);
    for (id, content_type) in [("0x06", 1), ("0x07", 14), ("0x08", 15), ("0x09", 17)] {
        store.save_message(&MessageRecord { content_type, ..message(id, 1) }).unwrap();
    }
    assert_eq!(store.mark_messages_seen(CHAT, &["0x06".into()]).unwrap(), (1, 0));
    let seen = ["0x07", "0x08", "0x09"].map(|id| store.find_message(id).unwrap().unwrap().seen);
    assert_eq!(seen, [false, true, true]);
}

fn all_messages_of_one_chat_become_seen(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", 1)).unwrap();
    store.save_message(&message("0x02", 1)).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x03", 1) }).unwrap();
    store.mark_all_messages_seen(CHAT).unwrap();
    let seen = ["0x01", "0x02", "0x03"].map(|id| store.find_message(id).unwrap().unwrap().seen);
    assert_eq!(seen, [true, true, false]);
}

fn unseen_messages_are_counted(store: &mut dyn MessageStore) {
    assert_eq!(store.count_unseen_messages(CHAT, None).unwrap(), (0, 0));
    store.save_message(&message("0x01", 1)).unwrap();
    store.save_message(&MessageRecord { mentioned: true, replied: true, ..message("0x02", 1) }).unwrap();
    store.save_message(&MessageRecord { replied: true, ..message("0x03", 1) }).unwrap();
    store.save_message(&MessageRecord { mentioned: true, seen: true, ..message("0x04", 1) }).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x05", 1) }).unwrap();
    store.save_message(&MessageRecord { mentioned: true, deleted: true, ..message("0x06", 1) }).unwrap();
    store.save_message(&MessageRecord { mentioned: true, deleted_for_me: true, ..message("0x07", 1) }).unwrap();
    assert_eq!(store.count_unseen_messages(CHAT, None).unwrap(), (3, 2));
}

fn every_message_above_a_clock_may_count_as_a_mention(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", 1)).unwrap();
    store.save_message(&MessageRecord { mentioned: true, ..message("0x02", 2) }).unwrap();
    store.save_message(&message("0x03", 3)).unwrap();
    store.save_message(&MessageRecord { content_type: 14, ..message("0x04", 4) }).unwrap();
    store.save_message(&MessageRecord { content_type: 17, ..message("0x05", 4) }).unwrap();
    let counts = [None, Some(3), Some(2), Some(0)].map(|above| store.count_unseen_messages(CHAT, above).unwrap());
    assert_eq!(counts, [(5, 1), (5, 1), (5, 2), (5, 3)]);
}

fn an_album_counts_once(store: &mut dyn MessageStore) {
    let image = |id: &str, clock| MessageRecord { album_id: "3b0a".into(), ..message(id, clock) };
    assert_eq!(store.unseen_album(CHAT, "3b0a", None).unwrap(), (false, false));
    store.save_message(&MessageRecord { seen: true, ..image("0x01", 1) }).unwrap();
    store.save_message(&MessageRecord { deleted: true, ..image("0x02", 1) }).unwrap();
    store.save_message(&MessageRecord { deleted_for_me: true, ..image("0x03", 1) }).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..image("0x04", 1) }).unwrap();
    assert_eq!(store.unseen_album(CHAT, "3b0a", Some(0)).unwrap(), (false, false));
    assert_eq!(store.count_unseen_messages(CHAT, Some(0)).unwrap(), (0, 0));
    store.save_message(&image("0x05", 5)).unwrap();
    store.save_message(&image("0x06", 6)).unwrap();
    store.save_message(&MessageRecord { album_id: "other".into(), ..message("0x07", 7) }).unwrap();
    store.save_message(&message("0x08", 8)).unwrap();
    assert_eq!(store.count_unseen_messages(CHAT, None).unwrap(), (3, 0));
    assert_eq!(store.count_unseen_messages(CHAT, Some(5)).unwrap(), (3, 3));
    assert_eq!(store.count_unseen_messages(CHAT, Some(6)).unwrap(), (3, 2));
    let albums = [None, Some(6), Some(5)].map(|above| store.unseen_album(CHAT, "3b0a", above).unwrap());
    assert_eq!(albums, [(true, false), (true, false), (true, true)]);
    store.save_message(&MessageRecord { replied: true, ..image("0x06", 6) }).unwrap();
    assert_eq!(store.unseen_album(CHAT, "3b0a", None).unwrap(), (true, true));
    assert_eq!(store.count_unseen_messages(CHAT, None).unwrap(), (3, 1));
}

fn messages_of_others_become_unseen_from_a_clock_on(store: &mut dyn MessageStore) {
    let seen = |id: &str, clock| MessageRecord { seen: true, ..message(id, clock) };
    store.save_message(&seen("0x01", 4)).unwrap();
    store.save_message(&seen("0x02", 5)).unwrap();
    store.save_message(&MessageRecord { mentioned: true, ..seen("0x03", 5) }).unwrap();
    store.save_message(&MessageRecord { replied: true, ..seen("0x04", u64::MAX) }).unwrap();
    store.save_message(&MessageRecord { outgoing_status: Some(OutgoingStatus::Sent), ..seen("0x05", 6) }).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..seen("0x06", 6) }).unwrap();
    store.save_message(&message("0x07", 7)).unwrap();
    store.save_message(&MessageRecord { content_type: 16, ..seen("0x08", 7) }).unwrap();
    assert_eq!(store.mark_messages_unseen(CHAT, 5).unwrap(), (3, 2));
    let seen = (1..8).map(|number| store.find_message(&format!("0x0{number}")).unwrap().unwrap().seen);
    assert_eq!(seen.collect::<Vec<_>>(), [true, false, false, false, true, true, false]);
    assert_eq!(store.mark_messages_unseen(CHAT, 5).unwrap(), (0, 0));
}

fn the_first_unseen_message_is_the_oldest_that_was_not_deleted(store: &mut dyn MessageStore) {
    assert_eq!(store.find_first_unseen_message(CHAT).unwrap(), None);
    store.save_message(&MessageRecord { seen: true, ..message("0x01", 1) }).unwrap();
    store.save_message(&MessageRecord { deleted: true, ..message("0x02", 2) }).unwrap();
    store.save_message(&MessageRecord { deleted_for_me: true, ..message("0x03", 3) }).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x04", 4) }).unwrap();
    for (id, clock) in [("0x05", u64::MAX), ("0x07", 9), ("0x06", 9), ("0x08", 10)] {
        store.save_message(&message(id, clock)).unwrap();
    }
    assert_eq!(store.find_first_unseen_message(CHAT).unwrap().as_deref(), Some("0x06"));
}

fn deleted_images_are_found(store: &mut dyn MessageStore) {
    let image = |id: &str, album: &str| MessageRecord { album_id: album.into(), ..message(id, 1) };
    let deleted = |id: &str, album: &str, deleted_by| MessageRecord { deleted: true, deleted_by, ..image(id, album) };
    for row in [
        image("0x01", "a"),
        MessageRecord { from: [7; 33], ..deleted("0x02", "a", None) },
        MessageRecord { local_chat_id: "other".into(), ..deleted("0x03", "a", None) },
        deleted("0x04", "b", None),
        deleted("0x05", "", None),
    ] {
        store.save_message(&row).unwrap();
    }
    let author = image("0x01", "a").from;
    assert_eq!(store.find_deleted_image(CHAT, "a", &author).unwrap(), None);
    assert_eq!(store.find_deleted_image(CHAT, "", &author).unwrap(), None);
    for (id, deleted_by) in [("0x06", Some([9; 33])), ("0x07", Some([8; 33])), ("0x08", None)] {
        let row = deleted(id, "a", deleted_by);
        store.save_message(&row).unwrap();
        assert_eq!(store.find_deleted_image(CHAT, "a", &author).unwrap(), Some(row));
    }
}

fn replies_are_found(store: &mut dyn MessageStore) {
    let reply = |id: &str, to: &str| MessageRecord { response_to: to.into(), ..message(id, 1) };
    for row in [reply("0x01", "0xaa"), reply("0x02", "0xaa"), reply("0x03", "0xbb"), reply("0x04", "")] {
        store.save_message(&row).unwrap();
    }
    let found = store.replies_to("0xaa", 10).unwrap();
    assert!(found.len() == 2 && found.contains(&reply("0x01", "0xaa")) && found.contains(&reply("0x02", "0xaa")));
    assert_eq!(store.replies_to("0xaa", 1).unwrap().len(), 1);
    assert_eq!(store.replies_to("", 10).unwrap(), []);
}

fn the_messages_of_a_chat_are_removed(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", 1)).unwrap();
    store.save_message(&MessageRecord { local_chat_id: "other".into(), ..message("0x02", 1) }).unwrap();
    store.delete_messages_of_chat(CHAT).unwrap();
    assert_eq!(["0x01", "0x02"].map(|id| store.message_exists(id).unwrap()), [false, true]);
}

fn one_message_is_removed(store: &mut dyn MessageStore) {
    store.save_message(&message("0x01", 1)).unwrap();
    store.save_message(&message("0x02", 1)).unwrap();
    store.delete_message("0x01").unwrap();
    store.delete_message("0x01").unwrap();
    assert_eq!(["0x01", "0x02"].map(|id| store.message_exists(id).unwrap()), [false, true]);
}

fn the_messages_of_an_author_are_removed_from_every_chat(store: &mut dyn MessageStore) {
    let by = |id: &str, chat: &str, from| MessageRecord { local_chat_id: chat.into(), from, ..message(id, 1) };
    for row in [
        by("0x01", "b", [2; 33]),
        by("0x02", "a", [2; 33]),
        by("0x03", "a", [2; 33]),
        by("0x04", "a", [3; 33]),
        by("0x05", "c", [3; 33]),
    ] {
        store.save_message(&row).unwrap();
    }
    assert_eq!(store.delete_messages_of_author(&[2; 33]).unwrap(), ["a", "b"]);
    assert_eq!(store.delete_messages_of_author(&[2; 33]).unwrap(), [""; 0]);
    let left = ["0x01", "0x02", "0x03", "0x04", "0x05"].map(|id| store.message_exists(id).unwrap());
    assert_eq!(left, [false, false, false, true, true]);
}
