//! Tokens that no list names.

use crate::StorageError;

/// A token that the person added, or that was met on a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomTokenRecord {
    /// The chain of its contract.
    pub chain_id: u64,
    /// Its contract.
    pub address: [u8; 20],
    /// What it is called.
    pub name: String,
    /// What it is called in short.
    pub symbol: String,
    /// How often a unit is divided by ten.
    pub decimals: u8,
    /// The community whose token it is: `0x` and the compressed public key. Empty if it is of none, `None` if nobody
    /// looked.
    pub community_id: Option<String>,
    /// Whether the person added it. Others came unasked.
    pub is_added: bool,
}

/// Tokens of the open profile that no list names.
pub trait TokenStore {
    /// All of them, by chain and contract.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn custom_tokens(&mut self) -> Result<Vec<CustomTokenRecord>, StorageError>;

    /// One of them.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_custom_token(
        &mut self,
        chain_id: u64,
        address: &[u8; 20],
    ) -> Result<Option<CustomTokenRecord>, StorageError>;

    /// Inserts or replaces one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_custom_token(&mut self, token: &CustomTokenRecord) -> Result<(), StorageError>;

    /// Forgets one; that there is none is no error.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_custom_token(&mut self, chain_id: u64, address: &[u8; 20]) -> Result<(), StorageError>;
}
