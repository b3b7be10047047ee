//! State of the end-to-end encryption: prekeys, sessions, message keys, installations, agreed secrets, group keys.
//!
//! The records are plain; what they mean and when they change is decided by the domain. All keys are those of
//! secp256k1: public ones compressed, private ones 32 bytes big endian.

use crate::{CompressedKey, Secret32, StorageError};

/// The signed prekey of one installation of an identity, our own or somebody else's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPreKeyRecord {
    /// Whose it is.
    pub identity: CompressedKey,
    /// Installation of that identity.
    pub installation_id: String,
    /// The prekey, also called bundle id.
    pub signed_pre_key: CompressedKey,
    /// Present for the prekeys made on this device.
    pub private_key: Option<Secret32>,
    /// Counter per installation, from 1.
    pub version: u32,
    /// When the bundle it came in was signed, or when it was made here. Unix nanoseconds.
    pub timestamp_ns: i64,
    /// No new session may be founded on it. Messages in old ones still open.
    pub expired: bool,
}

/// What names a session: the prekey it was founded on, and who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SessionKey {
    /// The signed prekey, ours or the peer's.
    pub bundle_id: CompressedKey,
    /// The peer.
    pub identity: CompressedKey,
    /// The peer's installation.
    pub installation_id: String,
}

/// The state of a double ratchet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatchetState {
    /// The peer's ratchet key; `None` until the first message of a session that the peer began.
    pub remote_ratchet_key: Option<CompressedKey>,
    /// Our ratchet key, private half.
    pub ratchet_private_key: Secret32,
    /// Our ratchet key, public half.
    pub ratchet_public_key: CompressedKey,
    /// Root chain key.
    pub root_key: Secret32,
    /// Sending chain key.
    pub send_chain_key: Secret32,
    /// Number of the next message to send in this chain.
    pub send_number: u32,
    /// Receiving chain key.
    pub receive_chain_key: Secret32,
    /// Number of the next message expected in this chain.
    pub receive_number: u32,
    /// Length of the sending chain before this one.
    pub previous_send_count: u32,
    /// How many message keys for receiving this session ever derived.
    pub keys_count: u64,
}

/// A session with one installation of a peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Its name.
    pub key: SessionKey,
    /// The secret that X3DH agreed on.
    pub shared_key: Secret32,
    /// Our ephemeral key of X3DH, for as long as it must be sent along: until the peer has answered. `None` when the
    /// peer began the session.
    pub ephemeral_key: Option<CompressedKey>,
    /// When the message that founded it was signed, by the clock of who founded it. Unix nanoseconds. A later one with
    /// another X3DH key may found the session anew, an earlier one (late or replayed) may not.
    pub founded_at_ns: i64,
    /// The double ratchet.
    pub state: RatchetState,
}

/// A message key that waits: for a message that was overtaken, or for the one just opened to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageKeyRecord {
    /// The peer's ratchet key of the chain.
    pub ratchet_key: CompressedKey,
    /// Number of the message in the chain.
    pub number: u32,
    /// The key.
    pub message_key: Secret32,
    /// `keys_count` of the session when the key was derived: the order for pruning.
    pub sequence: u64,
}

/// An installation (device) of an identity, our own or a peer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstallationRecord {
    /// Whose device.
    pub identity: CompressedKey,
    /// UUID text in practice.
    pub installation_id: String,
    /// Protocol version it announced.
    pub version: u32,
    /// Messages are sent to it.
    pub enabled: bool,
    /// When it last announced itself. Unix nanoseconds.
    pub timestamp_ns: i64,
}

/// What people call an installation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstallationMetadata {
    /// Name that the person gave.
    pub name: String,
    /// Operating system.
    pub device_type: String,
    /// Token for push notifications of old clients.
    pub fcm_token: String,
}

/// A key of a group (community or channel).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashRatchetKeyRecord {
    /// Community id, or the ASCII of a channel's chat id.
    pub group_id: Vec<u8>,
    /// Keccak-256 of group id, timestamp and key.
    pub key_id: [u8; 32],
    /// The low 32 bits of the timestamp: the id that old senders name.
    pub deprecated_key_id: u32,
    /// The start of the chain.
    pub key: Secret32,
    /// When it was made: the newest is the current one. Unix milliseconds.
    pub timestamp_ms: u64,
}

/// One step of the chain of a group key, kept so that the way need not be walked again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashRatchetStep {
    /// Position in the chain, from 1.
    pub seq_no: u32,
    /// Hash there.
    pub hash: Secret32,
}

