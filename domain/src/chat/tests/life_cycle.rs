//! Chats come, are muted, cleared and closed.

use status_ports::{
    ChatKind, ChatStore as _, MessageStore as _, SearchScope, SwitcherCardRecord, SwitcherCardStore as _,
};

use crate::chat::{self, MAX_CARDS, MuteVariation, SavedChat};
use crate::messaging::tests::{Person, friends};

#[test]
fn a_cleared_chat_stays_and_what_comes_late_is_not_taken() {
    let (mut alice, mut bobby) = friends();
    let (me, id) = (alice.id(), bobby.id());
    let key = alice.public_key();
    let late = bobby.run(|context| chat::send_one_to_one_message(context, &key, "late")).unwrap().outgoing;
    alice.now = bobby.now;
    let cleared = alice.run(|context| chat::clear_history(context, &id)).unwrap();
    let shown = &cleared.chats[&id];
    assert!(shown.active && shown.highlight && shown.last_message.is_none());
    assert_eq!((shown.unviewed_messages_count, shown.synced_from), (0, 0));
    assert_eq!(shown.synced_to, shown.deleted_at_clock_value / 1000);
    alice.receive(&bobby, &late);
    assert_eq!(alice.messages(&bobby), []);
    bobby.now = alice.now + 1000;
    let new = bobby.run(|context| chat::send_one_to_one_message(context, &key, "new")).unwrap().outgoing;
    alice.now = bobby.now;
    alice.receive(&bobby, &new);
    assert_eq!(alice.messages(&bobby).len(), 1);
    assert!(alice.run(|context| chat::clear_history(context, "nobody")).is_err());
    assert_ne!(me, id);
}

#[test]
fn a_public_chat_is_opened_listened_to_closed_and_opened_again() {
    let mut alice = Person::new("alice-node", 1);
    let opened = alice.run(|context| chat::create_public_chat(context, "status")).unwrap();
    assert_eq!(opened.listen_to_chats, ["status"]);
    let shown = &opened.chats["status"];
    assert_eq!((shown.kind, shown.name.as_str(), shown.active), (ChatKind::Public, "status", true));
    let closed = alice.run(|context| chat::deactivate(context, "status", false)).unwrap();
    assert_eq!((closed.chats["status"].active, closed.chats["status"].deleted_at_clock_value), (false, 0));
    let again = alice.run(|context| chat::create_public_chat(context, "status")).unwrap();
    assert!(again.chats["status"].active);
}

#[test]
fn a_public_chat_is_not_named_like_another_kind_of_chat() {
    let (mut alice, bobby) = friends();
    let before = alice.everything();
    for name in [String::new(), " ".to_owned(), "x".repeat(257), bobby.id(), Person::new("carol", 3).id()] {
        let refused = alice.run(|context| chat::create_public_chat(context, &name)).unwrap_err();
        assert_eq!(refused.to_string(), "create-public-chat: invalid id");
    }
    assert_eq!(chat::create_profile_chat().unwrap_err().to_string(), "profile chats are deprecated");
    assert_eq!(alice.everything(), before);
}

#[test]
fn a_chat_is_muted_until_a_whole_second_or_for_ever() {
    let (mut alice, bobby) = friends();
    let id = bobby.id();
    alice.now = 1_700_000_000_999;
    for (number, minutes) in [(1, 15), (2, 60), (3, 8 * 60), (4, 7 * 24 * 60), (6, 1), (8, 24 * 60)] {
        let variation = MuteVariation::from_number(number).unwrap();
        let muted = alice.run(|context| chat::mute(context, &id, variation)).unwrap();
        assert!(muted.chats[&id].muted);
        assert_eq!(muted.chats[&id].mute_till, alice.now / 1000 * 1000 + minutes * 60_000);
    }
    for number in [0, 5, 9, i64::MAX] {
        let muted = alice.run(|context| chat::mute(context, &id, MuteVariation::from_number(number).unwrap())).unwrap();
        assert_eq!((muted.chats[&id].muted, muted.chats[&id].mute_till), (true, 0));
    }
    let unmuted = alice.run(|context| chat::mute(context, &id, MuteVariation::from_number(7).unwrap())).unwrap();
    assert!(!unmuted.chats[&id].muted);
    assert!(MuteVariation::from_number(-1).is_err());
}

#[test]
fn a_mute_that_is_over_ends_and_others_do_not() {
    let (mut alice, bobby) = friends();
    let (id, carol) = (bobby.id(), Person::new("carol", 3).id());
    alice.run(|context| chat::mute(context, &id, MuteVariation::For(60_000))).unwrap();
    alice.run(|context| chat::mute(context, &carol, MuteVariation::ForEver)).unwrap();
    let till = alice.stores.find_chat(&id).unwrap().unwrap().mute_till;
    assert_eq!(chat::next_end_of_mute(&mut alice.stores).unwrap(), Some(till));
    alice.now = till - 2000;
    assert!(alice.run(chat::end_mutes).unwrap().chats.is_empty());
    alice.now = till;
    let ended = alice.run(chat::end_mutes).unwrap();
    assert_eq!(ended.chats.keys().collect::<Vec<_>>(), [&id]);
    assert_eq!((ended.chats[&id].muted, ended.chats[&id].mute_till), (false, 0));
    assert_eq!(chat::next_end_of_mute(&mut alice.stores).unwrap(), None);
    assert!(alice.stores.find_chat(&carol).unwrap().unwrap().muted);
}

