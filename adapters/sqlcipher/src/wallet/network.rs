use diesel::prelude::*;
use status_ports::{NetworkRecord, NetworkStore};

use super::SqlWalletTransaction;
use crate::columns::{U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::networks;

impl NetworkStore for SqlWalletTransaction<'_> {
    fn networks(&mut self) -> Result<Vec<NetworkRecord>> {
        let rows = networks::table.order(networks::chain_id).select(NetworkRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        rows.into_iter().map(NetworkRecord::try_from).collect()
    }

    fn save_network(&mut self, network: &NetworkRecord) -> Result<()> {
        let row = NetworkRow::from(network.clone());
        diesel::replace_into(networks::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_network(&mut self, chain_id: u64) -> Result<()> {
        diesel::delete(networks::table.find(U64(chain_id))).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Insertable, Queryable, Selectable)]
#[diesel(table_name = networks)]
struct NetworkRow {
    chain_id: U64,
    chain_name: String,
    rpc_url: String,
    original_rpc_url: String,
    fallback_url: String,
    original_fallback_url: String,
    block_explorer_url: String,
    icon_url: String,
    native_currency_name: String,
    native_currency_symbol: String,
    native_currency_decimals: U32,
    is_test: bool,
    layer: U64,
    enabled: bool,
    chain_color: String,
    short_name: String,
    related_chain_id: U64,
}

impl From<NetworkRecord> for NetworkRow {
    fn from(network: NetworkRecord) -> Self {
        Self {
            chain_id: U64(network.chain_id),
            chain_name: network.chain_name,
            rpc_url: network.rpc_url,
            original_rpc_url: network.original_rpc_url,
            fallback_url: network.fallback_url,
            original_fallback_url: network.original_fallback_url,
            block_explorer_url: network.block_explorer_url,
            icon_url: network.icon_url,
            native_currency_name: network.native_currency_name,
            native_currency_symbol: network.native_currency_symbol,
            native_currency_decimals: U32(network.native_currency_decimals.into()),
            is_test: network.is_test,
            layer: U64(network.layer),
            enabled: network.enabled,
            chain_color: network.chain_color,
            short_name: network.short_name,
            related_chain_id: U64(network.related_chain_id),
        }
    }
}

impl TryFrom<NetworkRow> for NetworkRecord {
    type Error = status_ports::StorageError;

    fn try_from(row: NetworkRow) -> Result<Self> {
        let decimals = u8::try_from(row.native_currency_decimals.0).map_err(|_| corrupt("decimals of a currency"))?;
        Ok(Self {
            chain_id: row.chain_id.0,
            chain_name: row.chain_name,
            rpc_url: row.rpc_url,
            original_rpc_url: row.original_rpc_url,
            fallback_url: row.fallback_url,
            original_fallback_url: row.original_fallback_url,
            block_explorer_url: row.block_explorer_url,
            icon_url: row.icon_url,
            native_currency_name: row.native_currency_name,
            native_currency_symbol: row.native_currency_symbol,
            native_currency_decimals: decimals,
            is_test: row.is_test,
            layer: row.layer.0,
            enabled: row.enabled,
            chain_color: row.chain_color,
            short_name: row.short_name,
            related_chain_id: row.related_chain_id.0,
        })
    }
}
