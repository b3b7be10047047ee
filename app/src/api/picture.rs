//! Pictures of profiles, and where they are served.

use status_domain::media::Corners;
use status_ports::{Excess, IdentityImageRecord, StorageError, WebRequest};

use crate::rpc::{RpcError, Table};
use crate::session::{ImageJson, Session};

/// Bytes of a picture of the web.
const MAX_BYTES: usize = 10 << 20;
const TIMEOUT_MS: u64 = 5000;
const REDIRECTS: u8 = 5;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_imageServerURL",
        "Where the pictures and recordings of messages are served.",
        &[],
        |session: Session, (): ()| async move { Ok::<_, RpcError>(session.media_urls().messages()) },
    );
    table.method(
        "multiaccounts_getIdentityImages",
        "The picture of a profile in all its sizes; null without one.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move {
            let images = images(&session, &key_uid).await?;
            let images: Vec<ImageJson> = images.into_iter().map(|image| ImageJson::new(&key_uid, image)).collect();
            Ok::<_, RpcError>(Some(images).filter(|images| !images.is_empty()))
        },
    );
    table.method(
        "multiaccounts_getIdentityImage",
        "The picture of a profile in one size, thumbnail or large; null without one.",
        &["keyUID", "name"],
        |session: Session, (key_uid, name): (String, String)| async move {
            let image = images(&session, &key_uid).await?.into_iter().find(|image| image.name == name);
            Ok::<_, RpcError>(image.map(|image| ImageJson::new(&key_uid, image)))
        },
    );
    table.method(
        "multiaccounts_storeIdentityImage",
        "Makes a part of a picture on disk the picture of a profile: from its upper left corner to its lower right one.",
        &["keyUID", "filepath", "aX", "aY", "bX", "bY"],
        |session: Session, (key_uid, path, ax, ay, bx, by): (String, String, i64, i64, i64, i64)| async move {
            let made = session.pictures().of_profile(&path, Some(Corners { ax, ay, bx, by })).await?;
            store(&session, key_uid, made).await
        },
    );
    table.method(
        "multiaccounts_storeIdentityImageFromURL",
        "Makes the middle of a picture of the web the picture of a profile.",
        &["keyUID", "url"],
        |session: Session, (key_uid, url): (String, String)| async move {
            let made = session.pictures().of_profile_file(fetch(&session, url).await?).await?;
            store(&session, key_uid, made).await
        },
    );
    table.method(
        "multiaccounts_deleteIdentityImage",
        "Removes the picture of a profile.",
        &["keyUID"],
        |session: Session, (key_uid,): (String,)| async move { keep(&session, &key_uid, Vec::new()).await.map(drop) },
    );
}

async fn images(session: &Session, key_uid: &str) -> Result<Vec<IdentityImageRecord>, RpcError> {
    let account = session.accounts().find_account(key_uid).await?;
    Ok(account.map(|account| account.images).unwrap_or_default())
}

async fn store(
    session: &Session,
    key_uid: String,
    images: Vec<IdentityImageRecord>,
) -> Result<Vec<ImageJson>, RpcError> {
    if !keep(session, &key_uid, images.clone()).await? {
        return Err(RpcError::method("account not found"));
    }
    Ok(images.into_iter().map(|image| ImageJson::new(&key_uid, image)).collect())
}

/// Whether there is such an account. Contacts are told of another picture of whoever is logged in.
async fn keep(session: &Session, key_uid: &str, images: Vec<IdentityImageRecord>) -> Result<bool, RpcError> {
    let kept = session.change_account(key_uid, |account| {
        account.images = images;
        Ok::<_, StorageError>(())
    });
    Ok(kept.await?.is_some())
}

async fn fetch(session: &Session, url: String) -> Result<Vec<u8>, RpcError> {
    let request = WebRequest {
        url,
        accept: "image/*".to_owned(),
        accept_language: String::new(),
        max_bytes: MAX_BYTES,
        excess: Excess::Refuse,
        max_redirects: REDIRECTS,
        timeout_ms: TIMEOUT_MS,
    };
    let answer = session.web().fetch(request).await?;
    if answer.status >= 400 {
        return Err(RpcError::method(format!("status code {}", answer.status)));
    }
    Ok(answer.body)
}
