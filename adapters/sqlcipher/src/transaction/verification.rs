use diesel::prelude::*;
use status_ports::{CompressedKey, StorageError, VerificationRecord, VerificationStore};

use super::SqlTransaction;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::verifications;

impl VerificationStore for SqlTransaction<'_> {
    fn find_verification(&mut self, id: &str) -> Result<Option<VerificationRecord>> {
        let row = verifications::table.find(id).select(VerificationRow::as_select()).get_result(self.connection);
        row.optional().or_storage_error()?.map(VerificationRecord::try_from).transpose()
    }

    fn save_verification(&mut self, verification: &VerificationRecord) -> Result<()> {
        let row = (
            verifications::id.eq(&verification.id),
            verifications::sender.eq(verification.from.as_slice()),
            verifications::recipient.eq(verification.to.as_slice()),
            verifications::challenge.eq(&verification.challenge),
            verifications::response.eq(&verification.response),
            verifications::requested_at.eq(U64(verification.requested_at)),
            verifications::status.eq(i32::from(verification.status)),
            verifications::replied_at.eq(U64(verification.replied_at)),
        );
        diesel::replace_into(verifications::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn verifications_of(&mut self, to: &CompressedKey) -> Result<Vec<VerificationRecord>> {
        let rows = verifications::table
            .filter(verifications::recipient.eq(to.as_slice()))
            .order((verifications::requested_at.desc(), verifications::id.desc()))
            .select(VerificationRow::as_select());
        rows.load(self.connection).or_storage_error()?.into_iter().map(VerificationRecord::try_from).collect()
    }

    fn find_latest_verification(
        &mut self,
        from: &CompressedKey,
        to: &CompressedKey,
    ) -> Result<Option<VerificationRecord>> {
        let row = verifications::table
            .filter(verifications::sender.eq(from.as_slice()))
            .filter(verifications::recipient.eq(to.as_slice()))
            .order((verifications::requested_at.desc(), verifications::id.desc()))
            .select(VerificationRow::as_select())
            .get_result(self.connection);
        row.optional().or_storage_error()?.map(VerificationRecord::try_from).transpose()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = verifications)]
struct VerificationRow {
    id: String,
    sender: Bytes<33>,
    recipient: Bytes<33>,
    challenge: String,
    response: String,
    requested_at: U64,
    status: i32,
    replied_at: U64,
}

impl TryFrom<VerificationRow> for VerificationRecord {
    type Error = StorageError;

    fn try_from(row: VerificationRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            from: row.sender.0,
            to: row.recipient.0,
            challenge: row.challenge,
            response: row.response,
            requested_at: row.requested_at.0,
            status: u8::try_from(row.status).map_err(|_| corrupt("status of an identity verification"))?,
            replied_at: row.replied_at.0,
        })
    }
}
