//! Sessions by WalletConnect.

use proptest::prelude::*;
use status_memory::MemoryWalletTransaction;
use status_ports::{NetworkRecord, WalletConnectSessionStore as _};

use super::super::network::default_networks;
use super::super::*;

fn networks() -> Vec<NetworkRecord> {
    default_networks(&network::WalletSecrets::default()).into_iter().map(|network| network.record).collect()
}

fn session(topic: &str, url: &str, chain: &str) -> AgreedSession {
    AgreedSession {
        topic: topic.into(),
        expiry: 100,
        chains: vec![chain.into()],
        url: url.into(),
        name: topic.to_uppercase(),
        ..AgreedSession::default()
    }
}

fn add(stores: &mut MemoryWalletTransaction, session: AgreedSession, seconds: u64) -> Result<(), WalletConnectError> {
    add_wallet_connect_session(stores, &networks(), session, seconds * 1000)
}

#[test]
fn the_page_that_was_first_met_last_comes_first_under_its_last_name() {
    let stores = &mut MemoryWalletTransaction::default();
    for (topic, url, at) in [("a", "https://one", 1), ("b", "https://two", 2), ("c", "https://one", 3)] {
        add(stores, session(topic, url, "eip155:1"), at).unwrap();
    }
    add(stores, session("t", "https://test", "eip155:11155111"), 4).unwrap();
    let pages = |stores: &mut MemoryWalletTransaction, valid_at, are_tests| -> Vec<(String, String)> {
        let pages = connected_pages(stores, valid_at, are_tests).unwrap();
        pages.into_iter().map(|page| (page.url, page.name)).collect()
    };
    let named = |url: &str, name: &str| (url.to_owned(), name.to_owned());
    assert_eq!(pages(stores, 0, false), [named("https://two", "B"), named("https://one", "C")]);
    assert_eq!(pages(stores, 0, true), [named("https://test", "T")]);
    assert_eq!(pages(stores, 101, false), []);
    end_wallet_connect_session(stores, "b").unwrap();
    assert_eq!(pages(stores, 0, false), [named("https://one", "C")]);
    // In the same second, and over before the others.
    add(stores, AgreedSession { expiry: 50, ..session("d", "https://one", "eip155:1") }, 3).unwrap();
    assert_eq!(pages(stores, 60, false), [named("https://one", "D")], "the last name, whichever session it came with");
}

#[test]
fn a_session_without_a_known_chain_or_a_topic_is_refused() {
    let stores = &mut MemoryWalletTransaction::default();
    let mut unknown = session("a", "https://one", "eip155:4242");
    unknown.chains.extend(["eip155".to_owned(), "eip155:+1".to_owned(), "eip155:77".to_owned()]);
    let refused = add(stores, unknown, 1).unwrap_err();
    assert_eq!(refused.to_string(), "areTestChains: no network found for chainIDs [4242 77]");
    let refused = add(stores, session("", "https://one", "eip155:1"), 1);
    assert!(matches!(refused, Err(WalletConnectError::NoTopic)));
    let refused = end_wallet_connect_session(stores, "a").unwrap_err();
    assert_eq!(refused.to_string(), "topic a not found to update state");
    assert_eq!(stores.active_wallet_connect_sessions(i64::MIN).unwrap(), []);
}

proptest! {
    #[test]
    fn any_text_for_a_chain_is_a_known_chain_or_refused(chain: String) {
        let stores = &mut MemoryWalletTransaction::default();
        let is_kept = add(stores, session("a", "https://one", &chain), 1).is_ok();
        prop_assert_eq!(stores.active_wallet_connect_sessions(0).unwrap().len(), usize::from(is_kept));
    }
}
