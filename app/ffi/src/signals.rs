//! Signals to a function of C: one after the other, in order, on a thread of the library.

use std::ffi::{CString, c_char};
use std::io;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread::{self, ThreadId};

use status_app::SignalReceiver;

use crate::library;

/// A function of C that takes the text of a signal.
pub(crate) type Callback = unsafe extern "C" fn(*const c_char);

/// How many signals may wait while a callback runs.
const MOST_WAITING: usize = 65_536;

/// The callback of now. Locked only to look or to change.
static CALLBACK: Mutex<Option<Callback>> = Mutex::new(None);
/// Locked while a callback runs; whoever delivers is named inside.
static DELIVERY: Mutex<()> = Mutex::new(());
static DELIVERING: Mutex<Option<ThreadId>> = Mutex::new(None);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sets or clears the callback. When this returns the earlier one does not run and will not be called again, unless
/// this was called from within it.
pub(crate) fn set_callback(callback: Option<Callback>) {
    if callback.is_some()
        && let Err(error) = start()
    {
        tracing::error!(%error, "Signals cannot be delivered.");
    }
    *lock(&CALLBACK) = callback;
    if *lock(&DELIVERING) != Some(thread::current().id()) {
        drop(lock(&DELIVERY));
    }
}

/// Starts the thread of delivery, once.
fn start() -> io::Result<()> {
    static STARTED: Once = Once::new();
    let backend = library::backend()?;
    STARTED.call_once(|| {
        let hub = backend.signals().clone();
        let mut signals = hub.subscribe(MOST_WAITING);
        let deliver_all = move || {
            loop {
                deliver_until_cut_off(&mut signals);
                tracing::error!("The signal callback did not keep up; signals were lost.");
                signals = hub.subscribe(MOST_WAITING);
            }
        };
        if let Err(error) = thread::Builder::new().name("status-signals".to_owned()).spawn(deliver_all) {
            tracing::error!(%error, "Signals cannot be delivered.");
        }
    });
    Ok(())
}

fn deliver_until_cut_off(signals: &mut SignalReceiver) {
    while let Some(text) = signals.blocking_recv() {
        deliver(&text);
    }
}

/// Calls the callback with a text, if there is one.
fn deliver(text: &str) {
    // JSON has no NUL byte inside.
    let Ok(text) = CString::new(text) else { return };
    let running = lock(&DELIVERY);
    let Some(callback) = *lock(&CALLBACK) else { return };
    *lock(&DELIVERING) = Some(thread::current().id());
    // SAFETY: whoever set the callback vouches for it as long as it is set, which `DELIVERY` makes the end of this call;
    // the text lives until then.
    unsafe { callback(text.as_ptr()) };
    *lock(&DELIVERING) = None;
    drop(running);
}

/// Delivers the text that tells a client's own tests that its callback works. Returns after that, unless called from
/// within the callback.
pub(crate) fn deliver_test_signal() -> io::Result<()> {
    let name = "status-signals".to_owned();
    let delivery = thread::Builder::new().name(name).spawn(|| deliver(r#"{"answer": 42}"#))?;
    if *lock(&DELIVERING) != Some(thread::current().id()) {
        // It ends by itself; nobody wants to know how.
        let _ = delivery.join();
    }
    Ok(())
}
