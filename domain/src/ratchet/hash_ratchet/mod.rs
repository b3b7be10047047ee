//! The hash ratchet of groups (section 11): one key for all members, a chain of hashes, a key per message.
//!
//! Everybody who has the key can compute every step, so there is no forward secrecy within one key; a new key is made
//! when somebody leaves.

mod chain;
mod cipher;
mod error;
mod exchange;
mod grants;
mod key;
mod rekey;

pub use chain::{MAX_FORWARD_STEPS, step_hash};
pub use cipher::GroupCiphertext;
pub use error::{HashRatchetError, MissingGroupKey};
pub use exchange::{all_keys, key_exchange_header, read_key_exchange, read_keys, write_keys};
pub use grants::{open_grant, seal_grants};
pub use key::{derive_key_id, group_key};
pub use rekey::{member_key, open_rekey, seal_rekey};

pub(super) use chain::ChainMemo;
pub(super) use cipher::{find_key, open, seal};
pub(super) use key::generate;

#[cfg(test)]
mod tests;