#[test]
fn a_person_without_a_chat_is_muted_in_a_hidden_one() {
    let (mut alice, carol) = (Person::new("alice-node", 1), Person::new("carol", 3));
    let id = carol.id();
    let muted = alice.run(|context| chat::mute(context, &id, MuteVariation::ForEver)).unwrap();
    assert_eq!((muted.chats[&id].active, muted.chats[&id].muted), (false, true));
    alice.run(|context| chat::unmute(context, &id)).unwrap();
    for refused in [
        alice.run(|context| chat::mute(context, "nobody", MuteVariation::ForEver)),
        alice.run(|context| chat::unmute(context, "nobody")),
    ] {
        assert_eq!(refused.unwrap_err().to_string(), "Chat not found");
    }
}

#[test]
fn a_client_says_how_a_chat_looks_and_no_more() {
    let (mut alice, bobby) = friends();
    let before = alice.chat(&bobby);
    let saved = SavedChat { id: bobby.id(), name: "B".into(), color: "#fff".into(), ..SavedChat::default() };
    alice.run(|context| chat::save_chat(context, saved.clone())).unwrap();
    let after = alice.chat(&bobby);
    assert_eq!((after.name.as_str(), after.color.as_str(), after.active), ("B", "#fff", false));
    assert_eq!(after.unviewed_messages_count, before.unviewed_messages_count);
    for wrong in [
        SavedChat { id: "nobody".into(), kind: 1, ..saved.clone() },
        SavedChat { id: "nobody".into(), kind: 3, ..saved.clone() },
        SavedChat { description: "x".repeat(1025), ..saved.clone() },
    ] {
        assert!(alice.run(|context| chat::save_chat(context, wrong)).is_err());
    }
    let carol = Person::new("carol", 3);
    let new = SavedChat { id: carol.id(), kind: 1, active: true, ..SavedChat::default() };
    alice.run(|context| chat::save_chat(context, new)).unwrap();
    assert!(alice.chat(&carol).active);
}

#[test]
fn a_chat_that_is_removed_leaves_no_messages() {
    let (mut alice, bobby) = friends();
    let id = bobby.id();
    alice.run(|context| chat::delete_chat(context, &id)).unwrap();
    assert_eq!(alice.stores.find_chat(&id).unwrap(), None);
    assert_eq!(alice.stores.chat_messages(&id, "", 10).unwrap().items, []);
    alice.run(|context| chat::delete_chat(context, &id)).unwrap();
}

#[test]
fn a_search_needs_something_to_look_for() {
    let (mut alice, bobby) = friends();
    let key = bobby.public_key();
    alice.run(|context| chat::send_one_to_one_message(context, &key, "Caf\u{e9} au lait")).unwrap();
    let mut search = |scope: SearchScope<'_>, text: &str| {
        chat::search(&mut alice.stores, scope, text, false, "", 10).map(|page| page.items.len())
    };
    assert_eq!(search(SearchScope::Everywhere, "CAFE").unwrap(), 1);
    assert_eq!(search(SearchScope::Everywhere, "").unwrap_err().to_string(), "empty search term");
    assert_eq!(search(SearchScope::Everywhere, &"x".repeat(4097)).unwrap(), 0);
    let many = vec![bobby.id(); 1001];
    assert!(search(SearchScope::Chats(&many), "CAFE").is_err());
}

#[test]
fn cards_are_kept_within_bounds() {
    let mut alice = Person::new("alice-node", 1);
    let card = |id: String| SwitcherCardRecord { card_id: id, kind: 1, clock: 1, screen_id: "s".into() };
    for number in 0..MAX_CARDS {
        alice.run(|context| chat::keep_switcher_card(context, &card(number.to_string()))).unwrap();
    }
    alice.run(|context| chat::keep_switcher_card(context, &card("0".into()))).unwrap();
    for wrong in ["new".to_owned(), String::new(), "x".repeat(1025)] {
        assert!(alice.run(|context| chat::keep_switcher_card(context, &card(wrong))).is_err());
    }
    assert_eq!(alice.stores.switcher_cards().unwrap().len(), MAX_CARDS);
}

#[test]
fn names_in_a_text_that_is_sent_become_keys() {
    let (mut alice, bobby) = friends();
    let key = bobby.public_key();
    alice.run(|context| chat::send_one_to_one_message(context, &key, "hi @bobby-node!")).unwrap();
    assert_eq!(alice.messages(&bobby).pop().unwrap().text, format!("hi @{}!", bobby.id()));
}

#[test]
fn from_a_message_one_goes_on_in_both_directions() {
    let (mut alice, bobby) = friends();
    let (id, key) = (bobby.id(), bobby.public_key());
    for number in 0..9 {
        alice.run(|context| chat::send_one_to_one_message(context, &key, &number.to_string())).unwrap();
    }
    let all: Vec<String> = alice.messages(&bobby).into_iter().rev().map(|message| message.id).collect();
    for (at, target) in all.iter().enumerate() {
        for limit in [0, 1, 2, 5, 50] {
            let around = chat::messages_around(&mut alice.stores, &id, target, limit).unwrap();
            let mut ids: Vec<String> = around.messages.into_iter().map(|message| message.id).collect();
            assert!(ids.contains(target), "{at} {limit}");
            let (mut older, mut newer) = (around.older, around.newer);
            while !older.is_empty() {
                let page = alice.stores.chat_messages(&id, &older, 2).unwrap();
                ids.extend(page.items.into_iter().map(|message| message.id));
                older = page.cursor;
            }
            while !newer.is_empty() {
                let page = alice.stores.newer_chat_messages(&id, &newer, 2).unwrap();
                page.items.into_iter().for_each(|message| ids.insert(0, message.id));
                newer = page.cursor;
            }
            assert_eq!(ids, all, "{at} {limit}");
        }
    }
    let refused = chat::messages_around(&mut alice.stores, "other", &all[0], 5);
    assert_eq!(refused.unwrap_err().to_string(), "record not found");
}
