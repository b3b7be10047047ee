//! What the task of the network and those who use the network share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::light::light_push::PushPeers;
use status_domain::light::mode::ModeSwitch;
use status_domain::transport::Device;
use status_ports::{Clock, Peers, Waku, WakuMode};
use tokio::sync::{Notify, watch};

use super::filters::Filters;
use super::peers::Situation;
use crate::world::EntropySource;

pub(super) struct Shared {
    pub(super) waku: Arc<dyn Waku>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) entropy: EntropySource,
    /// Whether the device lets the network be used.
    pub(super) is_used: watch::Sender<bool>,
    /// What the keeper of connections follows.
    pub(super) situation: watch::Sender<Situation>,
    /// Told whenever filters cover everything that is listened to, having left something out before.
    pub(super) coverage: watch::Sender<()>,
    state: Mutex<State>,
    wake: Notify,
}

/// What is known now.
pub(super) struct State {
    pub(super) device: Device,
    /// The device left one network for another.
    pub(super) has_moved: bool,
    pub(super) switch: ModeSwitch,
    /// Connected peers.
    pub(super) peers: Peers,
    /// How well they published for us.
    pub(super) push_peers: PushPeers,
    pub(super) filters: Filters,
}

impl Shared {
    pub(super) fn new(
        waku: Arc<dyn Waku>,
        clock: Arc<dyn Clock>,
        entropy: EntropySource,
        mode: WakuMode,
        device: Device,
    ) -> Self {
        let (is_used, _) = watch::channel(device.uses_network());
        let situation = Situation { mode, is_used: device.uses_network(), ..Situation::default() };
        let (situation, _) = watch::channel(situation);
        let (coverage, _) = watch::channel(());
        let state = State {
            device,
            has_moved: false,
            switch: ModeSwitch::new(mode),
            peers: Peers::new(),
            push_peers: PushPeers::default(),
            filters: Filters::new(clock.unix_millis()),
        };
        Self { waku, clock, entropy, is_used, situation, coverage, state: Mutex::new(state), wake: Notify::new() }
    }

    /// What is known. Only to be locked for moments.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the task look at what changed.
    pub(super) fn wake(&self) {
        self.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.wake.notified().await;
    }
}
