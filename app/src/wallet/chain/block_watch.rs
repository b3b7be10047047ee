//! The newest block, for all who wait for one.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use status_domain::wallet::network::{block_poll_interval_ms, calm_poll_interval_ms};
use status_ports::ChainProvider as _;
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};

use super::Chain;

/// What tells new blocks, while somebody listens.
#[derive(Default)]
pub(super) struct BlockWatch {
    listening: Mutex<Listening>,
    /// Somebody began to listen who waits for a block.
    came: Arc<Notify>,
}

#[derive(Default)]
struct Listening {
    ears: Option<Ears>,
    poller: Option<AbortHandle>,
    is_stopped: bool,
}

/// Who listens: some wait for a block, others would only like to know.
#[derive(Clone)]
struct Ears {
    eager: watch::Sender<u64>,
    calm: watch::Sender<u64>,
}

impl Ears {
    /// Nobody listens. Somebody may have begun to when this returns.
    async fn closed(&self) {
        tokio::join!(self.eager.closed(), self.calm.closed());
    }

    fn are_closed(&self) -> bool {
        self.eager.receiver_count() == 0 && self.calm.receiver_count() == 0
    }
}

/// What was told last, and when.
#[derive(Default)]
struct Told {
    eager: Option<u64>,
    calm: Option<(u64, Instant)>,
}

impl BlockWatch {
    fn listening(&self) -> std::sync::MutexGuard<'_, Listening> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whoever listens learns that nothing more comes.
    pub(super) fn stop(&self) {
        let mut listening = self.listening();
        listening.ears = None;
        // It holds the senders too.
        if let Some(poller) = listening.poller.take() {
            poller.abort();
        }
        listening.is_stopped = true;
    }

    /// Forgets the senders if nobody listens. Nobody can begin to between the look and the forgetting.
    fn end_if_alone(&self) -> bool {
        let mut listening = self.listening();
        let is_alone = listening.ears.as_ref().is_none_or(Ears::are_closed);
        if is_alone {
            listening.ears = None;
        }
        is_alone
    }
}

impl Chain {
    /// The height of the newest block as it changes; one poller for all.
    pub(super) fn watch_blocks(self: &Arc<Self>) -> watch::Receiver<u64> {
        let receiver = self.listen(|ears| &ears.eager);
        self.block_watch.came.notify_one();
        receiver
    }

    /// The same for those who do not wait: less often, by the same poller.
    pub(super) fn watch_blocks_calmly(self: &Arc<Self>) -> watch::Receiver<u64> {
        self.listen(|ears| &ears.calm)
    }

    fn listen(self: &Arc<Self>, ear: impl Fn(&Ears) -> &watch::Sender<u64>) -> watch::Receiver<u64> {
        let mut listening = self.block_watch.listening();
        if let Some(ears) = &listening.ears {
            return ear(ears).subscribe();
        }
        let ears = Ears { eager: watch::Sender::new(0), calm: watch::Sender::new(0) };
        let receiver = ear(&ears).subscribe();
        if !listening.is_stopped {
            let came = Arc::clone(&self.block_watch.came);
            listening.poller = Some(tokio::spawn(poll(Arc::downgrade(self), ears.clone(), came)).abort_handle());
            listening.ears = Some(ears);
        }
        receiver
    }

    /// Ends watching for blocks.
    pub(super) fn stop(&self) {
        self.block_watch.stop();
    }
}

/// Looks for blocks until nobody listens any more.
async fn poll(chain: Weak<Chain>, ears: Ears, came: Arc<Notify>) {
    let mut told = Told::default();
    loop {
        let Some(chain) = chain.upgrade() else { return };
        if chain.block_watch.end_if_alone() {
            return;
        }
        let calm_interval = Duration::from_millis(calm_poll_interval_ms(chain.chain_id()));
        tokio::select! {
            () = ears.closed() => {}
            number = chain.block_number() => {
                // A failure is told as the state of the provider; the next look may find more.
                if let Ok(number) = number {
                    told.tell(&ears, number, calm_interval);
                }
            }
        }
        let eager_interval = Duration::from_millis(block_poll_interval_ms(chain.chain_id()));
        let is_awaited = ears.eager.receiver_count() > 0;
        let asked = Instant::now();
        drop(chain);
        tokio::select! {
            () = ears.closed() => {}
            () = sleep(if is_awaited { eager_interval } else { calm_interval }) => {}
            () = came.notified(), if !is_awaited => {}
        }
        // Whoever comes and goes does not have the chain asked more often than if he had stayed.
        let rest = eager_interval.saturating_sub(asked.elapsed());
        if ears.eager.receiver_count() > 0 {
            sleep(rest).await;
        }
    }
}

impl Told {
    /// Tells a number to those to whom it is another one than before.
    fn tell(&mut self, ears: &Ears, number: u64, calm_interval: Duration) {
        if self.eager.replace(number) != Some(number) {
            ears.eager.send_replace(number);
        }
        let is_due = self.calm.is_none_or(|(told, at)| told != number && at.elapsed() >= calm_interval);
        if is_due {
            self.calm = Some((number, Instant::now()));
            ears.calm.send_replace(number);
        }
    }
}
