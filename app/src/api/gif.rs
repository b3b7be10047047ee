//! Moving pictures: those of Tenor, and which the user took last and likes.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use status_domain::settings;
use status_ports::{Excess, ProfileStoreExt as _, WebError, WebRequest, WebResponse};

use crate::json;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

const KEY: &str = "gifs/api-key";
const RECENT: &str = "gifs/recent-gifs";
const FAVORITES: &str = "gifs/favorite-gifs";

const SERVICE: &str = "https://g.tenor.com/v1/";
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(100);
const TIMEOUT_MS: u64 = 1000;
/// Bytes of a list of fifty.
const MAX_BYTES: usize = 4 << 20;

pub(super) fn register(table: &mut Table) {
    table.method(
        "gif_setTenorAPIKey",
        "Saves the key with which Tenor is asked.",
        &["key"],
        |session: Session, (key,): (String,)| async move { save(&session, KEY, &Value::from(key)).await },
    );
    table.method(
        "gif_fetchGifs",
        "Asks Tenor; the path is that of its API with the query, without the key. The answer is its text.",
        &["path"],
        |session: Session, (path,): (String,)| async move { ask(&session, &path).await },
    );
    table.method(
        "gif_getContentWithRetry",
        "Asks Tenor, as gif_fetchGifs does.",
        &["path"],
        |session: Session, (path,): (String,)| async move { ask(&session, &path).await },
    );
    table.method(
        "gif_getRecentGifs",
        "The moving pictures that were sent last.",
        &[],
        |session: Session, (): ()| async move { list(&session, RECENT).await },
    );
    table.method(
        "gif_getFavoriteGifs",
        "The moving pictures that the user likes.",
        &[],
        |session: Session, (): ()| async move { list(&session, FAVORITES).await },
    );
    table.method(
        "gif_updateRecentGifs",
        "Replaces the moving pictures that were sent last.",
        &["updatedGifs"],
        |session: Session, (gifs,): (Value,)| async move { replace(&session, RECENT, &gifs).await },
    );
    table.method(
        "gif_updateFavoriteGifs",
        "Replaces the moving pictures that the user likes.",
        &["updatedGifs"],
        |session: Session, (gifs,): (Value,)| async move { replace(&session, FAVORITES, &gifs).await },
    );
}

/// `gif.Gif`.
#[derive(Debug, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "gif.Gif")]
#[serde(rename = "gif.Gif", rename_all = "camelCase")]
struct GifJson {
    id: String,
    title: String,
    url: String,
    tiny_url: String,
    height: i64,
    is_favorite: bool,
}

/// `gif.Container`: how clients hand lists over.
#[derive(Debug, Deserialize)]
#[serde(rename = "gif.Container")]
struct ContainerJson {
    items: Vec<GifJson>,
}

async fn save(session: &Session, name: &'static str, value: &Value) -> Result<(), RpcError> {
    let records = settings::write(name, value)?;
    Ok(session.profile().transact(move |stores| stores.save_settings(&records)).await?)
}

async fn list(session: &Session, name: &str) -> Result<Vec<GifJson>, RpcError> {
    match settings::setting(&session.settings().await?, name) {
        Value::Null => Ok(Vec::new()),
        stored => Ok(json::decode::<Option<Vec<GifJson>>>(&stored)?.unwrap_or_default()),
    }
}

async fn replace(session: &Session, name: &'static str, gifs: &Value) -> Result<(), RpcError> {
    let container: ContainerJson = json::decode(gifs)?;
    save(session, name, &serde_json::to_value(container.items)?).await
}

/// The key is in the URL, which is never logged, and in no error.
async fn ask(session: &Session, path: &str) -> Result<String, RpcError> {
    let key = settings::setting(&session.settings().await?, KEY);
    let key = key.as_str().unwrap_or_default();
    let request = WebRequest {
        url: format!("{SERVICE}{path}&media_filter=minimal&limit=50&key={key}"),
        accept: String::new(),
        accept_language: String::new(),
        max_bytes: MAX_BYTES,
        excess: Excess::Refuse,
        max_redirects: 3,
        timeout_ms: TIMEOUT_MS,
    };
    let answer = try_again(session, request).await.map_err(|error| match error {
        WebError::TooLarge => RpcError::method("Read body: too large"),
        _ => RpcError::method("Could not reach Tenor API"),
    })?;
    if answer.status != 200 {
        return Err(RpcError::method(format!("Status error: {}", answer.status)));
    }
    String::from_utf8(answer.body).map_err(|_| RpcError::method("Read body: no text"))
}

async fn try_again(session: &Session, request: WebRequest) -> Result<WebResponse, WebError> {
    for _ in 1..TRIES {
        match session.web().fetch(request.clone()).await {
            Err(WebError::Failed(_) | WebError::Timeout) => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
    session.web().fetch(request).await
}
