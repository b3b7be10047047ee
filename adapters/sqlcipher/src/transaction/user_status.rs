use diesel::dsl::min;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::sqlite::Sqlite;
use status_ports::{CompressedKey, UserStatusRecord, UserStatusStore};

use super::SqlTransaction;
use super::page::first_rows;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::user_statuses;

// The condition of the partial index, with a literal as the engine wants it.
diesel::postfix_operator!(IsAutomatic, " = 1", Bool, backend: Sqlite);

/// Most statuses that are read by their age.
const MOST: u32 = 100;

impl UserStatusStore for SqlTransaction<'_> {
    fn user_statuses(&mut self) -> Result<Vec<UserStatusRecord>> {
        let rows = user_statuses::table.order(user_statuses::public_key).select(StatusRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(UserStatusRecord::from).collect())
    }

    fn find_user_status(&mut self, public_key: &CompressedKey) -> Result<Option<UserStatusRecord>> {
        let row = user_statuses::table.find(public_key.as_slice()).select(StatusRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(UserStatusRecord::from))
    }

    fn save_user_status(&mut self, status: &UserStatusRecord) -> Result<()> {
        let row = (
            user_statuses::public_key.eq(status.public_key.as_slice()),
            user_statuses::status_type.eq(status.status_type),
            user_statuses::clock.eq(U64(status.clock)),
            user_statuses::text.eq(&status.text),
        );
        diesel::replace_into(user_statuses::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn oldest_automatic_status(&mut self) -> Result<Option<u64>> {
        let oldest = user_statuses::table.filter(IsAutomatic::new(user_statuses::status_type));
        let oldest = oldest.select(min(user_statuses::clock));
        let clock = oldest.get_result::<Option<U64>>(self.connection).or_storage_error()?;
        Ok(clock.map(|clock| clock.0))
    }

    fn automatic_statuses_until(&mut self, clock: u64) -> Result<Vec<UserStatusRecord>> {
        let rows = user_statuses::table
            .filter(IsAutomatic::new(user_statuses::status_type))
            .filter(user_statuses::clock.le(U64(clock)))
            .order((user_statuses::clock, user_statuses::public_key))
            .select(StatusRow::as_select());
        let rows = first_rows(rows, self.connection, MOST)?;
        Ok(rows.into_iter().map(UserStatusRecord::from).collect())
    }

    fn prune_user_statuses(&mut self, before: u64) -> Result<()> {
        let rows = user_statuses::table.filter(user_statuses::clock.lt(U64(before)));
        diesel::delete(rows).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = user_statuses)]
struct StatusRow {
    public_key: Bytes<33>,
    status_type: i32,
    clock: U64,
    text: String,
}

impl From<StatusRow> for UserStatusRecord {
    fn from(row: StatusRow) -> Self {
        Self { public_key: row.public_key.0, status_type: row.status_type, clock: row.clock.0, text: row.text }
    }
}
