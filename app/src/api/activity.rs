//! The activity center.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::messaging::{CommandError, Context, Outcome};
use status_domain::notification;
use status_ports::{ActivityRecord, Page, ProfileStoreExt, ProfileTransaction, ReadFilter, StorageError};

use super::messenger::{execute, given, required, run};
use super::shape::{ActivityJson, ActivityStateJson};
use crate::json::HexBytes;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// Entries of one answer. Whoever asks for more gets a cursor.
const MAX_PAGE: u32 = 1000;

/// A command on entries.
type OnEntries = fn(&mut Context<'_>, &[Vec<u8>]) -> Result<Outcome, CommandError>;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_activityCenterNotifications",
        "A page of the activity center, newest first.",
        &["request"],
        |session: Session, (request,): (PageRequestJson,)| async move { page(&session, request).await },
    );
    table.method(
        "wakuext_activityCenterNotificationsCount",
        "How many entries of each asked type there are.",
        &["request"],
        |session: Session, (request,): (CountRequestJson,)| async move { count(&session, request).await },
    );
    table.method(
        "wakuext_hasUnseenActivityCenterNotifications",
        "Whether something came since the person looked.",
        &[],
        |session: Session, (): ()| async move {
            let state = session.profile().query(|stores| stores.activity_state()).await;
            state.map(|state| !state.has_seen)
        },
    );
    table.method(
        "wakuext_getActivityCenterState",
        "Whether the person has looked since the newest entry came.",
        &[],
        |session: Session, (): ()| async move {
            session.profile().query(|stores| stores.activity_state()).await.map(ActivityStateJson::from)
        },
    );
    table.method(
        "wakuext_markAsSeenActivityCenterNotifications",
        "The person has looked.",
        &[],
        |session: Session, (): ()| async move { run(&session, notification::mark_seen).await },
    );
    table.method(
        "wakuext_markAllActivityCenterNotificationsRead",
        "Marks every entry as read.",
        &[],
        |session: Session, (): ()| async move { run(&session, notification::mark_all_read).await },
    );
    table.method(
        "wakuext_markActivityCenterNotificationsUnread",
        "Marks entries as unread.",
        &["ids"],
        |session: Session, (ids,): (Vec<HexBytes>,)| async move {
            let marked = run(&session, move |context| notification::mark_unread(context, &bytes(ids))).await?;
            // Nobody has ever looked up their chats.
            Ok::<_, RpcError>(marked.without_chats_of_activities())
        },
    );
    let shown: [(&'static str, &'static str, OnEntries); 2] = [
        ("wakuext_markActivityCenterNotificationsRead", "Marks entries as read.", notification::mark_read),
        ("wakuext_acceptActivityCenterNotifications", "Accepts entries and shows their chats.", notification::accept),
    ];
    for (name, doc, command) in shown {
        table.method(name, doc, &["ids"], move |session: Session, (ids,): (Vec<HexBytes>,)| async move {
            run(&session, move |context| command(context, &bytes(ids))).await
        });
    }
    table.method(
        "wakuext_dismissActivityCenterNotificationsByCommunity",
        "Dismisses every entry about a community.",
        &["request"],
        |session: Session, (request,): (Option<DismissCommunityJson>,)| async move {
            let id = community_id(&given(request)?)?;
            execute(&session, move |context| notification::dismiss_of_community(context, &id)).await.map(drop)
        },
    );
    let quiet: [(&'static str, &'static str, OnEntries); 2] = [
        ("wakuext_dismissActivityCenterNotifications", "Dismisses entries.", notification::dismiss),
        ("wakuext_deleteActivityCenterNotifications", "Deletes entries.", notification::delete),
    ];
    for (name, doc, command) in quiet {
        table.method(name, doc, &["ids"], move |session: Session, (ids,): (Vec<HexBytes>,)| async move {
            execute(&session, move |context| command(context, &bytes(ids))).await.map(drop)
        });
    }
}

fn community_id(request: &DismissCommunityJson) -> Result<String, RpcError> {
    required(&request.community_id, "dismiss-community-notifications: invalid id")?;
    Ok(format!("0x{}", hex::encode(&request.community_id.0)))
}

fn bytes(ids: Vec<HexBytes>) -> Vec<Vec<u8>> {
    ids.into_iter().map(|id| id.0).collect()
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "protocol.ActivityCenterNotificationsRequest")]
#[serde(rename = "protocol.ActivityCenterNotificationsRequest", rename_all = "camelCase")]
struct PageRequestJson {
    cursor: String,
    limit: u64,
    /// All types if empty.
    activity_types: Vec<u32>,
    /// 1 read, 2 unread, 3 all.
    read_type: u32,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "protocol.ActivityCenterCountRequest")]
#[serde(rename = "protocol.ActivityCenterCountRequest", rename_all = "camelCase")]
struct CountRequestJson {
    activity_types: Vec<u32>,
    /// 1 read, 2 unread, 3 all.
    read_type: u32,
}

#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "requests.DismissCommunityNotifications")]
#[serde(rename = "requests.DismissCommunityNotifications", rename_all = "camelCase")]
struct DismissCommunityJson {
    community_id: HexBytes,
}

/// `protocol.ActivityCenterPaginationResponse`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "protocol.ActivityCenterPaginationResponse")]
struct PageJson {
    cursor: String,
    /// `null` if there are none; empty if none were asked for.
    notifications: Option<Vec<ActivityJson>>,
}

const fn read_filter(read_type: u32) -> ReadFilter {
    match read_type {
        1 => ReadFilter::Read,
        2 => ReadFilter::Unread,
        _ => ReadFilter::All,
    }
}

async fn page(session: &Session, request: PageRequestJson) -> Result<PageJson, RpcError> {
    let limit = u32::try_from(request.limit).unwrap_or(MAX_PAGE).min(MAX_PAGE);
    let scene = session.shaper().scene();
    let (page, scene) = session
        .profile()
        .query(move |stores: &mut dyn ProfileTransaction| {
            let page = entries_from(stores, &request, limit)?;
            let scene = scene.with_activities(stores, &page.items)?;
            Ok::<_, StorageError>((page, scene))
        })
        .await?;
    let entries: Vec<_> = page.items.iter().map(|entry| ActivityJson::listed(entry, &scene)).collect();
    let is_any = !entries.is_empty() || !page.cursor.is_empty();
    Ok(PageJson { cursor: page.cursor, notifications: is_any.then_some(entries) })
}

/// A cursor that no page gave has always begun at the newest entry.
fn entries_from(
    stores: &mut dyn ProfileTransaction,
    request: &PageRequestJson,
    limit: u32,
) -> Result<Page<ActivityRecord>, StorageError> {
    let (kinds, read) = (request.activity_types.as_slice(), read_filter(request.read_type));
    match stores.activities(kinds, read, &request.cursor, limit) {
        Err(StorageError::UnknownCursor) => stores.activities(kinds, read, "", limit),
        other => other,
    }
}

/// Of every type that was asked for, also of those without any.
async fn count(session: &Session, request: CountRequestJson) -> Result<BTreeMap<u32, u32>, StorageError> {
    let mut counts: BTreeMap<u32, u32> = request.activity_types.iter().map(|kind| (*kind, 0)).collect();
    if counts.is_empty() {
        return Ok(counts);
    }
    let found = session
        .profile()
        .query(move |stores| stores.count_activities(&request.activity_types, read_filter(request.read_type)))
        .await?;
    counts.extend(found);
    Ok(counts)
}
