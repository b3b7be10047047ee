//! What accounts had when they were looked at last.

use ruint::aliases::U256;

use crate::{StorageError, UnixMillis};

/// How much of a token an account had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenBalanceRecord {
    /// Whose it is.
    pub account: [u8; 20],
    /// The chain.
    pub chain_id: u64,
    /// The contract; zero for the native currency.
    pub token: [u8; 20],
    /// How much, in the smallest unit.
    pub balance: U256,
    /// When the chain said so.
    pub read_at: UnixMillis,
}

/// Last known balances of the open profile.
pub trait TokenBalanceStore {
    /// Those of these accounts, by account, chain and contract.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn token_balances(&mut self, accounts: &[[u8; 20]]) -> Result<Vec<TokenBalanceRecord>, StorageError>;

    /// Inserts or replaces some.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_token_balances(&mut self, balances: &[TokenBalanceRecord]) -> Result<(), StorageError>;

    /// Forgets those of an account.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn delete_token_balances(&mut self, account: &[u8; 20]) -> Result<(), StorageError>;
}
