use diesel::prelude::*;
use status_ports::{EnsUsernameRecord, EnsUsernameStore};

use super::{IsFalse, IsTrue, SqlTransaction};
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::ens_usernames;

impl EnsUsernameStore for SqlTransaction<'_> {
    fn ens_usernames(&mut self) -> Result<Vec<EnsUsernameRecord>> {
        let rows = ens_usernames::table
            .filter(IsFalse::new(ens_usernames::removed))
            .order((ens_usernames::username, ens_usernames::chain_id))
            .select(EnsUsernameRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(EnsUsernameRecord::from).collect())
    }

    fn find_ens_username(&mut self, username: &str, chain_id: u64) -> Result<Option<EnsUsernameRecord>> {
        let row = ens_usernames::table.find((username, U64(chain_id))).select(EnsUsernameRow::as_select());
        let row = row.first(self.connection).optional().or_storage_error()?;
        Ok(row.map(EnsUsernameRecord::from))
    }

    fn save_ens_username(&mut self, username: &EnsUsernameRecord) -> Result<()> {
        let row = (
            ens_usernames::username.eq(&username.username),
            ens_usernames::chain_id.eq(U64(username.chain_id)),
            ens_usernames::clock.eq(U64(username.clock)),
            ens_usernames::removed.eq(username.removed),
        );
        diesel::replace_into(ens_usernames::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn prune_removed_ens_usernames(&mut self, clock: u64) -> Result<()> {
        let gone = ens_usernames::table
            .filter(IsTrue::new(ens_usernames::removed))
            .filter(ens_usernames::clock.lt(U64(clock)));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ens_usernames)]
struct EnsUsernameRow {
    username: String,
    chain_id: U64,
    clock: U64,
    removed: bool,
}

impl From<EnsUsernameRow> for EnsUsernameRecord {
    fn from(row: EnsUsernameRow) -> Self {
        Self { username: row.username, chain_id: row.chain_id.0, clock: row.clock.0, removed: row.removed }
    }
}
