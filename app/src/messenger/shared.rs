//! What both tasks and the commands of the client share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::delivery::Hindrance;
use status_domain::identity::CustomizationColor;
use status_domain::messaging::{Context, Outcome};
use status_domain::profile::OwnPictures;
use status_domain::transport::{PendingKey, Transport};
use status_ports::{AccountsStore, Clock, Entropy, ProfileStore, ProfileStoreExt as _, StorageError, WakuEvent};
use tokio::sync::{Notify, mpsc};

use super::MessengerConfig;
use super::ahead::SharedOpener;
use super::history::Desk;
use super::names::NameLookup;
use super::typing::Drafts;
use crate::api::Shaper;
use crate::bot::Listeners;
use crate::network::Network;
use crate::signal::SignalHub;
use crate::system::RuntimeWorkers;
use crate::world::EntropySource;

pub(super) struct Shared {
    pub(super) store: Arc<dyn ProfileStore>,
    pub(super) network: Network,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) signals: SignalHub,
    /// Who is told what others do without JSON.
    pub(super) listeners: Listeners,
    pub(super) sending: Sending,
    /// Messages, or parts of them, that came to nothing.
    pub(super) dropped: AtomicU64,
    pub(super) shaper: Shaper,
    /// The last received messages were not stored.
    pub(super) was_rolled_back: AtomicBool,
    pub(super) pending_keys: PendingKeys,
    pub(super) history: Desk,
    /// A chat was muted for a time.
    pub(super) muted: Notify,
    /// Somebody says to have a name that is to be checked.
    pub(super) ens_claimed: Notify,
    pub(super) names: Arc<dyn NameLookup>,
    pub(super) drafts: Drafts,
    pub(super) opener: SharedOpener,
    entropy: EntropySource,
    identity: PrivateKey,
    pub(super) me: PublicKey,
    /// Where the account is, and its key UID.
    account: Option<(Arc<dyn AccountsStore>, String)>,
    looks: Mutex<Looks>,
    /// Tells that somebody said that they are there, for now.
    pub(super) status_heard: Notify,
    transport: Mutex<Transport>,
}

/// What an account says of its owner. It is in another database than the profile, so it is kept here.
#[derive(Clone)]
struct Looks {
    customization_color: CustomizationColor,
    pictures: Arc<OwnPictures>,
}

/// What the sender should look at. Set first, then wake it.
#[derive(Default)]
pub(super) struct Sending {
    wake: Notify,
    /// A person's message waits.
    person_waits: AtomicBool,
    /// Our contact code changed, or somebody should get it.
    contact_code: AtomicBool,
    /// Our status may be due.
    status_update: AtomicBool,
    /// Publishing may work again.
    network: AtomicBool,
    /// What keeps the sender from publishing now.
    hindrance: Mutex<Option<Hindrance>>,
}

