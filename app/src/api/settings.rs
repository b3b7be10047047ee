//! Settings of the profile, of its node, and of its log.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use status_domain::profile;
use status_domain::settings::{self, Currency, LogLevel, NodeConfigError, SettingError};
use status_ports::{ProfileStoreExt, SettingRecord, StorageError};

use super::messenger::given;
use super::node_config;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// The setting that stands for the whole configuration of the node.
const NODE_CONFIG: &str = "node-config";

pub(super) fn register(table: &mut Table) {
    table.method("settings_getSettings", "All settings of the profile.", &[], |session: Session, (): ()| async move {
        session.settings_object().await
    });
    table.method(
        "settings_saveSetting",
        "Saves one setting by name.",
        &["typ", "val"],
        |session: Session, (name, value): (String, Value)| async move { save(&session, &name, &value).await },
    );
    table.method(
        "settings_mnemonicWasShown",
        "Remembers that the user has seen the seed phrase.",
        &[],
        |session: Session, (): ()| async move {
            let record = settings::mnemonic_was_shown();
            let saved = session.profile().transact(move |stores| stores.save_settings(&[record])).await;
            saved.map_err(|error: StorageError| error)
        },
    );
    table.method(
        "settings_nodeConfig",
        "The configuration of the network node.",
        &[],
        |session: Session, (): ()| async move { node_config::current(&session).await },
    );
    table.method(
        "settings_saveNodeConfig",
        "Saves the configuration of the network node: what the profile keeps of it. Asking for anything else is an error that \
         names it, and then nothing is saved. Relaying and checks hold at once, the rest from the next login on.",
        &["n"],
        |session: Session, (config,): (Option<Value>,)| async move { save_node_config(&session, given(config)?).await },
    );
    table.method(
        "appgeneral_getCurrencies",
        "The currencies in which prices may be shown.",
        &[],
        |_: Session, (): ()| async move {
            Ok::<_, RpcError>(settings::currencies().map(CurrencyJson::from).collect::<Vec<_>>())
        },
    );
    register_log(table);
    register_custom_nodes(table);
}

