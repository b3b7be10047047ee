//! What both tasks and the commands of the client share.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::crypto::{PrivateKey, PublicKey};
use status_domain::identity::CustomizationColor;
use status_domain::messaging::{Context, Outcome};
use status_domain::transport::Transport;
use status_ports::{Clock, ProfileStore, ProfileStoreExt as _, StorageError, Waku};
use tokio::sync::Notify;

use super::EntropySource;
use crate::api::Shaper;
use crate::signal::SignalHub;

pub(super) struct Shared {
    pub(super) store: Arc<dyn ProfileStore>,
    pub(super) waku: Arc<dyn Waku>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) signals: SignalHub,
    pub(super) sending: Sending,
    /// Messages, or parts of them, that came to nothing.
    pub(super) dropped: AtomicU64,
    pub(super) shaper: Shaper,
    /// Somebody was found with whom no key was derived yet.
    pub(super) keys_wanted: Notify,
    entropy: EntropySource,
    identity: PrivateKey,
    me: PublicKey,
    customization_color: CustomizationColor,
    transport: Mutex<Transport>,
}

/// What the sender should look at. Set first, then wake it.
#[derive(Default)]
pub(super) struct Sending {
    wake: Notify,
    /// A person's message waits.
    person_waits: AtomicBool,
    /// Our contact code changed, or somebody should get it.
    contact_code: AtomicBool,
    /// Publishing may work again.
    network: AtomicBool,
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

    pub(super) fn network_changed(&self) {
        self.network.store(true, Ordering::SeqCst);
        self.wake();
    }

    pub(super) fn take_person_waits(&self) -> bool {
        self.person_waits.swap(false, Ordering::SeqCst)
    }

    pub(super) fn take_contact_code(&self) -> bool {
        self.contact_code.swap(false, Ordering::SeqCst)
    }

    pub(super) fn take_network_changed(&self) -> bool {
        self.network.swap(false, Ordering::SeqCst)
    }
}

impl Shared {
    #[expect(clippy::too_many_arguments, reason = "called once, with the fields of the configuration")]
    pub(super) fn new(
        store: Arc<dyn ProfileStore>,
        waku: Arc<dyn Waku>,
        clock: Arc<dyn Clock>,
        entropy: EntropySource,
        signals: SignalHub,
        identity: PrivateKey,
        customization_color: CustomizationColor,
        installation_id: &str,
    ) -> Self {
        let me = identity.public_key();
        let transport = Mutex::new(Transport::new(identity.clone(), installation_id));
        let shaper = Shaper::new(&me);
        Self {
            store,
            waku,
            clock,
            signals,
            sending: Sending::default(),
            dropped: AtomicU64::new(0),
            keys_wanted: Notify::new(),
            shaper,
            entropy,
            identity,
            me,
            customization_color,
            transport,
        }
    }

    /// What is remembered between units of work. It is whole after any panic: what it holds only grows.
    pub(super) fn transport(&self) -> MutexGuard<'_, Transport> {
        self.transport.lock().unwrap_or_else(PoisonError::into_inner)
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
            let mut context = Context {
                stores,
                identity: &shared.identity,
                me: shared.me,
                customization_color: shared.customization_color,
                now: shared.clock.unix_millis(),
                entropy: &mut *entropy,
            };
            let mut transport = shared.transport();
            let done = work(&mut transport, &mut context);
            if transport.has_pending_keys() {
                shared.keys_wanted.notify_one();
            }
            done
        });
        done.await
    }
}
