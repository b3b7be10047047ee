//! Usage metrics. None are collected here: what somebody decided about them is kept, and events that clients tell of go
//! nowhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use status_ports::{MetricsConsent, StorageError};

use super::session::value;
use super::{Endpoints, error_answer, outcome};
use crate::{Backend, json};

pub(super) fn register(endpoints: &mut Endpoints) {
    endpoints.stateful("CentralizedMetricsInfo", |backend, _| async move { value(info(&backend).await) });
    endpoints
        .stateful("ToggleCentralizedMetrics", |backend, body| async move { outcome(toggle(&backend, &body).await) });
    endpoints.stateful("AddCentralizedMetric", |backend, body| async move {
        add(&backend, &body).await.unwrap_or_else(error_answer)
    });
}

/// What somebody decided.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MetricsInfo {
    enabled: bool,
    user_confirmed: bool,
}

impl From<MetricsConsent> for MetricsInfo {
    fn from(consent: MetricsConsent) -> Self {
        Self { enabled: consent == MetricsConsent::Given, user_confirmed: consent != MetricsConsent::NotAsked }
    }
}

#[derive(Debug, thiserror::Error)]
pub(super) enum MetricsError {
    #[error("centralized metrics not initialized")]
    NotInitialized,
    #[error("centralized metrics nil")]
    Nobody,
    #[error("add-centralized-metric: no metric")]
    NoMetric,
    #[error("centralized-metric: invalid-event-name")]
    NoEventName,
    #[error("centralized-metric: invalid-platform")]
    NoPlatform,
    #[error("centralized-metric: invalid-version")]
    NoVersion,
    #[error(transparent)]
    Json(#[from] json::JsonError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What was decided on this device.
pub(super) async fn info(backend: &Backend) -> Result<MetricsInfo, MetricsError> {
    let accounts = backend.lifecycle().turn().await.accounts().ok_or(MetricsError::NotInitialized)?;
    Ok(accounts.metrics_consent().await?.into())
}

#[derive(Deserialize)]
#[serde(rename = "requests.ToggleCentralizedMetrics")]
struct Toggle {
    enabled: bool,
}

async fn toggle(backend: &Backend, body: &str) -> Result<(), MetricsError> {
    let request: Toggle = json::from_text(body)?;
    let accounts = backend.lifecycle().turn().await.accounts().ok_or(MetricsError::Nobody)?;
    let consent = if request.enabled { MetricsConsent::Given } else { MetricsConsent::Refused };
    Ok(accounts.save_metrics_consent(consent).await?)
}

#[derive(Deserialize)]
#[serde(rename = "requests.AddCentralizedMetric")]
struct AddMetric {
    metric: Option<Metric>,
}

/// An event. What it is about is only checked to be readable.
#[derive(Deserialize)]
#[serde(rename = "common.Metric", rename_all = "camelCase")]
struct Metric {
    id: String,
    #[serde(rename = "userId")]
    _user_id: String,
    event_name: String,
    #[serde(rename = "eventValue")]
    _event_value: BTreeMap<String, Value>,
    #[serde(rename = "timestamp")]
    _timestamp: i64,
    platform: String,
    app_version: String,
}

/// The id of an event; one that has none gets one.
async fn add(backend: &Backend, body: &str) -> Result<String, MetricsError> {
    let request: AddMetric = json::from_text(body)?;
    let metric = request.metric.ok_or(MetricsError::NoMetric)?;
    for (text, error) in [
        (&metric.event_name, MetricsError::NoEventName),
        (&metric.platform, MetricsError::NoPlatform),
        (&metric.app_version, MetricsError::NoVersion),
    ] {
        if text.is_empty() {
            return Err(error);
        }
    }
    if !backend.lifecycle().turn().await.is_initialized() {
        return Err(MetricsError::Nobody);
    }
    if !metric.id.is_empty() {
        return Ok(metric.id);
    }
    let mut bytes = [0; 16];
    backend.lifecycle().entropy().fill(&mut bytes);
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
}
