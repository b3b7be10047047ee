//! The stores that are structs of their own.

use status_ports::{
    CompressedKey, HashRatchetKeyRecord, HashRatchetStep, InstallationMetadata, InstallationRecord, MessageKeyRecord,
    MvdsAckRecord, MvdsStateRecord, MvdsStore, RatchetStore, Secret32, SegmentCount, SegmentRecord, SegmentStore,
    SessionKey, SessionRecord, SignedPreKeyRecord, UnixMillis,
};

use super::{MemoryTransaction, Result};

/// Implements a store by handing every call to a field. What is under `write` counts as a change.
macro_rules! delegate {
    (
        $store:ident to $field:ident;
        read { $(fn $read:ident($($read_name:ident: $read_type:ty),*) -> $read_answer:ty;)* }
        write { $(fn $write:ident($($write_name:ident: $write_type:ty),*) -> $write_answer:ty;)* }
    ) => {
        impl $store for MemoryTransaction {
            $(fn $read(&mut self, $($read_name: $read_type),*) -> Result<$read_answer> {
                self.$field.$read($($read_name),*)
            })*
            $(fn $write(&mut self, $($write_name: $write_type),*) -> Result<$write_answer> {
                self.touch();
                self.$field.$write($($write_name),*)
            })*
        }
    };
}

delegate! {
    RatchetStore to ratchet;
    read {
        fn find_current_signed_pre_key(identity: &CompressedKey, installation_id: &str) -> Option<SignedPreKeyRecord>;
        fn find_private_signed_pre_key(signed_pre_key: &CompressedKey) -> Option<SignedPreKeyRecord>;
        fn highest_signed_pre_key_version(identity: &CompressedKey, installation_id: &str) -> u32;
        fn find_session(key: &SessionKey) -> Option<SessionRecord>;
        fn find_message_key(session: &SessionKey, ratchet_key: &CompressedKey, number: u32) -> Option<Secret32>;
        fn find_installation(identity: &CompressedKey, installation_id: &str) -> Option<InstallationRecord>;
        fn enabled_installations(identity: &CompressedKey, limit: u32) -> Vec<InstallationRecord>;
        fn installations(identity: &CompressedKey, limit: u32) -> Vec<InstallationRecord>;
        fn installation_metadata(identity: &CompressedKey, limit: u32) -> Vec<(String, InstallationMetadata)>;
        fn find_agreed_secret(identity: &CompressedKey) -> Option<Secret32>;
        fn is_agreed_secret_installation(identity: &CompressedKey, installation_id: &str) -> bool;
        fn agreed_secrets(after: &CompressedKey, limit: u32) -> Vec<(CompressedKey, Secret32)>;
        fn find_hash_ratchet_key(key_id: &[u8; 32]) -> Option<HashRatchetKeyRecord>;
        fn find_hash_ratchet_key_by_deprecated_id(group_id: &[u8], deprecated_key_id: u32) -> Option<HashRatchetKeyRecord>;
        fn hash_ratchet_keys(group_id: &[u8], limit: u32) -> Vec<HashRatchetKeyRecord>;
        fn find_hash_ratchet_step(key_id: &[u8; 32], seq_no: u32) -> Option<HashRatchetStep>;
    }
    write {
        fn add_signed_pre_key(record: &SignedPreKeyRecord) -> ();
        fn expire_signed_pre_keys_below(identity: &CompressedKey, installation_id: &str, version: u32) -> ();
        fn expire_private_signed_pre_keys(identity: &CompressedKey) -> ();
        fn save_session(session: &SessionRecord) -> ();
        fn save_message_keys(session: &SessionKey, keys: &[MessageKeyRecord]) -> ();
        fn remove_message_key(session: &SessionKey, ratchet_key: &CompressedKey, number: u32) -> ();
        fn prune_message_keys(session: &SessionKey, first_sequence: u64, keep: u32) -> ();
        fn save_installation(installation: &InstallationRecord) -> ();
        fn save_installation_metadata(identity: &CompressedKey, installation_id: &str, metadata: &InstallationMetadata) -> ();
        fn add_agreed_secret(identity: &CompressedKey, secret: &Secret32) -> ();
        fn remove_agreed_secret(identity: &CompressedKey) -> ();
        fn add_agreed_secret_installation(identity: &CompressedKey, installation_id: &str) -> ();
        fn save_hash_ratchet_key(key: &HashRatchetKeyRecord) -> ();
        fn save_hash_ratchet_steps(key_id: &[u8; 32], steps: &[HashRatchetStep]) -> ();
        fn remove_hash_ratchet_step(key_id: &[u8; 32], seq_no: u32) -> ();
    }
}

delegate! {
    MvdsStore to mvds;
    read {
        fn find_mvds_state(message_id: &[u8; 32], peer: &CompressedKey) -> Option<MvdsStateRecord>;
        fn due_mvds_states(now: UnixMillis, limit: u32) -> Vec<MvdsStateRecord>;
        fn next_mvds_send_at() -> Option<UnixMillis>;
        fn mvds_acks(limit: u32) -> Vec<MvdsAckRecord>;
        fn mvds_received(message_id: &[u8; 32], peer: &CompressedKey) -> bool;
    }
    write {
        fn add_mvds_state(state: &MvdsStateRecord) -> bool;
        fn schedule_mvds_state(message_id: &[u8; 32], peer: &CompressedKey, send_count: u32, next_send_at: UnixMillis) -> ();
        fn remove_mvds_state(message_id: &[u8; 32], peer: &CompressedKey) -> bool;
        fn bring_forward_mvds_states(peer: &CompressedKey, at: UnixMillis, limit: u32) -> u32;
        fn add_mvds_ack(ack: &MvdsAckRecord) -> ();
        fn remove_mvds_acks(acks: &[MvdsAckRecord]) -> ();
        fn mark_mvds_received(message_id: &[u8; 32], peer: &CompressedKey, at: UnixMillis) -> bool;
        fn prune_mvds_received(before: UnixMillis) -> ();
    }
}

delegate! {
    SegmentStore to segments;
    read {
        fn count_segments(message_hash: &[u8; 32], sender: &CompressedKey) -> SegmentCount;
        fn segments(message_hash: &[u8; 32], sender: &CompressedKey, limit: u32) -> Vec<SegmentRecord>;
        fn segments_completed(message_hash: &[u8; 32], sender: &CompressedKey) -> bool;
    }
    write {
        fn save_segment(segment: &SegmentRecord) -> ();
        fn complete_segments(message_hash: &[u8; 32], sender: &CompressedKey, at: UnixMillis) -> ();
        fn prune_segments(before: UnixMillis, keep: u32, max_bytes: u64) -> ();
    }
}
