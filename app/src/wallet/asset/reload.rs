//! Clients are told when to look at balances again.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at, sleep_until};

use super::Assets;
use crate::wallet::{Wallet, WalletEvent, WalletEvents};

/// How often clients read balances again though nothing happened.
const RELOAD_PERIOD: Duration = Duration::from_secs(10 * 60);
/// How often clients work out again how amounts are shown.
const FORMAT_PERIOD: Duration = Duration::from_secs(60 * 60);
/// How long after something happened balances are read again: more may happen.
const RELOAD_DELAY: Duration = Duration::from_secs(30);
/// What happened so much before balances were read may not be in what was read, milliseconds.
const MARGIN_MS: u64 = 30_000;

/// The running timer.
pub(super) struct Reload {
    task: JoinHandle<()>,
    /// Something happened.
    happened: mpsc::Sender<()>,
}

impl Drop for Reload {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Assets {
    pub(super) fn stop_reload(&self) {
        *self.reload.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl Wallet {
    /// Begins to tell clients when to look at balances again. Begun twice is begun once.
    pub(crate) fn start_reload(&self) {
        let mut reload = self.assets().reload.lock().unwrap_or_else(PoisonError::into_inner);
        if reload.is_none() {
            // One that waits is enough: it is about everything.
            let (happened, heard) = mpsc::channel(1);
            let task = tokio::spawn(run(self.events().clone(), heard));
            *reload = Some(Reload { task, happened });
        }
    }

    /// Ends it. Balances are read anew when they are asked for next.
    pub(crate) fn stop_reload(&self) {
        self.assets().stop_reload();
        self.forget_refreshes();
    }

    /// Begins the time from here.
    pub(crate) fn restart_reload(&self) {
        self.stop_reload();
        self.start_reload();
    }

    /// Something was sent or received by these accounts, at this time in Unix milliseconds: balances are no longer of
    /// now, and clients are told after a while, if they were not read since.
    pub(crate) fn transfers_happened(&self, accounts: &[[u8; 20]], at: u64) {
        let is_news = |account| self.balances_read_at(account).is_none_or(|read| at > read.saturating_sub(MARGIN_MS));
        if accounts.iter().any(is_news) {
            self.mark_balances_stale();
            if let Some(reload) = &*self.assets().reload.lock().unwrap_or_else(PoisonError::into_inner) {
                let _ = reload.happened.try_send(());
            }
        }
    }
}

async fn run(events: WalletEvents, mut heard: mpsc::Receiver<()>) {
    let now = Instant::now();
    let mut reload = interval_at(now + RELOAD_PERIOD, RELOAD_PERIOD);
    let mut format = interval_at(now + FORMAT_PERIOD, FORMAT_PERIOD);
    let mut due: Option<Instant> = None;
    let tell = |kind| events.emit(WalletEvent { kind, ..WalletEvent::default() });
    loop {
        let delayed = async {
            match due {
                Some(due) => sleep_until(due).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = reload.tick() => {
                due = None;
                tell("wallet-tick-reload");
            }
            _ = format.tick() => tell("wallet-currency-tick-update-format"),
            () = delayed => {
                due = None;
                tell("wallet-tick-reload");
            }
            happened = heard.recv() => match happened {
                Some(()) => due = Some(Instant::now() + RELOAD_DELAY),
                None => return,
            },
        }
    }
}
