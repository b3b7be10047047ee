//! Addresses of others that the person saved under a name.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::identity::checksum_address;
use status_domain::saved_address::{self, SavedAddressDraft};
use status_ports::{ProfileStoreExt as _, SavedAddressRecord, StorageError};

use crate::json::CommonAddress;
use crate::rpc::Table;
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wakuext_upsertSavedAddress",
        "Saves an address under a name, in place of what is known of it.",
        &["sa"],
        |session: Session, (saved,): (SavedAddressRequest,)| async move {
            let now = session.now();
            session.profile().transact(move |stores| saved_address::save(stores, saved.into(), now)).await
        },
    );
    table.method(
        "wakuext_deleteSavedAddress",
        "Removes a saved address, if it is there.",
        &["address", "isTest"],
        |session: Session, (address, is_test): (CommonAddress, bool)| async move {
            let now = session.now();
            let removing = move |stores: &mut dyn status_ports::ProfileTransaction| {
                saved_address::remove(stores, &address.0, is_test, now)
            };
            session.profile().transact(removing).await
        },
    );
    table.method(
        "wakuext_getSavedAddresses",
        "All saved addresses; `null` if there are none.",
        &[],
        |session: Session, (): ()| async move { saved(&session, |_| true).await },
    );
    table.method(
        "wakuext_getSavedAddressesPerMode",
        "The saved addresses for chains or for test chains; `null` if there are none.",
        &["testnetMode"],
        |session: Session, (is_test,): (bool,)| async move { saved(&session, |saved| saved.is_test == is_test).await },
    );
    table.method(
        "wakuext_remainingCapacityForSavedAddresses",
        "How many addresses may still be saved; an error if none may.",
        &["testnetMode"],
        |session: Session, (is_test,): (bool,)| async move {
            session.profile().query(move |stores| saved_address::remaining_capacity(stores, is_test)).await
        },
    );
}

/// `wallet.SavedAddress`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "wallet.SavedAddress")]
#[serde(rename_all = "camelCase")]
struct SavedAddressJson {
    address: CommonAddress,
    mixedcase_address: String,
    name: String,
    chain_short_names: String,
    ens: String,
    color_id: String,
    is_test: bool,
    /// Seconds.
    created_at: u64,
    removed: bool,
}

/// An address to save. Times are decided here.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "wallet.SavedAddressRequest")]
#[serde(rename = "wallet.SavedAddress", rename_all = "camelCase")]
struct SavedAddressRequest {
    address: CommonAddress,
    name: String,
    chain_short_names: String,
    ens: String,
    color_id: String,
    is_test: bool,
}

impl From<SavedAddressRequest> for SavedAddressDraft {
    fn from(request: SavedAddressRequest) -> Self {
        Self {
            address: request.address.0,
            is_test: request.is_test,
            name: request.name,
            chain_short_names: request.chain_short_names,
            ens_name: request.ens,
            color: request.color_id,
        }
    }
}

impl From<SavedAddressRecord> for SavedAddressJson {
    fn from(saved: SavedAddressRecord) -> Self {
        Self {
            address: CommonAddress(saved.address),
            mixedcase_address: checksum_address(&saved.address),
            name: saved.name,
            chain_short_names: saved.chain_short_names,
            ens: saved.ens_name,
            color_id: saved.color,
            is_test: saved.is_test,
            created_at: saved.created_at / 1000,
            removed: saved.removed,
        }
    }
}

async fn saved(
    session: &Session,
    is_wanted: impl Fn(&SavedAddressRecord) -> bool + Send,
) -> Result<Option<Vec<SavedAddressJson>>, StorageError> {
    let mut all = session.profile().query(|stores| stores.saved_addresses()).await?;
    all.retain(is_wanted);
    let all: Vec<_> = all.into_iter().map(SavedAddressJson::from).collect();
    Ok(Some(all).filter(|all| !all.is_empty()))
}