impl Sending {
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }

    /// What an outcome gives the sender to do.
    pub(super) fn note(&self, outcome: &Outcome) {
        if !outcome.outgoing.is_empty() {
            self.person_waits();
        }
        if outcome.publish_contact_code {
            self.contact_code.store(true, Ordering::SeqCst);
            self.wake();
        }
    }

    pub(super) fn person_waits(&self) {
        self.person_waits.store(true, Ordering::SeqCst);
        self.wake();
    }

    pub(super) fn status_update(&self) {
        self.status_update.store(true, Ordering::SeqCst);
        self.wake();
    }

    pub(super) fn network_changed(&self) {
        self.network.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// To be called by the sender.
    pub(super) fn set_hindrance(&self, hindrance: Option<Hindrance>) {
        *self.hindrance.lock().unwrap_or_else(PoisonError::into_inner) = hindrance;
    }

    /// What keeps what waits from being published now.
    pub(super) fn hindrance(&self) -> Option<Hindrance> {
        *self.hindrance.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn take_person_waits(&self) -> bool {
        self.person_waits.swap(false, Ordering::SeqCst)
    }

    pub(super) fn take_contact_code(&self) -> bool {
        self.contact_code.swap(false, Ordering::SeqCst)
    }

    pub(super) fn take_status_update(&self) -> bool {
        self.status_update.swap(false, Ordering::SeqCst)
    }

    pub(super) fn take_network_changed(&self) -> bool {
        self.network.swap(false, Ordering::SeqCst)
    }
}

/// Keys of topics that nobody derived yet.
#[derive(Default)]
pub(super) struct PendingKeys {
    keys: Mutex<Vec<PendingKey>>,
    wake: Notify,
}

impl PendingKeys {
    pub(super) fn add(&self, keys: Vec<PendingKey>) {
        if !keys.is_empty() {
            self.keys.lock().unwrap_or_else(PoisonError::into_inner).extend(keys);
            self.wake.notify_one();
        }
    }

    pub(super) async fn added(&self) {
        self.wake.notified().await;
    }

    pub(super) fn take(&self) -> Vec<PendingKey> {
        std::mem::take(&mut *self.keys.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    /// Takes over what a messenger works with, but for the events of the network.
    pub(super) fn new(config: MessengerConfig) -> (Self, mpsc::Receiver<WakuEvent>) {
        let me = config.identity.public_key();
        let shared = Self {
            store: config.store,
            network: config.network,
            clock: config.clock,
            signals: config.signals,
            listeners: Listeners::default(),
            sending: Sending::default(),
            dropped: AtomicU64::new(0),
            was_rolled_back: AtomicBool::new(false),
            pending_keys: PendingKeys::default(),
            history: Desk::default(),
            muted: Notify::new(),
            ens_claimed: Notify::new(),
            names: config.names,
            drafts: Drafts::default(),
            opener: SharedOpener::default(),
            shaper: Shaper::new(&me, config.media_urls),
            entropy: config.entropy,
            me,
            account: config.account,
            looks: Mutex::new(Looks {
                customization_color: config.customization_color,
                pictures: Arc::new(config.pictures),
            }),
            status_heard: Notify::new(),
            transport: Mutex::new(transport(&config.identity, &config.installation_id)),
            identity: config.identity,
        };
        (shared, config.events)
    }

    /// What is remembered between units of work. Only to be locked within one, since it is held for as long as one
    /// takes. It is whole after any panic: what it holds only grows.
    pub(super) fn transport(&self) -> MutexGuard<'_, Transport> {
        self.transport.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_looks(&self, customization_color: CustomizationColor, pictures: OwnPictures) {
        let looks = Looks { customization_color, pictures: Arc::new(pictures) };
        *self.looks.lock().unwrap_or_else(PoisonError::into_inner) = looks;
    }

    /// Reads again what the account says of its owner. To be called before that is published.
    pub(super) async fn refresh_looks(&self) {
        let Some((accounts, key_uid)) = &self.account else { return };
        match accounts.find_account(key_uid).await {
            Ok(Some(account)) => {
                let color = CustomizationColor::from_name(&account.customization_color);
                self.set_looks(color, OwnPictures::new(account.images));
            }
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "The pictures of the account cannot be read."),
        }
    }

    fn looks(&self) -> Looks {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A source of randomness.
    pub(super) fn entropy(&self) -> Box<dyn Entropy + Send> {
        (self.entropy)()
    }

    /// Runs `work` in one transaction.
    pub(super) async fn work<T, E>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Transport, &mut Context<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StorageError> + Send + 'static,
    {
        let shared = Arc::clone(self);
        let done = self.store.transact(move |stores| {
            let mut entropy = (shared.entropy)();
            let looks = shared.looks();
            let mut context = Context {
                stores,
                identity: &shared.identity,
                me: shared.me,
                customization_color: looks.customization_color,
                pictures: &looks.pictures,
                now: shared.clock.unix_millis(),
                entropy: &mut *entropy,
            };
            let mut transport = shared.transport();
            let done = work(&mut transport, &mut context);
            // Of a transaction that failed they are left for the next one.
            if done.is_ok() {
                shared.pending_keys.add(transport.take_pending_keys(context.stores)?);
            }
            let interests = transport.take_new_interests();
            if !interests.is_empty() {
                shared.history.topics_added();
            }
            shared.network.listen(interests);
            if let Some(opener) = transport.take_opener() {
                shared.opener.set(opener);
            }
            done
        });
        done.await
    }
}

/// The transport of an identity, with the help of the runtime that this is called in.
fn transport(identity: &PrivateKey, installation_id: &str) -> Transport {
    let transport = Transport::new(identity.clone(), installation_id);
    match RuntimeWorkers::current() {
        Some(workers) => transport.with_workers(Arc::new(workers)),
        None => transport,
    }
}