/// End-to-end encryption of the open profile.
///
/// Every method costs a bounded number of row accesses by index: none may scan what piles up over time.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait RatchetStore {
    /// Adds a prekey. Does nothing if the same key of the same identity and installation is there already.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn add_signed_pre_key(&mut self, record: &SignedPreKeyRecord) -> Result<(), StorageError>;

    /// The prekey with the highest version that is not expired.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_current_signed_pre_key(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<Option<SignedPreKeyRecord>, StorageError>;

    /// A prekey with its private half, expired or not.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_private_signed_pre_key(
        &mut self,
        signed_pre_key: &CompressedKey,
    ) -> Result<Option<SignedPreKeyRecord>, StorageError>;

    /// The highest version of an installation's prekeys, expired or not; 0 if there is none.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn highest_signed_pre_key_version(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<u32, StorageError>;

    /// Marks the installation's prekeys below `version` as expired.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn expire_signed_pre_keys_below(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
        version: u32,
    ) -> Result<(), StorageError>;

    /// Marks the identity's prekeys that have a private half here as expired.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn expire_private_signed_pre_keys(&mut self, identity: &CompressedKey) -> Result<(), StorageError>;

    /// A session.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_session(&mut self, key: &SessionKey) -> Result<Option<SessionRecord>, StorageError>;

    /// Inserts or replaces a session. Its message keys stay.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_session(&mut self, session: &SessionRecord) -> Result<(), StorageError>;

    /// The stored key of a message in a session.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_message_key(
        &mut self,
        session: &SessionKey,
        ratchet_key: &CompressedKey,
        number: u32,
    ) -> Result<Option<Secret32>, StorageError>;

    /// Adds message keys to a session (at most a few thousand at once), replacing those of the same ratchet key and number.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_message_keys(&mut self, session: &SessionKey, keys: &[MessageKeyRecord]) -> Result<(), StorageError>;

    /// Forgets the key of a message.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_message_key(
        &mut self,
        session: &SessionKey,
        ratchet_key: &CompressedKey,
        number: u32,
    ) -> Result<(), StorageError>;

    /// Forgets the session's message keys with a sequence below `first_sequence`, and of those left all but the
    /// `keep` with the highest sequence.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn prune_message_keys(&mut self, session: &SessionKey, first_sequence: u64, keep: u32) -> Result<(), StorageError>;

    /// An installation.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_installation(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<Option<InstallationRecord>, StorageError>;

    /// Inserts or replaces an installation. Its metadata stays.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_installation(&mut self, installation: &InstallationRecord) -> Result<(), StorageError>;

    /// Up to `limit` installations that are enabled, newest timestamp first; equal timestamps by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn enabled_installations(
        &mut self,
        identity: &CompressedKey,
        limit: u32,
    ) -> Result<Vec<InstallationRecord>, StorageError>;

    /// Up to `limit` installations, enabled or not, newest timestamp first; equal timestamps by id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn installations(&mut self, identity: &CompressedKey, limit: u32) -> Result<Vec<InstallationRecord>, StorageError>;

    /// What people call the installations of an identity, up to `limit`, by id. There may be an entry for an
    /// installation that is not known otherwise.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn installation_metadata(
        &mut self,
        identity: &CompressedKey,
        limit: u32,
    ) -> Result<Vec<(String, InstallationMetadata)>, StorageError>;

    /// Inserts or replaces what people call an installation.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_installation_metadata(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
        metadata: &InstallationMetadata,
    ) -> Result<(), StorageError>;

    /// The secret shared with an identity.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_agreed_secret(&mut self, identity: &CompressedKey) -> Result<Option<Secret32>, StorageError>;

    /// Adds the secret shared with an identity. The first one stays.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn add_agreed_secret(&mut self, identity: &CompressedKey, secret: &Secret32) -> Result<(), StorageError>;

    /// Forgets the secret shared with an identity, and which installations know it. Does nothing if there is none.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_agreed_secret(&mut self, identity: &CompressedKey) -> Result<(), StorageError>;

    /// Notes that an installation knows the secret shared with `identity`. Noting it twice changes nothing.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn add_agreed_secret_installation(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<(), StorageError>;

    /// Whether an installation is known to know the secret shared with `identity`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn is_agreed_secret_installation(
        &mut self,
        identity: &CompressedKey,
        installation_id: &str,
    ) -> Result<bool, StorageError>;

    /// Up to `limit` shared secrets with their identities, in the order of identities, those above `after`.
    /// Begin with 33 zeros.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn agreed_secrets(
        &mut self,
        after: &CompressedKey,
        limit: u32,
    ) -> Result<Vec<(CompressedKey, Secret32)>, StorageError>;

    /// Inserts or replaces a group key by its id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_hash_ratchet_key(&mut self, key: &HashRatchetKeyRecord) -> Result<(), StorageError>;

    /// A group key by its id.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_hash_ratchet_key(&mut self, key_id: &[u8; 32]) -> Result<Option<HashRatchetKeyRecord>, StorageError>;

    /// A group key as old senders name it; of several the one with the newest timestamp.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_hash_ratchet_key_by_deprecated_id(
        &mut self,
        group_id: &[u8],
        deprecated_key_id: u32,
    ) -> Result<Option<HashRatchetKeyRecord>, StorageError>;

    /// Up to `limit` keys of a group, newest timestamp first; equal timestamps by id. The first is the current one.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn hash_ratchet_keys(&mut self, group_id: &[u8], limit: u32) -> Result<Vec<HashRatchetKeyRecord>, StorageError>;

    /// The kept step of a key's chain with the highest position not above `seq_no`.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn find_hash_ratchet_step(
        &mut self,
        key_id: &[u8; 32],
        seq_no: u32,
    ) -> Result<Option<HashRatchetStep>, StorageError>;

    /// Keeps steps of a key's chain (at most a few thousand at once), replacing those at the same position.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn save_hash_ratchet_steps(&mut self, key_id: &[u8; 32], steps: &[HashRatchetStep]) -> Result<(), StorageError>;

    /// Forgets a step.
    ///
    /// # Errors
    /// [`StorageError`] if the database fails.
    fn remove_hash_ratchet_step(&mut self, key_id: &[u8; 32], seq_no: u32) -> Result<(), StorageError>;
}
