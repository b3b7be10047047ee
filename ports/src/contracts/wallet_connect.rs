//! The contract of [`WalletConnectSessionStore`].

use crate::{WalletConnectSessionRecord, WalletConnectSessionStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn WalletConnectSessionStore>) {
    sessions_come_back_whole_with_the_longest_first(&mut *make());
    a_session_is_replaced(&mut *make());
    a_page_has_one_name_and_one_picture(&mut *make());
    what_was_ended_or_does_not_hold_is_not_active(&mut *make());
}

fn session(topic: &str, expiry: i64) -> WalletConnectSessionRecord {
    WalletConnectSessionRecord {
        topic: topic.into(),
        pairing_topic: "pairing".into(),
        session_json: r#"{"topic": "\u{1f984}"}"#.into(),
        expiry,
        created_at: 7,
        is_disconnected: false,
        is_test: true,
        url: "https://page.example".into(),
        name: "A page \u{1f984}".into(),
        icon_url: "https://page.example/icon.png".into(),
    }
}

fn sessions_come_back_whole_with_the_longest_first(store: &mut dyn WalletConnectSessionStore) {
    assert_eq!(store.active_wallet_connect_sessions(i64::MIN).unwrap(), []);
    for (topic, expiry) in [("b", 5), ("c", i64::MAX), ("a", 5), ("d", i64::MIN)] {
        store.save_wallet_connect_session(&session(topic, expiry)).unwrap();
    }
    let expected = [session("c", i64::MAX), session("a", 5), session("b", 5), session("d", i64::MIN)];
    assert_eq!(store.active_wallet_connect_sessions(i64::MIN).unwrap(), expected);
}

fn a_session_is_replaced(store: &mut dyn WalletConnectSessionStore) {
    store.save_wallet_connect_session(&session("a", 5)).unwrap();
    let other = WalletConnectSessionRecord { is_test: false, name: "other".into(), ..session("a", 6) };
    store.save_wallet_connect_session(&other).unwrap();
    assert_eq!(store.active_wallet_connect_sessions(0).unwrap(), [other]);
}

fn a_page_has_one_name_and_one_picture(store: &mut dyn WalletConnectSessionStore) {
    let elsewhere = WalletConnectSessionRecord { url: "https://other.example".into(), ..session("b", 5) };
    store.save_wallet_connect_session(&session("a", 6)).unwrap();
    store.save_wallet_connect_session(&elsewhere).unwrap();
    let shown = |session| WalletConnectSessionRecord { name: "new".into(), icon_url: String::new(), ..session };
    store.save_wallet_connect_session(&shown(session("c", 4))).unwrap();
    let expected = [shown(session("a", 6)), elsewhere, shown(session("c", 4))];
    assert_eq!(store.active_wallet_connect_sessions(0).unwrap(), expected);
}

fn what_was_ended_or_does_not_hold_is_not_active(store: &mut dyn WalletConnectSessionStore) {
    store.save_wallet_connect_session(&session("a", 5)).unwrap();
    store.save_wallet_connect_session(&session("b", 6)).unwrap();
    assert_eq!(store.active_wallet_connect_sessions(6).unwrap(), [session("b", 6)]);
    assert!(!store.end_wallet_connect_session("c").unwrap());
    assert!(store.end_wallet_connect_session("b").unwrap());
    assert!(store.end_wallet_connect_session("b").unwrap(), "it is there, though it was ended");
    assert_eq!(store.active_wallet_connect_sessions(0).unwrap(), [session("a", 5)]);
    store.save_wallet_connect_session(&session("b", 6)).unwrap();
    assert_eq!(store.active_wallet_connect_sessions(6).unwrap(), [session("b", 6)], "it began again");
}
