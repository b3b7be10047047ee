use diesel::dsl::min;
use diesel::prelude::*;
use status_ports::{CompressedKey, EnsClaimRecord, EnsClaimStore};

use super::SqlTransaction;
use super::page::first_rows;
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::ens_claims;

/// Most claims that are due at a time.
const MOST: u32 = 20;

impl EnsClaimStore for SqlTransaction<'_> {
    fn find_ens_claim(&mut self, public_key: &CompressedKey) -> Result<Option<EnsClaimRecord>> {
        let row = ens_claims::table.find(public_key.as_slice()).select(EnsClaimRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(EnsClaimRecord::from))
    }

    fn save_ens_claim(&mut self, claim: &EnsClaimRecord) -> Result<()> {
        let row = (
            ens_claims::public_key.eq(claim.public_key.as_slice()),
            ens_claims::name.eq(&claim.name),
            ens_claims::clock.eq(U64(claim.clock)),
            ens_claims::failures.eq(U32(claim.failures)),
            ens_claims::check_at.eq(claim.check_at.map(U64)),
        );
        diesel::replace_into(ens_claims::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn due_ens_claims(&mut self, now: u64) -> Result<Vec<EnsClaimRecord>> {
        let rows = ens_claims::table
            .filter(ens_claims::check_at.le(U64(now)))
            .order((ens_claims::check_at, ens_claims::public_key))
            .select(EnsClaimRow::as_select());
        let rows = first_rows(rows, self.connection, MOST)?;
        Ok(rows.into_iter().map(EnsClaimRecord::from).collect())
    }

    fn next_ens_check(&mut self) -> Result<Option<u64>> {
        let first = ens_claims::table.filter(ens_claims::check_at.is_not_null()).select(min(ens_claims::check_at));
        let check_at = first.get_result::<Option<U64>>(self.connection).or_storage_error()?;
        Ok(check_at.map(|check_at| check_at.0))
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = ens_claims)]
struct EnsClaimRow {
    public_key: Bytes<33>,
    name: String,
    clock: U64,
    failures: U32,
    check_at: Option<U64>,
}

impl From<EnsClaimRow> for EnsClaimRecord {
    fn from(row: EnsClaimRow) -> Self {
        Self {
            public_key: row.public_key.0,
            name: row.name,
            clock: row.clock.0,
            failures: row.failures.0,
            check_at: row.check_at.map(|check_at| check_at.0),
        }
    }
}
