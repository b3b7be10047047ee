//! Functions around the log.

use serde::{Deserialize, Serialize};

use super::{Endpoints, error_answer, outcome};
use crate::{Backend, json};

/// Adds them to the table.
pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.pure("InitLogging", init_logging);
    endpoints.stateful("ExportNodeLogs", export_node_logs);
}

/// What of `InitLogging` decides about its answer. Where log lines go is up to the program that hosts the backend.
#[derive(Deserialize)]
#[serde(rename = "logutils.LogSettings", rename_all = "PascalCase")]
struct LogSettings {
    log_request_go: bool,
    log_request_file: String,
}

fn init_logging(body: &str) -> String {
    let settings: Result<LogSettings, _> = json::from_text(body);
    outcome(match settings {
        Err(error) => Err(error.to_string()),
        Ok(settings) if settings.log_request_go && settings.log_request_file.is_empty() => {
            Err("log file path is required".to_owned())
        }
        Ok(_) => Ok(()),
    })
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ExportedLogs {
    error: String,
    logs: Option<Vec<ExportedLog>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ExportedLog {
    filename: String,
    content: String,
    compressed: bool,
}

async fn export_node_logs(backend: Backend, _: String) -> String {
    let Some(session) = backend.lifecycle().session() else {
        return error_answer("config and log file are not available");
    };
    let path = session.root().join("geth.log");
    let name = path.display().to_string();
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
    let exported = match read {
        Ok(Ok(content)) => ExportedLogs {
            error: String::new(),
            logs: Some(vec![ExportedLog {
                filename: "geth.log".to_owned(),
                content: String::from_utf8_lossy(&content).into_owned(),
                compressed: false,
            }]),
        },
        Ok(Err(error)) => {
            let cause = match error.kind() {
                std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
                _ => error.to_string(),
            };
            ExportedLogs { error: format!("error reading file {name}: open {name}: {cause}"), logs: None }
        }
        Err(error) => ExportedLogs { error: format!("error reading file {name}: {error}"), logs: None },
    };
    json::to_text(&exported).unwrap_or_else(error_answer)
}
