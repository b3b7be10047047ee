//! Sessions of web pages by WalletConnect.

use crate::StorageError;

/// A session of a web page with the wallet, as the client told of it (WalletConnect 2.0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalletConnectSessionRecord {
    /// Where the two sides talk: what tells it from others.
    pub topic: String,
    /// Where they agreed on it.
    pub pairing_topic: String,
    /// All of it, as the client wrote it.
    pub session_json: String,
    /// Unix seconds from which on it does not hold any more.
    pub expiry: i64,
    /// Unix seconds.
    pub created_at: u64,
    /// Whether one side ended it.
    pub is_disconnected: bool,
    /// Whether it is about chains for tests.
    pub is_test: bool,
    /// Address of the page.
    pub url: String,
    /// What the page calls itself.
    pub name: String,
    /// Its picture; empty for none.
    pub icon_url: String,
}

/// Sessions of web pages with the wallet of the open profile.
pub trait WalletConnectSessionStore {
    /// Those that nobody ended and that hold at a time in Unix seconds: the one that holds longest first, among equals by
    /// topic.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn active_wallet_connect_sessions(
        &mut self,
        valid_at: i64,
    ) -> Result<Vec<WalletConnectSessionRecord>, StorageError>;

    /// Inserts or replaces one. A page has one name and one picture: its other sessions get those of this one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_wallet_connect_session(&mut self, session: &WalletConnectSessionRecord) -> Result<(), StorageError>;

    /// Notes that one was ended. Whether there is one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn end_wallet_connect_session(&mut self, topic: &str) -> Result<bool, StorageError>;
}
