//! Sessions of web pages by WalletConnect 2.0 (specification: wallet, section 22). The client holds the connection; here
//! is kept what it agreed on.

use core::cmp::Reverse;
use std::collections::BTreeMap;

use status_ports::{
    NetworkRecord, StorageError, UnixMillis, WalletConnectSessionRecord, WalletConnectSessionStore, WalletTransaction,
};

/// The namespace of Ethereum's chains (CAIP-2).
pub const EIP155: &str = "eip155";

/// A session that the client agreed on with a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreedSession {
    /// Where the two sides talk.
    pub topic: String,
    /// Where they agreed on it.
    pub pairing_topic: String,
    /// Unix seconds from which on it does not hold any more.
    pub expiry: i64,
    /// The chains of the namespace [`EIP155`], as CAIP-2 writes them. What is written otherwise does not count.
    pub chains: Vec<String>,
    /// Address of the page.
    pub url: String,
    /// What the page calls itself.
    pub name: String,
    /// Its picture; empty for none.
    pub icon_url: String,
    /// All of it, as the client wrote it.
    pub session_json: String,
}

/// A page that has a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectedPage {
    /// Its address.
    pub url: String,
    /// What it calls itself, as it last did.
    pub name: String,
    /// Its picture; empty for none.
    pub icon_url: String,
}

/// Why a session is not kept, or not ended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WalletConnectError {
    /// None of its chains is known here.
    #[error("areTestChains: no network found for chainIDs [{0}]")]
    UnknownChains(String),
    /// It cannot be told from others.
    #[error("the session has no topic")]
    NoTopic,
    /// There is no such session.
    #[error("topic {0} not found to update state")]
    UnknownTopic(String),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The number of a chain that CAIP-2 names.
fn chain_id(text: &str) -> Option<u64> {
    let (_, reference) = text.split_once(':')?;
    reference.bytes().all(|byte| byte.is_ascii_digit()).then(|| reference.parse().ok()).flatten()
}

/// Keeps a session, in place of one with the same topic. The first chain that is known says whether it is for tests.
///
/// # Errors
/// [`WalletConnectError`]; nothing changes then.
pub fn add_wallet_connect_session(
    stores: &mut dyn WalletTransaction,
    networks: &[NetworkRecord],
    session: AgreedSession,
    now: UnixMillis,
) -> Result<(), WalletConnectError> {
    let chain_ids: Vec<u64> = session.chains.iter().filter_map(|chain| chain_id(chain)).collect();
    let known = networks.iter().find(|network| chain_ids.contains(&network.chain_id));
    let Some(network) = known else {
        let numbers: Vec<String> = chain_ids.iter().map(u64::to_string).collect();
        return Err(WalletConnectError::UnknownChains(numbers.join(" ")));
    };
    if session.topic.is_empty() {
        return Err(WalletConnectError::NoTopic);
    }
    stores.save_wallet_connect_session(&WalletConnectSessionRecord {
        topic: session.topic,
        pairing_topic: session.pairing_topic,
        session_json: session.session_json,
        expiry: session.expiry,
        created_at: now / 1000,
        is_disconnected: false,
        is_test: network.is_test,
        url: session.url,
        name: session.name,
        icon_url: session.icon_url,
    })?;
    Ok(())
}

/// Notes that one side ended a session.
///
/// # Errors
/// [`WalletConnectError::UnknownTopic`], [`WalletConnectError::Storage`].
pub fn end_wallet_connect_session(stores: &mut dyn WalletTransaction, topic: &str) -> Result<(), WalletConnectError> {
    if stores.end_wallet_connect_session(topic)? {
        Ok(())
    } else {
        Err(WalletConnectError::UnknownTopic(topic.to_owned()))
    }
}

/// The pages with sessions that hold at a time in Unix seconds, on chains for tests or on the others. The page that was
/// first met last comes first.
///
/// # Errors
/// [`StorageError`].
pub fn connected_pages<S: WalletConnectSessionStore + ?Sized>(
    stores: &mut S,
    valid_at: i64,
    are_tests: bool,
) -> Result<Vec<ConnectedPage>, StorageError> {
    let mut sessions = stores.active_wallet_connect_sessions(valid_at)?;
    sessions.retain(|session| session.is_test == are_tests);
    let mut pages: BTreeMap<String, (u64, ConnectedPage)> = BTreeMap::new();
    for WalletConnectSessionRecord { url, name, icon_url, created_at, .. } in sessions {
        let (first_met, _) =
            pages.entry(url.clone()).or_insert_with(|| (created_at, ConnectedPage { url, name, icon_url }));
        *first_met = created_at.min(*first_met);
    }
    let mut pages: Vec<_> = pages.into_values().collect();
    pages.sort_by_key(|(first_met, _)| Reverse(*first_met));
    Ok(pages.into_iter().map(|(_, page)| page).collect())
}
