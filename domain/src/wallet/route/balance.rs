//! What is there to pay with.

use std::collections::BTreeMap;

use ruint::aliases::U256;

/// What an account has on a chain. What nobody could tell is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChainBalance {
    /// Of the token that is sent, in its smallest units; of the native token if that is sent.
    pub token: Option<U256>,
    /// Of the native token, in wei.
    pub native: Option<U256>,
}

impl ChainBalance {
    /// Whether there is anything.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        [self.token, self.native].into_iter().flatten().any(|amount| !amount.is_zero())
    }

    /// Whether there is anything of the token.
    #[must_use]
    pub fn has_token(&self) -> bool {
        self.token.is_some_and(|amount| !amount.is_zero())
    }
}

/// What an account has, by chain.
pub type Balances = BTreeMap<u64, ChainBalance>;
