//! Keypairs, their accounts, keycards and private keys (specification: accounts, sections 10 and 11).
//!
//! Every private key of a profile rests in its encrypted database. A rule decides here whether one may be made, used or
//! forgotten; who asks for a new one has shown before that they know the password ([`KeyAccess`]).

mod add;
mod change;
mod convert;
mod draft;
mod error;
mod import;
mod keycard;
mod keyring;
mod keys;
mod position;
mod preference;
mod remove;
mod save;
mod signing;
#[cfg(test)]
mod tests;

pub use add::{add_account, add_keypair, check_new_account, check_new_keypair};
pub use convert::{ConvertError, ProfileCard, forget_imported_key, move_profile_from_card, move_profile_to_card};
pub use draft::{AccountDraft, KeypairDraft};
pub use error::{KeypairError, PrivateKeyTextError};
pub use import::{
    check_app_migration, import_keys, import_phrase, import_private_key, make_partially_operable_fully,
    make_phrase_operable, make_private_key_operable, migrate_to_app, parse_private_key, phrase_key, phrase_key_with,
};
pub use keycard::{
    KeycardDraft, change_keycard, change_keycard_uid, delete_keycard, delete_keycards_of, forget_keycard_accounts,
    save_keycard,
};
pub use keyring::Keyring;
pub use keys::{DeriveError, KeyAccess, derive_addresses, derive_keys, private_key_record, single_key_record};
pub use position::move_account;
pub use preference::{
    set_collectible_preferences, set_token_preferences, shown_collectible_preferences, shown_token_preferences,
};
pub use remove::{remove_account, remove_keypair};
pub use save::{address_was_shown, rename_keypair, save_account, save_keypair};
pub use signing::{SigningKeyError, SigningPlace, signing_key, signing_place};

/// Most accounts, watched ones included and the chat account left out.
pub const MAX_ACCOUNTS: usize = 20;
/// Most keypairs, that of the profile included.
pub const MAX_KEYPAIRS: usize = 5;
/// Most accounts that are only watched.
pub const MAX_WATCH_ONLY_ACCOUNTS: usize = 3;

/// Chains of a new account.
pub(crate) const PROD_CHAINS: &str = "1:10:42161";
/// Test chains of a new account.
pub(crate) const TEST_CHAINS: &str = "11155111:11155420:421614";
/// The position of the chat account, which stands in no list.
pub(crate) const CHAT_POSITION: i64 = -1;

/// Longest name, emoji, colour or list of chains, in bytes.
const MAX_TEXT_BYTES: usize = 256;
/// How long a removed keypair or account is remembered for the other devices of the profile, in milliseconds.
const REMEMBERED_MS: u64 = 30 * 24 * 60 * 60 * 1000;
