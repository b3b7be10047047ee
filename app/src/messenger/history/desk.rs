//! What the tasks of the history, the other tasks and the commands of the client tell each other.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use status_domain::history::store_node::{StoreNode, StoreNodeCycle};
use status_ports::{PeerProtocol, Peers};
use tokio::sync::{Notify, oneshot};

/// Why messages of the past were not fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum HistoryError {
    /// There is no node to ask, or asking is not wanted.
    #[error("mailserver not available")]
    NoStoreNode,
    /// What was fetched cannot be stored.
    #[error("history cannot be stored")]
    Storage,
    /// The messenger is not running any more.
    #[error("the messenger is stopped")]
    Stopped,
}

/// What a client wants to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Everything that is missing, and perhaps the backup once more.
    All { with_backup: bool },
    /// These walks, which are stored.
    Walks(BTreeSet<i64>),
}

/// A wish, and who waits for it.
pub(super) struct Request {
    pub(super) wish: Wish,
    pub(super) answer: oneshot::Sender<Result<(), HistoryError>>,
}

#[derive(Default)]
pub(crate) struct Desk {
    pub(super) wake: Notify,
    /// There may be something to check.
    pub(super) checks: Notify,
    cycle: Mutex<StoreNodeCycle>,
    requests: Mutex<Vec<Request>>,
    connected: Mutex<Peers>,
    came_online: AtomicBool,
    new_topics: AtomicBool,
    settings_changed: AtomicBool,
    /// Whether what is published is looked up at a store node.
    confirms_sent: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Who is asked, who may be, and who is left alone. Only to be locked for a moment.
    pub(super) fn cycle(&self) -> MutexGuard<'_, StoreNodeCycle> {
        lock(&self.cycle)
    }

    /// The node that is asked now.
    pub(super) fn store_node(&self) -> Option<StoreNode> {
        self.cycle().active().cloned()
    }

    /// Asks for something to be fetched. The answer comes when it is stored.
    pub(super) fn ask(&self, wish: Wish) -> oneshot::Receiver<Result<(), HistoryError>> {
        let (answer, receiver) = oneshot::channel();
        lock(&self.requests).push(Request { wish, answer });
        self.wake.notify_one();
        receiver
    }

    pub(super) fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut *lock(&self.requests))
    }

    pub(super) fn has_requests(&self) -> bool {
        !lock(&self.requests).is_empty()
    }

    /// Other peers are connected than before.
    pub(in crate::messenger) fn peers_changed(&self, peers: &Peers) {
        let keeps_messages = |peers: &Peers| -> BTreeSet<String> {
            let speaks = |protocols: &[String]| protocols.iter().any(|id| id == PeerProtocol::StoreQuery.id());
            peers.iter().filter(|(_, peer)| speaks(&peer.protocols)).map(|(id, _)| id.clone()).collect()
        };
        let before = std::mem::replace(&mut *lock(&self.connected), peers.clone());
        let is_online = before.is_empty() && !peers.is_empty();
        if is_online {
            self.came_online.store(true, Ordering::SeqCst);
        }
        let has_more = !keeps_messages(peers).is_subset(&keeps_messages(&before));
        if has_more {
            self.cycle().encourage();
        }
        if is_online || has_more {
            self.wake.notify_one();
        }
    }

    pub(super) fn connected(&self) -> Peers {
        lock(&self.connected).clone()
    }

    pub(super) fn is_connected(&self, peer_id: &str) -> bool {
        lock(&self.connected).contains_key(peer_id)
    }

    pub(super) fn take_came_online(&self) -> bool {
        self.came_online.swap(false, Ordering::SeqCst)
    }

    /// Something is listened to that was not before.
    pub(in crate::messenger) fn topics_added(&self) {
        self.new_topics.store(true, Ordering::SeqCst);
        self.wake.notify_one();
    }

    pub(super) fn take_new_topics(&self) -> bool {
        self.new_topics.swap(false, Ordering::SeqCst)
    }

    /// Settings that concern the history may have changed.
    pub(in crate::messenger) fn settings_changed(&self) {
        self.settings_changed.store(true, Ordering::SeqCst);
        self.wake.notify_one();
        self.checks.notify_one();
    }

    /// Whether something changed that decides about the history as a whole.
    pub(super) fn has_news(&self) -> bool {
        self.settings_changed.load(Ordering::SeqCst) || self.came_online.load(Ordering::SeqCst)
    }

    pub(super) fn take_settings_changed(&self) -> bool {
        self.settings_changed.swap(false, Ordering::SeqCst)
    }

    /// The device may use the network again.
    pub(super) fn is_back(&self) {
        self.came_online.store(true, Ordering::SeqCst);
    }

    /// Whether the sender should leave the proof that a message is on the network to a store node.
    pub(in crate::messenger) fn confirms_sent(&self) -> bool {
        self.confirms_sent.load(Ordering::SeqCst) && self.cycle().active().is_some()
    }

    pub(super) fn set_confirms_sent(&self, confirms: bool) {
        self.confirms_sent.store(confirms, Ordering::SeqCst);
    }

    /// Something was published that is to be looked up.
    pub(in crate::messenger) fn published(&self) {
        self.checks.notify_one();
    }
}
