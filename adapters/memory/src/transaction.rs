//! Everything that a profile stores, in maps.

mod activity;
mod asset_preference;
mod attachment;
mod bridge;
mod chat;
mod contact;
mod contact_image;
mod delegation;
mod delivery;
mod early_change;
mod ens_claim;
mod ens_username;
mod envelope;
mod group;
mod history;
mod keycard;
mod keypair;
mod known_peer;
mod message;
mod notification_exemption;
mod outbox;
mod pin;
mod published_identity;
mod reaction;
mod saved_address;
mod search;
mod sent_message;
mod settings;
mod showcase;
mod switcher_card;
mod user_status;
mod verification;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use status_ports::{
    ActivityRecord, ActivityState, BridgedMessageRecord, ChatRecord, CollectiblePreference, CollectiblePreferenceKind,
    CompressedKey, ContactImageRecord, ContactRecord, DeliveryRecord, EarlyChangeRecord, EnsClaimRecord,
    EnsUsernameRecord, EventPosition, GroupEventRecord, GroupRecord, HistoryTopic, HistoryWalk, IdentitySent,
    InvitationRecord, KeycardRecord, KeypairAccountRecord, KeypairRecord, KnownPeer, MessageRecord,
    NotificationExemption, OutgoingEnvelope, Page, PageCursor, PinRecord, PrivateKeyRecord, PublishedEnvelope,
    ReactionRecord, SavedAddressRecord, Savepoint, SavepointWork, ShowcaseRecord, StorageError, StoreNodeRecord,
    SwitcherCardRecord, TokenPreference, TrustStatus, UnixMillis, UserStatusRecord, VerificationRecord,
};

use crate::table::Table;
use crate::{MemoryMvdsStore, MemoryRatchetStore, MemorySegmentStore};

type Result<T> = std::result::Result<T, StorageError>;

/// What a unit of work sees. A clone of it is a snapshot.
#[derive(Clone, Default)]
pub struct MemoryTransaction {
    /// End-to-end encryption.
    pub ratchet: MemoryRatchetStore,
    /// Data synchronisation.
    pub mvds: MemoryMvdsStore,
    /// Segments.
    pub segments: MemorySegmentStore,
    settings: Table<String, String>,
    notification_exemptions: Table<String, NotificationExemption>,
    keypairs: Table<String, KeypairRecord>,
    keypair_accounts: Table<[u8; 20], KeypairAccountRecord>,
    private_keys: Table<[u8; 20], PrivateKeyRecord>,
    keycards: Table<String, KeycardRecord>,
    token_preferences: Table<(bool, String), TokenPreference>,
    collectible_preferences: Table<(bool, CollectiblePreferenceKind, String), CollectiblePreference>,
    saved_addresses: Table<([u8; 20], bool), SavedAddressRecord>,
    ens_claims: Table<CompressedKey, EnsClaimRecord>,
    ens_usernames: Table<(String, u64), EnsUsernameRecord>,
    contacts: Table<CompressedKey, ContactRecord>,
    contact_images: Table<(CompressedKey, String), ContactImageRecord>,
    published_identity: Option<IdentitySent>,
    showcases: Table<CompressedKey, ShowcaseRecord>,
    showcase_preferences: Option<Vec<u8>>,
    user_statuses: Table<CompressedKey, UserStatusRecord>,
    trust_statuses: Table<CompressedKey, TrustStatus>,
    verifications: Table<String, VerificationRecord>,
    chats: Table<String, ChatRecord>,
    groups: Table<String, GroupRecord>,
    group_images: Table<String, Vec<u8>>,
    group_events: Table<(String, EventPosition), GroupEventRecord>,
    invitations: Table<String, InvitationRecord>,
    messages: Table<String, MessageRecord>,
    attachments: Table<String, Arc<[u8]>>,
    reactions: Table<String, ReactionRecord>,
    pins: Table<String, PinRecord>,
    early_changes: Table<String, EarlyChangeRecord>,
    bridged_messages: Table<String, BridgedMessageRecord>,
    sent_messages: Table<String, (UnixMillis, Vec<u8>)>,
    switcher_cards: Table<String, SwitcherCardRecord>,
    activities: Table<Vec<u8>, ActivityRecord>,
    activity_state: ActivityState,
    processed_envelopes: Table<[u8; 32], UnixMillis>,
    symmetric_keys: Table<String, [u8; 32]>,
    outbox: Table<i64, OutgoingEnvelope>,
    last_envelope: i64,
    known_peers: Table<String, KnownPeer>,
    confirmations: Table<([u8; 32], CompressedKey), Confirmation>,
    deliveries: Table<String, DeliveryRecord>,
    published: Table<[u8; 32], PublishedEnvelope>,
    history_topics: Table<(String, [u8; 4]), HistoryTopic>,
    history_walks: Table<i64, HistoryWalk>,
    last_walk: i64,
    store_nodes: Table<String, StoreNodeRecord>,
    /// How many changes were made: what tells that a reader wrote.
    changes: u64,
}

/// A datasync message that somebody should confirm.
#[derive(Clone)]
struct Confirmation {
    message_id: String,
    expected_at: UnixMillis,
    confirmed_at: Option<UnixMillis>,
    confirmed_by: Option<String>,
    given_up_at: Option<UnixMillis>,
}

impl MemoryTransaction {
    /// An empty profile.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many changes were made, for tests of what must change nothing.
    #[must_use]
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// To be called by whatever changes something.
    const fn touch(&mut self) {
        self.changes += 1;
    }
}

impl Savepoint for MemoryTransaction {
    fn savepoint(&mut self, work: SavepointWork<'_>) -> Result<()> {
        let before = self.clone();
        let outcome = catch_unwind(AssertUnwindSafe(|| work(self)));
        if !matches!(outcome, Ok(Ok(()))) {
            *self = before;
        }
        outcome.unwrap_or_else(|panic| resume_unwind(panic))
    }
}

/// The page of `rows`, newest first, that begins at the row with this cursor; `cursor` of a row is its place.
fn page<T>(mut rows: Vec<(PageCursor, T)>, cursor: &str, limit: u32) -> Result<Page<T>> {
    rows.sort_by(|(a, _), (b, _)| (b.number, &b.id).cmp(&(a.number, &a.id)));
    if !cursor.is_empty() {
        let first: PageCursor = cursor.parse()?;
        rows.retain(|(place, _)| (place.number, &place.id) <= (first.number, &first.id));
    }
    let rest = rows.split_off(rows.len().min(limit as usize));
    let cursor = rest.first().map(|(place, _)| place.to_string()).unwrap_or_default();
    Ok(Page { items: rows.into_iter().map(|(_, row)| row).collect(), cursor })
}

#[cfg(test)]
mod tests;