fn register_log(table: &mut Table) {
    table.method(
        "wakuext_setLogLevel",
        "How much is logged: ERROR, WARN, INFO, DEBUG or TRACE; at once, and in later sessions of the profile.",
        &["request"],
        |session: Session, (request,): (Option<SetLogLevel>,)| async move {
            let level = LogLevel::parse(&given(request)?.log_level)?;
            change_node_config(&session, move |stored| Ok(settings::write_log_level(stored, level))).await?;
            session.set_log_level(level);
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_setMaxLogBackups",
        "How many old log files are kept, for a program that writes the log to files: it finds the number in the \
         configuration of the node. This backend writes its log to standard error.",
        &["request"],
        |session: Session, (request,): (Option<SetMaxLogBackups>,)| async move {
            let count = u32::try_from(given(request)?.max_log_backups)
                .map_err(|_| RpcError::method("set-max-log-backups: the number must be between 0 and 4294967295"))?;
            change_node_config(&session, move |stored| Ok(settings::write_max_log_backups(stored, count))).await
        },
    );
}

fn register_custom_nodes(table: &mut Table) {
    table.method(
        "wakuext_setCustomNodes",
        "The nodes by which the network is entered besides those of the fleet, by name: lists of nodes, node records, or \
         addresses that end in a peer id. Addresses are dialled at once, the rest is asked from the next login on.",
        &["request"],
        |session: Session, (request,): (Option<SetCustomNodes>,)| async move {
            let nodes = given(request)?.custom_nodes;
            let addresses: Vec<String> = nodes.values().cloned().collect();
            change_node_config(&session, move |stored| {
                let nodes = nodes.iter().map(|(name, address)| (name.as_str(), address.as_str()));
                settings::write_custom_nodes(stored, nodes)
            })
            .await?;
            dial(&session, &addresses);
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wakuext_saveNewWakuNode",
        "Adds a node by which the network is entered: a list of nodes, a node record, or an address that ends in a peer id.",
        &["request"],
        |session: Session, (request,): (Option<SaveNewWakuNode>,)| async move {
            let address = given(request)?.node_address;
            let added = address.clone();
            change_node_config(&session, move |stored| settings::add_custom_node(stored, &added)).await?;
            dial(&session, &[address]);
            Ok::<_, RpcError>(())
        },
    );
}

async fn save(session: &Session, name: &str, value: &Value) -> Result<(), RpcError> {
    if name == NODE_CONFIG {
        return save_node_config(session, value.clone()).await;
    }
    let records = settings::write(name, value)?;
    session.profile().transact(move |transaction| transaction.save_settings(&records)).await?;
    session.messenger().history_settings_changed();
    if profile::is_told_to_others(name) {
        session.messenger().publish_identity();
    }
    if name == settings::SEND_STATUS_UPDATES {
        session.messenger().status_updates_changed();
    }
    Ok(())
}

async fn save_node_config(session: &Session, wanted: Value) -> Result<(), RpcError> {
    let current = Value::Object(node_config::current(session).await?);
    change_node_config(session, move |stored| settings::save_node_config(stored, &current, &wanted)).await?;
    session.node_config_changed().await?;
    Ok(())
}

/// Another fleet from the next login on, with a changed configuration of the node.
pub(crate) async fn switch_fleet(session: &Session, fleet: &str, mut wanted: Value) -> Result<(), ChangeError> {
    // Which fleet it is, the name says.
    if let Some(cluster) = wanted.get_mut("ClusterConfig").and_then(Value::as_object_mut) {
        cluster.remove("Fleet");
        cluster.remove("ClusterID");
    }
    let current = Value::Object(node_config::current(session).await?);
    let mut records = settings::write("fleet", &Value::from(fleet))?;
    let switched = session.profile().transact(move |stores| {
        records.push(settings::save_node_config(&stores.settings()?, &current, &wanted)?);
        Ok(stores.save_settings(&records)?)
    });
    switched.await
}

/// Changes what the profile keeps of the configuration of the node.
async fn change_node_config(
    session: &Session,
    change: impl FnOnce(&[SettingRecord]) -> Result<SettingRecord, NodeConfigError> + Send + 'static,
) -> Result<(), RpcError> {
    let changed: Result<(), ChangeError> = session
        .profile()
        .transact(move |stores| {
            let record = change(&stores.settings()?)?;
            Ok(stores.save_settings(&[record])?)
        })
        .await;
    Ok(changed?)
}

/// Why the configuration of the node stays as it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChangeError {
    #[error(transparent)]
    Refused(#[from] NodeConfigError),
    #[error(transparent)]
    Setting(#[from] SettingError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Connects to those of the nodes that are addresses, if nodes are looked for at all.
fn dial(session: &Session, addresses: &[String]) {
    for address in addresses {
        if let Some(keeper) = session.keeper() {
            keeper.add(address);
        }
    }
}

/// `requests.SetLogLevel`.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "requests.SetLogLevel")]
#[serde(default, rename = "requests.SetLogLevel", rename_all = "camelCase")]
struct SetLogLevel {
    log_level: String,
}

/// `requests.SetMaxLogBackups`.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "requests.SetMaxLogBackups")]
#[serde(default, rename = "requests.SetMaxLogBackups", rename_all = "camelCase")]
struct SetMaxLogBackups {
    max_log_backups: i64,
}

/// `requests.SetCustomNodes`.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "requests.SetCustomNodes")]
#[serde(default, rename = "requests.SetCustomNodes", rename_all = "camelCase")]
struct SetCustomNodes {
    custom_nodes: BTreeMap<String, String>,
}

/// `requests.SaveNewWakuNode`.
#[derive(Default, Deserialize, JsonSchema)]
#[schemars(rename = "requests.SaveNewWakuNode")]
#[serde(default, rename = "requests.SaveNewWakuNode", rename_all = "camelCase")]
struct SaveNewWakuNode {
    node_address: String,
}

/// A currency.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "appgeneral.Currency")]
#[serde(rename_all = "camelCase")]
struct CurrencyJson {
    id: &'static str,
    short_name: String,
    name: &'static str,
    symbol: &'static str,
    /// The flag of its country.
    emoji: String,
    /// The code points of the flag.
    unicode: String,
    is_token: bool,
    is_popular: bool,
}

impl From<Currency> for CurrencyJson {
    fn from(currency: Currency) -> Self {
        Self {
            id: currency.id,
            short_name: currency.id.to_uppercase(),
            name: currency.name,
            symbol: currency.symbol,
            emoji: currency.flag(),
            unicode: currency.flag_code_points(),
            is_token: currency.is_token(),
            is_popular: currency.is_popular,
        }
    }
}
