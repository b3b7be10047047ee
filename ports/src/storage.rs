//! What every store says when it fails, and the unit of work.

use async_trait::async_trait;

use crate::{
    ActivityStore, AssetPreferenceStore, AttachmentStore, BridgeStore, ChatStore, ContactImageStore, ContactStore,
    DeliveryStore, EarlyChangeStore, EnsClaimStore, EnsUsernameStore, EnvelopeStore, GroupStore, HistoryStore,
    KeycardStore, KeypairStore, KnownPeerStore, MessageStore, MvdsStore, NotificationExemptionStore, OutboxStore,
    PinStore, PublishedIdentityStore, RatchetStore, ReactionStore, SavedAddressStore, SearchStore, SegmentStore,
    SentMessageStore, SettingsStore, ShowcaseStore, SwitcherCardStore, UserStatusStore, VerificationStore,
};

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The database engine refused; the text is the engine's, without any secret.
    #[error("storage failed: {0}")]
    Backend(String),
    /// A stored value cannot be read back as what it should be.
    #[error("stored value is damaged: {0}")]
    Corrupt(String),
    /// The key does not open the file, or the file is no database.
    #[error("file is not a database")]
    WrongKey,
    /// The engine does not encrypt.
    #[error("the database engine does not encrypt")]
    NotEncrypted,
    /// The unit of work was refused by its own rules; nothing was stored.
    #[error("rolled back")]
    RolledBack,
    /// A page was asked for with a cursor that no page gave.
    #[error("the cursor is none of ours")]
    UnknownCursor,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
}

/// Undoing a part of a transaction.
pub trait Savepoint {
    /// Runs `work` within this transaction. If it returns an error or panics, everything that it changed is undone, and
    /// nothing else; the transaction goes on. May be nested.
    ///
    /// Called through [`SavepointExt::attempt`], which lets the work return a value.
    ///
    /// # Errors
    /// What `work` returned, or the engine's failure to set or to leave the savepoint; after such a failure the whole
    /// transaction must be rolled back.
    fn savepoint(&mut self, work: SavepointWork<'_>) -> Result<(), StorageError>;
}

/// A part of a transaction. `Err` undoes it.
pub type SavepointWork<'a> = &'a mut dyn FnMut(&mut dyn ProfileTransaction) -> Result<(), StorageError>;

/// Parts of a transaction that return a value, and whose own errors undo them.
pub trait SavepointExt: Savepoint {
    /// Like [`Savepoint::savepoint`]. The work's own error type survives.
    ///
    /// # Errors
    /// [`Attempt::Refused`] with the work's error: everything it changed is undone, and the transaction may go on.
    /// [`Attempt::Storage`] if the engine failed to undo or to keep it: roll back.
    fn attempt<T, E, F>(&mut self, work: F) -> Result<T, Attempt<E>>
    where
        F: FnOnce(&mut dyn ProfileTransaction) -> Result<T, E>,
    {
        let mut work = Some(work);
        let mut outcome = None;
        let done = self.savepoint(&mut |transaction| {
            let work = work.take().ok_or(StorageError::RolledBack)?;
            let verdict = work(transaction);
            let is_kept = verdict.is_ok();
            outcome = Some(verdict);
            if is_kept { Ok(()) } else { Err(StorageError::RolledBack) }
        });
        match (outcome, done) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(own)), Err(StorageError::RolledBack)) => Err(Attempt::Refused(own)),
            (_, Err(storage)) => Err(Attempt::Storage(storage)),
            (_, Ok(())) => Err(Attempt::Storage(StorageError::RolledBack)),
        }
    }
}

impl<S: Savepoint + ?Sized> SavepointExt for S {}

/// Why a part of a transaction was not kept.
#[derive(Debug, thiserror::Error)]
pub enum Attempt<E> {
    /// The work's own error.
    #[error("{0}")]
    Refused(E),
    /// The engine's failure.
    #[error(transparent)]
    Storage(StorageError),
}

/// Everything that one transaction on the profile database can touch.
///
/// Methods are synchronous: the domain calls them in the middle of its decisions.
pub trait ProfileTransaction:
    ActivityStore
    + AssetPreferenceStore
    + AttachmentStore
    + BridgeStore
    + ChatStore
    + ContactImageStore
    + ContactStore
    + DeliveryStore
    + EarlyChangeStore
    + EnsClaimStore
    + EnsUsernameStore
    + EnvelopeStore
    + GroupStore
    + HistoryStore
    + KeycardStore
    + KeypairStore
    + KnownPeerStore
    + MessageStore
    + MvdsStore
    + NotificationExemptionStore
    + OutboxStore
    + PinStore
    + PublishedIdentityStore
    + RatchetStore
    + ReactionStore
    + Savepoint
    + SavedAddressStore
    + SearchStore
    + SegmentStore
    + SentMessageStore
    + SettingsStore
    + ShowcaseStore
    + SwitcherCardStore
    + UserStatusStore
    + VerificationStore
{
}

impl<T> ProfileTransaction for T where
    T: ActivityStore
        + AssetPreferenceStore
        + AttachmentStore
        + BridgeStore
        + ChatStore
        + ContactImageStore
        + ContactStore
        + DeliveryStore
        + EarlyChangeStore
        + EnsClaimStore
        + EnsUsernameStore
        + EnvelopeStore
        + GroupStore
        + HistoryStore
        + KeycardStore
        + KeypairStore
        + KnownPeerStore
        + MessageStore
        + MvdsStore
        + NotificationExemptionStore
        + OutboxStore
        + PinStore
        + PublishedIdentityStore
        + RatchetStore
        + ReactionStore
        + Savepoint
        + SavedAddressStore
        + SearchStore
        + SegmentStore
        + SentMessageStore
        + SettingsStore
        + ShowcaseStore
        + SwitcherCardStore
        + UserStatusStore
        + VerificationStore
{
}

/// A piece of work on the profile database. `Ok` commits, `Err` rolls everything back.
pub type ProfileWork = Box<dyn FnOnce(&mut dyn ProfileTransaction) -> Result<(), StorageError> + Send>;

/// The profile database: one writer, many readers.
///
/// Use cases call it through [`ProfileStoreExt`](crate::ProfileStoreExt), which lets the work return a value.
#[async_trait]
pub trait ProfileStore: Send + Sync {
    /// Runs `work` in the one write transaction. Everything it changed is durable when this returns `Ok`, and nothing
    /// of it is there when this returns `Err`, also after a crash at any instant.
    ///
    /// # Errors
    /// What `work` returned, or the engine's refusal to commit.
    async fn write(&self, work: ProfileWork) -> Result<(), StorageError>;

    /// Runs `work` on a consistent snapshot. Writing in it is an error.
    ///
    /// # Errors
    /// What `work` returned.
    async fn read(&self, work: ProfileWork) -> Result<(), StorageError>;

    /// Waits for running work and closes the files. Later calls return [`StorageError::Closed`].
    async fn close(&self);
}
