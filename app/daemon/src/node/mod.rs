//! `status-backend node`: a service node.

mod config_file;
mod open_files;
mod options;
mod report;
mod units;

use std::process::ExitCode;
use std::sync::Arc;

use status_app::node::ServiceNode;

pub(crate) use options::NodeOptions;

use crate::logging;
use crate::observation::HttpEndpoint;
use crate::program::stop_request;
use options::Settings;

/// What the command line asks for.
pub(crate) enum Task {
    /// Run a node.
    Run(Box<Settings>),
    /// Print a text.
    Print(String),
}

/// Reads the configuration file, and starts the log.
///
/// # Errors
/// What is wrong with the command line or the file, and what to do.
pub(crate) fn prepare(options: NodeOptions) -> Result<Task, String> {
    if options.print_config {
        return Ok(Task::Print(config_file::example()));
    }
    let settings = Settings::new(options)?;
    logging::start(&settings.log).map_err(|error| format!("invalid value for log: {error}"))?;
    Ok(Task::Run(Box::new(settings)))
}

/// Runs the task to its end.
pub(crate) async fn run(task: Task) -> ExitCode {
    match task {
        Task::Print(text) => report::print(&text),
        Task::Run(settings) => serve(*settings).await,
    }
}

async fn serve(settings: Settings) -> ExitCode {
    let stop = match stop_request() {
        Ok(stop) => stop,
        Err(error) => {
            tracing::error!(%error, "The system does not tell when to stop.");
            return ExitCode::FAILURE;
        }
    };
    let endpoint = match settings.metrics {
        None => None,
        Some(address) => match HttpEndpoint::bind(address).await {
            Ok(endpoint) => Some(endpoint),
            Err(error) => {
                tracing::error!(%address, %error, "cannot offer metrics there; choose another address by --metrics");
                return ExitCode::FAILURE;
            }
        },
    };
    let machine = settings.machine();
    open_files::allow(machine.max_connections().into());
    let started = Box::pin(ServiceNode::start_on_this_machine(machine)).await;
    let (node, archive) = match started {
        Ok(started) => started,
        Err(error) => {
            tracing::error!(advice = report::advice(&error), "{error}");
            return ExitCode::FAILURE;
        }
    };
    let node = Arc::new(node);
    let metrics_address = endpoint.as_ref().map(HttpEndpoint::address);
    report::started(&settings, &node, archive, metrics_address).await;
    tokio::select! {
        () = stop => {}
        () = answer(endpoint, &node) => {}
    }
    node.stop().await;
    tracing::info!("node stopped");
    ExitCode::SUCCESS
}

/// Answers about the node; never ends.
async fn answer(endpoint: Option<HttpEndpoint>, node: &Arc<ServiceNode>) {
    match endpoint {
        Some(endpoint) => endpoint.run(Arc::clone(node)).await,
        None => std::future::pending().await,
    }
}
