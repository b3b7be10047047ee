//! The messenger: Waku messages in, application messages out, driven by events alone.
//!
//! Tasks run as long as a profile is open. The receiver turns a batch of network events into one transaction and,
//! after its commit, into signals. The sender publishes what the stores say is due. Others derive keys ahead of their
//! use, fetch history, end mutes, and check names. They only orchestrate; what messages mean and when they are sent is decided in the domain.

mod ahead;
mod announce;
mod history;
mod keys;
mod mutes;
mod names;
mod receiver;
mod sender;
mod shared;
mod statuses;
mod typing;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use status_domain::chat;
use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::delivery::Hindrance;
use status_domain::identity::CustomizationColor;
use status_domain::messaging::{Context, Outcome};
use status_domain::profile::OwnPictures;
use status_ports::{AccountsStore, Clock, ProfileStore, ProfileStoreExt as _, StorageError, UnixMillis, WakuEvent};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use crate::api::Shaper;
use crate::bot::Events;
use crate::media::MediaUrls;
use crate::network::Network;
use crate::signal::SignalHub;
use crate::world::EntropySource;
pub(crate) use history::WishError;
pub(crate) use names::{NameLookup, NameLookupError};
use shared::Shared;
pub(crate) use typing::Drafts;

/// What a messenger works with.
pub(crate) struct MessengerConfig {
    pub(crate) store: Arc<dyn ProfileStore>,
    pub(crate) network: Network,
    pub(crate) events: mpsc::Receiver<WakuEvent>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: EntropySource,
    pub(crate) signals: SignalHub,
    pub(crate) media_urls: MediaUrls,
    pub(crate) identity: PrivateKey,
    pub(crate) customization_color: CustomizationColor,
    pub(crate) pictures: OwnPictures,
    /// Where the account is, and its key UID: its colour and pictures are read again before they are published.
    pub(crate) account: Option<(Arc<dyn AccountsStore>, String)>,
    pub(crate) installation_id: String,
    /// Who knows whose names are.
    pub(crate) names: Arc<dyn NameLookup>,
}

/// Why the messenger did not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MessengerError {
    /// It runs, or ran.
    #[error("messenger already started")]
    AlreadyStarted,
    /// What it should listen to cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// How far the life of a messenger has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Logged in: connections are told, messages wait.
    Standby,
    /// Messages are received and sent.
    Running,
    /// Nothing happens any more.
    Stopped,
}

/// Tells each task how far it has come, through channels of their own: those who wait for one channel wake in any order,
/// and what a messenger does is to be the same whenever it is given the same.
struct Phases([watch::Sender<Phase>; 8]);

impl Phases {
    fn get(&self) -> Phase {
        let Self([first, ..]) = self;
        *first.borrow()
    }

    fn set(&self, phase: Phase) {
        for channel in &self.0 {
            channel.send_replace(phase);
        }
    }
}

