//! Messages of the past, and the nodes that keep them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use status_domain::history::store_node::StoreNode;
use status_domain::settings;
use status_ports::{ProfileStoreExt as _, SettingRecord, StorageError, StoreNodeRecord};

use super::messenger::{given, required};
use super::shape::MessengerResponseJson;
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::store_nodes::ListedStoreNode;

/// The switch among what the configuration of the node keeps.
const STORE_CONFIRMATION: &str = "EnableStoreConfirmationForMessagesSent";

pub(super) fn register(table: &mut Table) {
    register_nodes(table);
    register_settings(table);
    table.method(
        "wakuext_requestAllHistoricMessages",
        "Fetches everything that is missing from a store node. Answers when it is stored.",
        &["forceFetchingBackup"],
        |session: Session, (with_backup,): (bool,)| async move { fetch_all(&session, with_backup).await },
    );
    table.method(
        "wakuext_requestAllHistoricMessagesWithRetries",
        "The same: every request is tried again, and with another node.",
        &["forceFetchingBackup"],
        |session: Session, (with_backup,): (bool,)| async move { fetch_all(&session, with_backup).await },
    );
    table.method(
        "wakuext_syncChatFromSyncedFrom",
        "Fetches what is before the fetched messages of a chat. Answers with the Unix seconds from which it is fetched now.",
        &["chatID"],
        |session: Session, (chat_id,): (String,)| async move { session.messenger().fetch_before(&chat_id).await },
    );
    table.method(
        "wakuext_fillGaps",
        "Fetches what gaps of a chat leave out, and removes the messages that mark them.",
        &["chatID", "messageIDs"],
        |session: Session, (chat_id, message_ids): (String, Vec<String>)| async move {
            session.messenger().fill_gaps(&chat_id, message_ids).await
        },
    );
    table.method(
        "wakuext_fetchMessages",
        "Fetches the last 31 days of a chat.",
        &["request"],
        |session: Session, (request,): (Option<FetchMessagesJson>,)| async move {
            let request = given(request)?;
            required(&request.id, "fetch-messages: invalid id")?;
            Ok::<_, RpcError>(session.messenger().fetch_month(&request.id).await?)
        },
    );
}

fn register_nodes(table: &mut Table) {
    table.method(
        "mailservers_getMailservers",
        "The store nodes that the user added; null if there are none.",
        &[],
        |session: Session, (): ()| async move {
            let nodes = session.profile().query(|stores| stores.store_nodes()).await?;
            let nodes: Vec<_> = nodes.into_iter().map(MailserverJson::from).collect();
            Ok::<_, StorageError>((!nodes.is_empty()).then_some(nodes))
        },
    );
    table.method(
        "mailservers_addMailserver",
        "Adds a store node of a fleet, by a multiaddress that ends in its peer id.",
        &["mailserver"],
        |session: Session, (node,): (MailserverJson,)| async move { add(&session, node).await },
    );
    table.method(
        "mailservers_deleteMailserver",
        "Forgets a store node that the user added.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            let deleted = session.profile().transact(move |stores| stores.delete_store_node(&id)).await;
            session.messenger().history_settings_changed();
            deleted.map_err(|error: StorageError| error)
        },
    );
    table.method(
        "wakuext_disconnectActiveMailserver",
        "Leaves the store node that is asked now, for three minutes at least, and looks for another one.",
        &[],
        |session: Session, (): ()| async move {
            session.messenger().disconnect_store_node();
            Ok::<_, RpcError>(())
        },
    );
}

