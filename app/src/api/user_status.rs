//! Who is there.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::user_status;
use status_ports::{ProfileStoreExt, StorageError};

use super::messenger::execute;
use super::shape::UserStatusJson;
use crate::rpc::Table;
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_setUserStatus",
        "Chooses a status (1 automatic, 2 do not disturb, 3 always online, 4 inactive) with a text of at most 128 characters, \
         and tells whoever listens, unless the setting send-status-updates? says no.",
        &["status", "customText"],
        |session: Session, (status, text): (i64, String)| async move {
            execute(&session, move |context| user_status::set_user_status(context, status, &text)).await.map(drop)
        },
    );
    table.method(
        "wakuext_statusUpdates",
        "What others last said about being there; null if nobody did.",
        &[],
        |session: Session, (): ()| async move { statuses(&session).await },
    );
}

#[derive(JsonSchema, Serialize)]
#[schemars(rename = "ext.ApplicationStatusUpdatesResponse")]
struct StatusesJson {
    #[serde(rename = "statusUpdates")]
    statuses: Option<Vec<UserStatusJson>>,
}

async fn statuses(session: &Session) -> Result<StatusesJson, StorageError> {
    let stored = session.profile().query(|stores| stores.user_statuses()).await?;
    let statuses = session.shaper().statuses(&stored);
    Ok(StatusesJson { statuses: Some(statuses).filter(|statuses| !statuses.is_empty()) })
}
