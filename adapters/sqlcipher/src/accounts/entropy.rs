//! Randomness for what only this adapter knows: salts, nonces, the key of the accounts database.

use crate::error::{Result, backend};

pub(super) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(backend)
}
