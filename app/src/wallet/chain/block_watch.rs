//! The newest block, for all who wait for one.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use status_domain::wallet::network::block_poll_interval_ms;
use status_ports::ChainProvider as _;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::Chain;

/// What tells new blocks, while somebody listens.
#[derive(Default)]
pub(super) struct BlockWatch(Mutex<Listening>);

#[derive(Default)]
struct Listening {
    sender: Option<watch::Sender<u64>>,
    /// What was told last.
    told: Option<u64>,
    poller: Option<AbortHandle>,
    is_stopped: bool,
}

impl BlockWatch {
    fn listening(&self) -> std::sync::MutexGuard<'_, Listening> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever listens learns that nothing more comes.
    pub(super) fn stop(&self) {
        let mut listening = self.listening();
        listening.sender = None;
        // It holds a sender too.
        if let Some(poller) = listening.poller.take() {
            poller.abort();
        }
        listening.is_stopped = true;
    }

    /// Forgets the sender if nobody listens. Nobody can begin to between the look and the forgetting.
    fn end_if_alone(&self) -> bool {
        let mut listening = self.listening();
        let is_alone = listening.sender.as_ref().is_none_or(|sender| sender.receiver_count() == 0);
        if is_alone {
            listening.sender = None;
        }
        is_alone
    }

    /// Tells a number, if it is another one than before.
    fn tell(&self, number: u64) {
        let mut listening = self.listening();
        if listening.told.replace(number) != Some(number)
            && let Some(sender) = &listening.sender
        {
            sender.send_replace(number);
        }
    }
}

impl Chain {
    /// The height of the newest block as it changes; one poller for all.
    pub(super) fn watch_blocks(self: &Arc<Self>) -> watch::Receiver<u64> {
        let mut listening = self.block_watch.listening();
        if let Some(sender) = &listening.sender {
            return sender.subscribe();
        }
        let (sender, receiver) = watch::channel(0);
        if !listening.is_stopped {
            listening.poller = Some(tokio::spawn(poll(Arc::downgrade(self), sender.clone())).abort_handle());
            listening.told = None;
            listening.sender = Some(sender);
        }
        receiver
    }

    /// Ends watching for blocks.
    pub(super) fn stop(&self) {
        self.block_watch.stop();
    }
}

/// Looks for blocks until nobody listens any more.
async fn poll(chain: Weak<Chain>, sender: watch::Sender<u64>) {
    loop {
        let Some(chain) = chain.upgrade() else { return };
        let interval = Duration::from_millis(block_poll_interval_ms(chain.chain_id()));
        if chain.block_watch.end_if_alone() {
            return;
        }
        tokio::select! {
            () = sender.closed() => {}
            number = chain.block_number() => {
                // A failure is told as the state of the provider; the next look may find more.
                if let Ok(number) = number {
                    chain.block_watch.tell(number);
                }
            }
        }
        drop(chain);
        tokio::select! {
            () = sender.closed() => {}
            () = sleep(interval) => {}
        }
    }
}
