//! The chains that a profile knows.

use crate::StorageError;

/// A chain and where it is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkRecord {
    /// Number of EIP-155.
    pub chain_id: u64,
    /// Its name.
    pub chain_name: String,
    /// URL of its JSON-RPC that the person chose, or the original one.
    pub rpc_url: String,
    /// URL that it came with.
    pub original_rpc_url: String,
    /// URL that stands in, as the person chose it, or the original one.
    pub fallback_url: String,
    /// URL that stands in, as it came.
    pub original_fallback_url: String,
    /// Where people look at blocks; may be empty.
    pub block_explorer_url: String,
    /// Where its picture is; may be empty.
    pub icon_url: String,
    /// `Ether`.
    pub native_currency_name: String,
    /// `ETH`.
    pub native_currency_symbol: String,
    /// Decimals of the native currency.
    pub native_currency_decimals: u8,
    /// Whether it is only for tests.
    pub is_test: bool,
    /// 1 or 2.
    pub layer: u64,
    /// Whether it is shown.
    pub enabled: bool,
    /// Colour, `#627EEA`.
    pub chain_color: String,
    /// Prefix of addresses, `eth`.
    pub short_name: String,
    /// The test chain of a chain, or the chain of a test chain; 0 for none.
    pub related_chain_id: u64,
}

/// Chains of the open profile.
pub trait NetworkStore {
    /// All chains, by number.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn networks(&mut self) -> Result<Vec<NetworkRecord>, StorageError>;

    /// Inserts or replaces a chain.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_network(&mut self, network: &NetworkRecord) -> Result<(), StorageError>;

    /// Forgets a chain; that there is none is no error.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_network(&mut self, chain_id: u64) -> Result<(), StorageError>;
}
