//! The process's one backend and the threads it runs on.

use std::sync::{Arc, OnceLock, mpsc};

use status_app::{Backend, BackendConfig, EndpointAnswer, LogControl};
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{EnvFilter, reload};
use zeroize::Zeroizing;

/// Two threads are enough for one person's messages, and cheap on a phone.
const WORKER_THREADS: usize = 2;
/// Threads for file access and key derivation, made when needed.
const MAX_BLOCKING_THREADS: usize = 16;

struct Library {
    runtime: Runtime,
    backend: Arc<Backend>,
}

/// Logs to standard error if the variable `STATUS_LOG` says how much. Otherwise a library is silent, whatever its profiles
/// ask for.
fn start_log() -> Option<LogControl> {
    let filter = std::env::var("STATUS_LOG").ok()?;
    let (filter, control) = reload::Layer::new(EnvFilter::builder().parse_lossy(filter));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let log = tracing_subscriber::registry().with(filter).with(lines);
    // Fails if the program logs already by its own means; then that goes on.
    tracing::subscriber::set_global_default(log).ok()?;
    Some(LogControl::new(move |level| {
        // Fails only if the log is gone.
        let _ = control.reload(EnvFilter::new(level.to_ascii_lowercase()));
    }))
}

/// Made at the first call. An error, which the system gives when it has no more threads, is not kept.
fn library() -> std::io::Result<&'static Library> {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    if let Some(library) = LIBRARY.get() {
        return Ok(library);
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .thread_name("status")
        .enable_all()
        .build()?;
    let config = BackendConfig {
        node_key: std::env::var("WAKUV2_NODE_KEY").ok().filter(|key| !key.is_empty()),
        has_discovery: std::env::var("STATUS_DISCOVERY").as_deref() != Ok("off"),
        log: start_log(),
        ..BackendConfig::default()
    };
    let made = Library { runtime, backend: Arc::new(Backend::new(config)) };
    Ok(LIBRARY.get_or_init(|| made))
}

/// The backend, once it can run.
pub(crate) fn backend() -> std::io::Result<&'static Backend> {
    Ok(&library()?.backend)
}

/// Calls a function and waits for its answer.
pub(crate) fn call(function: &'static str, argument: Zeroizing<String>) -> String {
    run(function, move |backend| async move {
        match backend.call_in_library(function, &argument).await {
            EndpointAnswer::Body { text, .. } => text,
            EndpointAnswer::NotSupported | EndpointAnswer::Unknown => {
                error_answer(&format!("{function} is not supported"))
            }
        }
    })
}

/// Runs a function of the backend and waits for its answer.
pub(crate) fn run<F>(function: &'static str, work: impl FnOnce(Arc<Backend>) -> F) -> String
where
    F: Future<Output = String> + Send + 'static,
{
    let library = match library() {
        Ok(library) => library,
        Err(error) => return error_answer(&error.to_string()),
    };
    let (answer, answered) = mpsc::sync_channel(1);
    let working = work(Arc::clone(&library.backend));
    // A task of its own: the caller's thread may belong to another runtime, and a panic ends nothing but the task.
    library.runtime.spawn(async move {
        // Nobody waits any more only if the process ends.
        let _ = answer.send(working.await);
    });
    answered.recv().unwrap_or_else(|_| crashed(function))
}

/// The answer of a function that panicked.
pub(crate) fn crashed(function: &str) -> String {
    tracing::error!(function, "Function crashed.");
    error_answer(&format!("{function} crashed"))
}

fn error_answer(text: &str) -> String {
    serde_json::json!({ "error": text }).to_string()
}
