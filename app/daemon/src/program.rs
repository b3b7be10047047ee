//! From the command line to the end of the process.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{CommandFactory as _, Parser as _};
use status_app::{Backend, BackendConfig, LogControl};
use tokio::runtime;

use crate::arguments::{Arguments, Serve, Task, with_two_dashes};
use crate::observation::HttpEndpoint;
use crate::server::{Access, Limits, Server};
use crate::{allocator, demo, logging, node};

/// Two threads are enough for one person's messages, and cheap on a phone.
const WORKER_THREADS: usize = 2;
/// Threads for file access and key derivation, made when needed.
const MAX_BLOCKING_THREADS: usize = 16;
/// How long threads may go on after everything was told to stop.
const LAST_GRACE: Duration = Duration::from_millis(500);

/// Runs the program with the arguments of the process.
#[must_use]
pub fn run() -> ExitCode {
    allocator::return_large_blocks();
    let arguments = Arguments::parse_from(with_two_dashes(std::env::args_os()));
    match (arguments.task, arguments.serve) {
        (Some(Task::Demo(demo)), _) => in_runtime(demo::run(demo)),
        (Some(Task::Node(options)), _) => match node::prepare(*options) {
            Ok(task) => in_runtime(node::run(task)),
            Err(reason) => refuse(&reason),
        },
        (None, Some(options)) => {
            let log = check(&options);
            in_runtime(serve(options, log))
        }
        (None, None) => Arguments::command().error(ErrorKind::MissingRequiredArgument, "--address is missing").exit(),
    }
}

fn in_runtime(program: impl Future<Output = ExitCode>) -> ExitCode {
    let started = runtime::Builder::new_multi_thread()
        .worker_threads(WORKER_THREADS)
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .enable_all()
        .build();
    let runtime = match started {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(%error, "The runtime did not start.");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(program);
    runtime.shutdown_timeout(LAST_GRACE);
    code
}

/// Starts the log, unless this must not be served.
fn check(options: &Serve) -> LogControl {
    let sockets = std::iter::once(&options.address).chain(&options.metrics).map(|address| address.socket);
    for socket in sockets {
        if !socket.ip().is_loopback() && !options.allow_remote {
            refuse(&format!(
                "other machines could reach {socket}, and there is no password: listen on 127.0.0.1, or add \
                 --allow-remote if the network is yours"
            ));
        }
    }
    let from_environment = || std::env::var("STATUS_LOG").ok().filter(|filter| !filter.is_empty());
    let filter = options.log.clone().or_else(from_environment).unwrap_or_else(|| "info".to_owned());
    logging::start(&filter).unwrap_or_else(|error| refuse(&format!("invalid value for --log or STATUS_LOG: {error}")))
}

/// Ends the process with an explanation and status 2.
fn refuse(reason: &str) -> ! {
    Arguments::command().error(ErrorKind::ValueValidation, reason).exit()
}

async fn serve(options: Serve, log: LogControl) -> ExitCode {
    let Serve { address, allow_host, allow_origin, metrics, no_discovery, local_web, .. } = options;
    let access = Access::new(address.socket.ip(), allow_host.into_iter().chain([address.host]), allow_origin);
    let config = BackendConfig {
        // An empty variable is as good as none.
        node_key: std::env::var("WAKUV2_NODE_KEY").ok().filter(|key| !key.is_empty()),
        has_discovery: !no_discovery && std::env::var("STATUS_DISCOVERY").as_deref() != Ok("off"),
        reads_local_web: local_web,
        log: Some(log),
        ..BackendConfig::default()
    };
    let version = config.version.clone();
    let stop = match stop_request() {
        Ok(stop) => stop,
        Err(error) => {
            tracing::error!(%error, "The system does not tell when to stop.");
            return ExitCode::FAILURE;
        }
    };
    let backend = Arc::new(Backend::new(config));
    if let Some(metrics) = metrics
        && let Err(error) = offer_metrics(metrics.socket, &backend).await
    {
        tracing::error!(address = %metrics.socket, %error, "cannot offer metrics there; choose another --metrics");
        return ExitCode::FAILURE;
    }
    let server = match Server::bind(address.socket, backend, version, access, Limits::default()).await {
        Ok(server) => server,
        Err(error) => {
            tracing::error!(address = %address.socket, %error, "cannot listen");
            return ExitCode::FAILURE;
        }
    };
    tracing::info!(address = %server.address(), "server started");
    server.run(stop).await;
    tracing::info!("server stopped");
    ExitCode::SUCCESS
}

/// Answers about the backend as long as the process runs.
async fn offer_metrics(address: SocketAddr, backend: &Arc<Backend>) -> std::io::Result<()> {
    let endpoint = HttpEndpoint::bind(address).await?;
    tracing::info!(address = %endpoint.address(), "metrics offered");
    tokio::spawn(endpoint.run(Arc::clone(backend)));
    Ok(())
}

/// Ends when the system asks the process to end.
#[cfg(unix)]
pub(crate) fn stop_request() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "stopping");
    })
}

/// Ends when the system asks the process to end.
#[cfg(not(unix))]
pub(crate) fn stop_request() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        match tokio::signal::ctrl_c().await {
            Ok(()) => tracing::info!("stopping"),
            Err(error) => tracing::error!(%error, "The system does not tell when to stop."),
        }
    })
}
