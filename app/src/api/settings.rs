//! Settings of the profile.

use serde_json::Value;
use status_domain::settings;
use status_ports::ProfileStoreExt;

use super::node_config;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

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
        "settings_nodeConfig",
        "The configuration of the network node.",
        &[],
        |session: Session, (): ()| async move { node_config::current(&session).await },
    );
}

async fn save(session: &Session, name: &str, value: &Value) -> Result<(), RpcError> {
    let records = settings::write(name, value)?;
    session.profile().transact(move |transaction| transaction.save_settings(&records)).await?;
    session.messenger().history_settings_changed();
    Ok(())
}
