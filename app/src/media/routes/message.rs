//! Pictures and recordings of messages.

use status_domain::media;
use status_ports::{ProfileStoreExt as _, StorageError};

use super::Routes;
use crate::media::answer::Answer;
use crate::media::query::Query;

/// Every recording is named so, be it AMR: clients tell them apart themselves.
const AUDIO: &str = "audio/aac";

pub(super) async fn image(routes: &Routes, query: &Query) -> Option<Answer> {
    Some(Answer::picture(attachment(routes, query).await?))
}

pub(super) async fn audio(routes: &Routes, query: &Query) -> Option<Answer> {
    Some(Answer::of_type(AUDIO, attachment(routes, query).await?))
}

async fn attachment(routes: &Routes, query: &Query) -> Option<Vec<u8>> {
    let id = query.text("messageId").or_else(|| query.text("message-id"))?.to_owned();
    let found = routes.gallery.profile()?.query(move |stores| media::attachment(stores, &id)).await;
    found.inspect_err(|error: &StorageError| tracing::error!(%error, "An attachment could not be read.")).ok()?
}
