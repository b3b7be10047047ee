use diesel::prelude::*;
use status_ports::{SavedAddressRecord, SavedAddressStore};

use super::{IsFalse, IsTrue, SqlTransaction};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::saved_addresses;

impl SavedAddressStore for SqlTransaction<'_> {
    fn saved_addresses(&mut self) -> Result<Vec<SavedAddressRecord>> {
        let rows = saved_addresses::table
            .filter(IsFalse::new(saved_addresses::removed))
            .order((saved_addresses::created_at, saved_addresses::address, saved_addresses::is_test))
            .select(SavedAddressRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(SavedAddressRecord::from).collect())
    }

    fn find_saved_address(&mut self, address: &[u8; 20], is_test: bool) -> Result<Option<SavedAddressRecord>> {
        let row = saved_addresses::table.find((address.as_slice(), is_test)).select(SavedAddressRow::as_select());
        let row = row.first(self.connection).optional().or_storage_error()?;
        Ok(row.map(SavedAddressRecord::from))
    }

    fn save_saved_address(&mut self, saved: &SavedAddressRecord) -> Result<()> {
        let row = (
            saved_addresses::address.eq(saved.address.as_slice()),
            saved_addresses::is_test.eq(saved.is_test),
            saved_addresses::name.eq(&saved.name),
            saved_addresses::chain_short_names.eq(&saved.chain_short_names),
            saved_addresses::ens_name.eq(&saved.ens_name),
            saved_addresses::color.eq(&saved.color),
            saved_addresses::created_at.eq(U64(saved.created_at)),
            saved_addresses::clock.eq(U64(saved.clock)),
            saved_addresses::removed.eq(saved.removed),
        );
        diesel::replace_into(saved_addresses::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn prune_removed_saved_addresses(&mut self, clock: u64) -> Result<()> {
        let gone = saved_addresses::table
            .filter(IsTrue::new(saved_addresses::removed))
            .filter(saved_addresses::clock.lt(U64(clock)));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = saved_addresses)]
struct SavedAddressRow {
    address: Bytes<20>,
    is_test: bool,
    name: String,
    chain_short_names: String,
    ens_name: String,
    color: String,
    created_at: U64,
    clock: U64,
    removed: bool,
}

impl From<SavedAddressRow> for SavedAddressRecord {
    fn from(row: SavedAddressRow) -> Self {
        Self {
            address: row.address.0,
            is_test: row.is_test,
            name: row.name,
            chain_short_names: row.chain_short_names,
            ens_name: row.ens_name,
            color: row.color,
            created_at: row.created_at.0,
            clock: row.clock.0,
            removed: row.removed,
        }
    }
}