/// The messenger of an open profile. Cloning gives another handle to the same one.
#[derive(Clone)]
pub(crate) struct Messenger {
    shared: Arc<Shared>,
    phases: Arc<Phases>,
    /// Held by whoever starts or stops it.
    tasks: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Messenger {
    /// Waits for [`Self::start`]. Must be called within a Tokio runtime.
    pub(crate) fn new(config: MessengerConfig) -> Self {
        let [
            (receiving, to_receiver),
            (sending, to_sender),
            (deriving, to_deriver),
            (fetching, to_history),
            (checking, to_checks),
            (expiring, to_statuses),
            (unmuting, to_mutes),
            (naming, to_names),
        ] = std::array::from_fn(|_| watch::channel(Phase::Standby));
        let (shared, events) = Shared::new(config);
        let shared = Arc::new(shared);
        shared.network.listen(shared.transport().take_new_interests());
        let tasks = vec![
            tokio::spawn(receiver::run(Arc::clone(&shared), events, to_receiver)),
            tokio::spawn(sender::run(Arc::clone(&shared), to_sender)),
            tokio::spawn(keys::run(Arc::clone(&shared), to_deriver)),
            tokio::spawn(history::run(Arc::clone(&shared), to_history, to_checks)),
            tokio::spawn(statuses::run(Arc::clone(&shared), to_statuses)),
            tokio::spawn(mutes::run(Arc::clone(&shared), to_mutes)),
            tokio::spawn(names::run(Arc::clone(&shared), to_names)),
        ];
        let phases = Phases([receiving, sending, deriving, fetching, checking, expiring, unmuting, naming]);
        Self { shared, phases: Arc::new(phases), tasks: Arc::new(Mutex::new(tasks)) }
    }

    /// Shapes records for the client.
    pub(crate) fn shaper(&self) -> &Shaper {
        &self.shared.shaper
    }

    /// Whose it is.
    pub(crate) fn me(&self) -> &PublicKey {
        &self.shared.me
    }

    /// The texts that are being written.
    pub(crate) fn drafts(&self) -> &Drafts {
        &self.shared.drafts
    }

    /// Begins to receive and to send.
    pub(crate) async fn start(&self) -> Result<(), MessengerError> {
        let _turn = self.tasks.lock().await;
        if self.phases.get() != Phase::Standby {
            return Err(MessengerError::AlreadyStarted);
        }
        let shared = Arc::clone(&self.shared);
        let listening = self.shared.store.transact(move |stores| {
            let mut transport = shared.transport();
            transport.listen(stores)?;
            shared.pending_keys.add(transport.take_pending_keys(stores)?);
            shared.network.listen(transport.take_new_interests());
            Ok::<_, StorageError>(())
        });
        listening.await?;
        self.phases.set(Phase::Running);
        Ok(())
    }

    /// Everything that others do from now on.
    pub(crate) fn listen(&self) -> Events {
        self.shared.listeners.add()
    }

    /// What keeps what waits from being published now.
    pub(crate) fn hindrance(&self) -> Option<Hindrance> {
        if self.is_running() { self.shared.sending.hindrance() } else { Some(Hindrance::NotStarted) }
    }

    /// The time.
    pub(crate) fn now(&self) -> UnixMillis {
        self.shared.clock.unix_millis()
    }

    /// The account got another colour or other pictures: our messages have them from now on, and others are told.
    pub(crate) fn looks_changed(&self, customization_color: CustomizationColor, pictures: OwnPictures) {
        self.shared.set_looks(customization_color, pictures);
        self.publish_identity();
    }

    /// What others should know of us changed.
    pub(crate) fn publish_identity(&self) {
        self.shared.sending.note(&Outcome { publish_contact_code: true, ..Outcome::default() });
    }

    /// Whether others are told that we are there changed.
    pub(crate) fn status_updates_changed(&self) {
        self.shared.sending.status_update();
    }

    /// Tells the client what changed, as if others had changed it.
    pub(crate) async fn announce(&self, outcome: Outcome) {
        announce::changed(&self.shared, outcome).await;
    }

    fn is_running(&self) -> bool {
        self.phases.get() == Phase::Running
    }

    /// Ends it, after the unit of work that is under way. Nothing is sent or received when this returns.
    pub(crate) async fn stop(&self) {
        let mut tasks = self.tasks.lock().await;
        self.phases.set(Phase::Stopped);
        for task in tasks.drain(..) {
            if let Err(error) = task.await {
                tracing::error!(%error, "A task of the messenger failed.");
            }
        }
        self.shared.listeners.clear();
    }

    /// Runs a command of the client: its decision and what it sends are one transaction. When this returns `Ok`, it will
    /// be sent, whatever happens to this process.
    ///
    /// The closure runs where the store writes: it must not block.
    pub(crate) async fn command<E>(
        &self,
        decide: impl FnOnce(&mut Context<'_>) -> Result<Outcome, E> + Send + 'static,
    ) -> Result<Outcome, E>
    where
        E: From<StorageError> + Send + 'static,
    {
        let shared = Arc::clone(&self.shared);
        self.shared
            .work(move |transport, context| {
                let outcome = decide(context)?;
                transport.follow(&outcome);
                transport.queue(context, &outcome.outgoing)?;
                // Within the transaction, so that a caller who does not wait for its end cannot keep the sender asleep.
                // What the sender looks at comes after the commit, since there is one writer.
                shared.sending.note(&outcome);
                if outcome.chats.values().any(chat::is_muted_for_a_time) {
                    shared.muted.notify_one();
                }
                if outcome.check_ens_names {
                    shared.ens_claimed.notify_one();
                }
                Ok(outcome)
            })
            .await
    }
}
