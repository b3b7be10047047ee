//! The list of the person's own names.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::ens_username;
use status_ports::{EnsUsernameRecord, ProfileStoreExt as _, ProfileTransaction, StorageError};

use crate::rpc::Table;
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "ens_getEnsUsernames",
        "The person's own names; `null` if there are none.",
        &[],
        |session: Session, (): ()| async move { EnsUsernameJson::all(&session).await },
    );
    table.method(
        "ens_add",
        "Puts a name on the list of the person's own. Whose it is is not asked.",
        &["chainID", "username"],
        |session: Session, (chain_id, username): (u64, String)| async move {
            let now = session.now();
            let adding = move |stores: &mut dyn ProfileTransaction| ens_username::add(stores, username, chain_id, now);
            session.profile().transact(adding).await
        },
    );
    table.method(
        "ens_remove",
        "Takes a name off the list of the person's own, if it is there.",
        &["chainID", "username"],
        |session: Session, (chain_id, username): (u64, String)| async move {
            let now = session.now();
            let removing =
                move |stores: &mut dyn ProfileTransaction| ens_username::remove(stores, &username, chain_id, now);
            session.profile().transact(removing).await
        },
    );
}

/// `ens.UsernameDetail`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "ens.UsernameDetail")]
#[serde(rename_all = "camelCase")]
pub(crate) struct EnsUsernameJson {
    /// The whole name.
    username: String,
    chain_id: u64,
    /// Unix seconds.
    clock: u64,
    removed: bool,
}

impl From<EnsUsernameRecord> for EnsUsernameJson {
    fn from(row: EnsUsernameRecord) -> Self {
        Self { username: row.username, chain_id: row.chain_id, clock: row.clock, removed: row.removed }
    }
}

impl EnsUsernameJson {
    /// The person's own names; `None` if there are none.
    pub(crate) async fn all(session: &Session) -> Result<Option<Vec<Self>>, StorageError> {
        let rows = session.profile().query(|stores| stores.ens_usernames()).await?;
        let names: Vec<_> = rows.into_iter().map(Self::from).collect();
        Ok(Some(names).filter(|names| !names.is_empty()))
    }
}