fn register_settings(table: &mut Table) {
    table.method(
        "wakuext_setPinnedMailservers",
        "Asks only these store nodes, one for each fleet; an empty id asks all.",
        &["pinnedMailservers"],
        |session: Session, (pinned,): (BTreeMap<String, String>,)| async move {
            save(&session, "pinned-mailservers", json!(pinned)).await
        },
    );
    table.method(
        "wakuext_toggleUseMailservers",
        "Whether messages of the past are fetched at all.",
        &["value"],
        |session: Session, (value,): (bool,)| async move { save(&session, "use-mailservers?", json!(value)).await },
    );
    table.method(
        "wakuext_setSyncingOnMobileNetwork",
        "Whether messages of the past are fetched over a connection that costs money.",
        &["request"],
        |session: Session, (request,): (Option<MobileNetworkJson>,)| async move {
            let records = settings::choose_mobile_network(given(request)?.enabled);
            session.profile().transact(move |stores| stores.save_settings(&records)).await?;
            session.messenger().history_settings_changed();
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_setStoreConfirmationForMessagesSent",
        "Whether messages count as sent only when a store node has them.",
        &["request"],
        |session: Session, (request,): (Option<StoreConfirmationJson>,)| async move {
            let enabled = given(request)?.enabled;
            let saved = session.profile().transact(move |stores| {
                let kept = settings::write_node_config(&stores.settings()?, STORE_CONFIRMATION, Value::from(enabled));
                stores.save_settings(&[kept])
            });
            saved.await.map_err(|error: StorageError| error)?;
            session.messenger().history_settings_changed();
            Ok::<_, RpcError>(())
        },
    );
}

/// A node that keeps messages for those who are offline.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[schemars(rename = "mailservers.Mailserver")]
#[serde(default)]
pub(super) struct MailserverJson {
    id: String,
    name: String,
    custom: bool,
    enr: Option<String>,
    addr: Option<String>,
    fleet: String,
}

impl From<&ListedStoreNode> for MailserverJson {
    fn from(node: &ListedStoreNode) -> Self {
        let ListedStoreNode { id, name, enr, address, fleet } = node.clone();
        Self { id, name, custom: false, enr: Some(enr), addr: Some(address), fleet }
    }
}

impl From<StoreNodeRecord> for MailserverJson {
    fn from(node: StoreNodeRecord) -> Self {
        let StoreNodeRecord { id, name, enr: _, address, fleet } = node;
        // Clients are not given back the record of a node of their own, which is not what it is dialled by.
        Self { id, name, custom: true, enr: None, addr: Some(address), fleet }
    }
}

/// `requests.FetchMessages`.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "requests.FetchMessages")]
#[serde(default, rename = "requests.FetchMessages")]
struct FetchMessagesJson {
    id: String,
}

/// They look alike; errors call each by its name.
macro_rules! switches {
    ($($type:ident = $name:literal),* $(,)?) => {
        $(
            /// A request that switches something.
            #[derive(Default, Deserialize, JsonSchema)]
            #[schemars(rename = "EnabledJson")]
            #[serde(default, rename = $name)]
            struct $type {
                enabled: bool,
            }
        )*
    };
}

switches!(
    MobileNetworkJson = "requests.SetSyncingOnMobileNetwork",
    StoreConfirmationJson = "requests.SetStoreConfirmationForMessagesSent",
);

async fn fetch_all(session: &Session, with_backup: bool) -> Result<MessengerResponseJson, RpcError> {
    session.messenger().fetch_all(with_backup).await?;
    // What came was told by signals.
    Ok(MessengerResponseJson::default())
}

async fn add(session: &Session, node: MailserverJson) -> Result<(), RpcError> {
    let MailserverJson { id, name, custom: _, enr, addr, fleet } = node;
    let (enr, address) = (enr.unwrap_or_default(), addr.unwrap_or_default());
    required(&id, "mailserver without an id")?;
    if StoreNode::at(&id, &address).is_none() {
        return Err(RpcError::method("a mailserver needs an address that ends in its peer id"));
    }
    let record = StoreNodeRecord { id, name, enr, address, fleet };
    session.profile().transact(move |stores| stores.save_store_node(&record)).await?;
    session.messenger().history_settings_changed();
    Ok(())
}

async fn save(session: &Session, name: &'static str, value: Value) -> Result<(), RpcError> {
    let record = SettingRecord { name: name.to_owned(), value: value.to_string() };
    session.profile().transact(move |stores| stores.save_settings(&[record])).await?;
    session.messenger().history_settings_changed();
    Ok(())
}
