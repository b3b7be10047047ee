//! Which block is probably the newest, without asking.

use status_domain::wallet::network::estimated_block_number;
use status_ports::{ChainError, ChainProvider as _, UnixMillis};

use crate::wallet::Wallet;

/// A block, and when it was the newest.
#[derive(Clone, Copy)]
pub(super) struct SeenBlock {
    number: u64,
    at: UnixMillis,
}

impl Wallet {
    /// The newest block, guessed from one that was seen and the time since then. The chain is asked the first time.
    ///
    /// # Errors
    /// [`ChainError`].
    pub(crate) async fn estimated_block_number(&self, chain_id: u64) -> Result<u64, ChainError> {
        let chains = &self.shared.chains;
        let known = chains.known().seen.get(&chain_id).copied();
        let seen = match known {
            Some(seen) => seen,
            None => {
                let number = self.chain(chain_id)?.block_number().await?;
                let seen = SeenBlock { number, at: chains.clock.unix_millis() };
                chains.known().seen.insert(chain_id, seen);
                seen
            }
        };
        let elapsed_ms = chains.clock.unix_millis().saturating_sub(seen.at);
        Ok(estimated_block_number(chain_id, seen.number, elapsed_ms))
    }
}
