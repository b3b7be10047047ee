//! Functions around the log.

use serde::{Deserialize, Serialize};
use status_domain::settings::LogLevel;

use super::{Endpoints, error_answer, outcome};
use crate::{Backend, json};

/// Adds them to the table.
pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("InitLogging", |backend, body| async move { outcome(init_logging(&backend, &body)) });
    endpoints.stateful("ExportNodeLogs", export_node_logs);
}

/// `InitLogging`. How much is logged is up to clients; where the lines go, to the program that hosts the backend.
#[derive(Deserialize)]
#[serde(rename = "statusgo.InitLoggingRequest", rename_all = "PascalCase")]
struct InitLogging {
    enabled: bool,
    level: String,
    log_request_go: bool,
    log_request_file: String,
}

fn init_logging(backend: &Backend, body: &str) -> Result<(), String> {
    let request: InitLogging = json::from_text(body).map_err(|error| error.to_string())?;
    let level = if request.enabled { level(&request.level).map(Some) } else { Ok(None) };
    if let Ok(Some(level)) = level {
        backend.lifecycle().set_log_level(level);
    }
    // What is said of requests hides what is said of the level.
    match request.log_request_go {
        true if request.log_request_file.is_empty() => Err("log file path is required".to_owned()),
        true => Ok(()),
        false => level.map(drop),
    }
}

/// The level of a word, in letters of any case, that may also be one of the short ones.
fn level(word: &str) -> Result<LogLevel, String> {
    let word = word.to_lowercase();
    match word.as_str() {
        "" => Ok(LogLevel::Info),
        "crit" | "eror" => Ok(LogLevel::Error),
        "dbug" => Ok(LogLevel::Debug),
        "trce" => Ok(LogLevel::Trace),
        _ => LogLevel::parse(&word).map_err(|_| format!("unknown level: {word}")),
    }
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
                filename: name,
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
