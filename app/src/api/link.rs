//! Previews of links.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::link::{PlannedUrl, UnfurlingMode, plan, text_urls};
use status_ports::StorageError;

use super::shape::{LinkPreviewJson, StatusLinkPreviewJson};
use crate::rpc::Table;
use crate::session::Session;
use crate::unfurl::{Unfurled, unfurl};

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_getTextURLsToUnfurl",
        "The links of a text, and whether the settings allow previews of them.",
        &["text"],
        |session: Session, (text,): (String,)| async move {
            let mode = UnfurlingMode::of(&session.settings().await?);
            let urls = plan(&text, mode).into_iter().map(PlannedUrlJson::from).collect();
            Ok::<_, StorageError>(PlanJson { urls })
        },
    );
    table.method(
        "wakuext_getTextURLs",
        "The first five links of a text. Kept for old clients.",
        &["text"],
        |_: Session, (text,): (String,)| async move { Ok::<_, StorageError>(text_urls(&text)) },
    );
    table.method(
        "wakuext_unfurlURLs",
        "Previews of links, from the web as far as the settings allow; of those to people and communities from what is known. At most five; links without a preview are left out.",
        &["urls"],
        |session: Session, (urls,): (Vec<String>,)| async move {
            unfurl(&session, urls).await.map(|unfurled| UnfurledJson::from(&unfurled))
        },
    );
}

/// `protocol.URLsUnfurlPlan`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.URLsUnfurlPlan")]
struct PlanJson {
    urls: Vec<PlannedUrlJson>,
}

/// `protocol.URLUnfurlingMetadata`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.URLUnfurlingMetadata")]
struct PlannedUrlJson {
    url: String,
    /// 0 allowed, 1 ask the user, 2 forbidden by the settings, 3 not supported.
    permission: u8,
    #[serde(rename = "isStatusSharedURL")]
    is_shared: bool,
}

impl From<PlannedUrl> for PlannedUrlJson {
    fn from(planned: PlannedUrl) -> Self {
        Self { url: planned.url, permission: planned.permission.number(), is_shared: planned.is_shared }
    }
}

/// `protocol.UnfurlURLsResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.UnfurlURLsResponse")]
#[serde(rename_all = "camelCase")]
struct UnfurledJson {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    link_previews: Vec<LinkPreviewJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    status_link_previews: Vec<StatusLinkPreviewJson>,
}

impl From<&Unfurled> for UnfurledJson {
    fn from(unfurled: &Unfurled) -> Self {
        Self {
            link_previews: unfurled.links.iter().map(LinkPreviewJson::unfurled).collect(),
            status_link_previews: unfurled.status_links.iter().map(StatusLinkPreviewJson::unfurled).collect(),
        }
    }
}
