//! End-to-end encryption: one file per kind of record.

mod agreed_secret;
mod hash_ratchet;
mod installation;
mod message_key;
mod session;
mod signed_pre_key;

use diesel::sqlite::SqliteConnection;
use status_ports::{
    CompressedKey, HashRatchetKeyRecord, HashRatchetStep, InstallationMetadata, InstallationRecord, MessageKeyRecord,
    RatchetStore, Secret32, SessionKey, SessionRecord, SignedPreKeyRecord,
};

use super::SqlTransaction;
use crate::error::Result;

/// Implements the store by handing every call to the function of the same name in a module.
macro_rules! delegate {
    ($($module:ident { $(fn $name:ident($($argument:ident: $kind:ty),*) -> $answer:ty;)* })*) => {
        impl RatchetStore for SqlTransaction<'_> {
            $($(fn $name(&mut self, $($argument: $kind),*) -> Result<$answer> {
                let connection: &mut SqliteConnection = self.connection;
                $module::$name(connection, $($argument),*)
            })*)*
        }
    };
}

delegate! {
    signed_pre_key {
        fn add_signed_pre_key(record: &SignedPreKeyRecord) -> ();
        fn find_current_signed_pre_key(identity: &CompressedKey, installation_id: &str) -> Option<SignedPreKeyRecord>;
        fn find_private_signed_pre_key(signed_pre_key: &CompressedKey) -> Option<SignedPreKeyRecord>;
        fn highest_signed_pre_key_version(identity: &CompressedKey, installation_id: &str) -> u32;
        fn expire_signed_pre_keys_below(identity: &CompressedKey, installation_id: &str, version: u32) -> ();
        fn expire_private_signed_pre_keys(identity: &CompressedKey) -> ();
    }
    session {
        fn find_session(key: &SessionKey) -> Option<SessionRecord>;
        fn save_session(session: &SessionRecord) -> ();
    }
    message_key {
        fn find_message_key(session: &SessionKey, ratchet_key: &CompressedKey, number: u32) -> Option<Secret32>;
        fn save_message_keys(session: &SessionKey, keys: &[MessageKeyRecord]) -> ();
        fn remove_message_key(session: &SessionKey, ratchet_key: &CompressedKey, number: u32) -> ();
        fn prune_message_keys(session: &SessionKey, first_sequence: u64, keep: u32) -> ();
    }
    installation {
        fn find_installation(identity: &CompressedKey, installation_id: &str) -> Option<InstallationRecord>;
        fn save_installation(installation: &InstallationRecord) -> ();
        fn enabled_installations(identity: &CompressedKey, limit: u32) -> Vec<InstallationRecord>;
        fn installations(identity: &CompressedKey, limit: u32) -> Vec<InstallationRecord>;
        fn installation_metadata(identity: &CompressedKey, limit: u32) -> Vec<(String, InstallationMetadata)>;
        fn save_installation_metadata(
            identity: &CompressedKey, installation_id: &str, metadata: &InstallationMetadata
        ) -> ();
    }
    agreed_secret {
        fn find_agreed_secret(identity: &CompressedKey) -> Option<Secret32>;
        fn add_agreed_secret(identity: &CompressedKey, secret: &Secret32) -> ();
        fn remove_agreed_secret(identity: &CompressedKey) -> ();
        fn add_agreed_secret_installation(identity: &CompressedKey, installation_id: &str) -> ();
        fn is_agreed_secret_installation(identity: &CompressedKey, installation_id: &str) -> bool;
        fn agreed_secrets(after: &CompressedKey, limit: u32) -> Vec<(CompressedKey, Secret32)>;
    }
    hash_ratchet {
        fn save_hash_ratchet_key(key: &HashRatchetKeyRecord) -> ();
        fn find_hash_ratchet_key(key_id: &[u8; 32]) -> Option<HashRatchetKeyRecord>;
        fn find_hash_ratchet_key_by_deprecated_id(
            group_id: &[u8], deprecated_key_id: u32
        ) -> Option<HashRatchetKeyRecord>;
        fn hash_ratchet_keys(group_id: &[u8], limit: u32) -> Vec<HashRatchetKeyRecord>;
        fn find_hash_ratchet_step(key_id: &[u8; 32], seq_no: u32) -> Option<HashRatchetStep>;
        fn save_hash_ratchet_steps(key_id: &[u8; 32], steps: &[HashRatchetStep]) -> ();
        fn remove_hash_ratchet_step(key_id: &[u8; 32], seq_no: u32) -> ();
    }
}
