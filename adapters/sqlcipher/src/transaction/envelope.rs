use diesel::prelude::*;
use status_ports::{EnvelopeStore, UnixMillis};

use super::SqlTransaction;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{processed_envelopes, symmetric_keys};

impl EnvelopeStore for SqlTransaction<'_> {
    fn envelope_processed(&mut self, hash: &[u8; 32]) -> Result<bool> {
        let row = diesel::select(diesel::dsl::exists(processed_envelopes::table.find(hash.as_slice())));
        row.get_result(self.connection).or_storage_error()
    }

    fn mark_envelope_processed(&mut self, hash: &[u8; 32], at: UnixMillis) -> Result<()> {
        let row = (processed_envelopes::hash.eq(hash.as_slice()), processed_envelopes::processed_at.eq(U64(at)));
        diesel::replace_into(processed_envelopes::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn prune_processed_envelopes(&mut self, before: UnixMillis) -> Result<()> {
        let old = processed_envelopes::table.filter(processed_envelopes::processed_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn find_symmetric_key(&mut self, name: &str) -> Result<Option<[u8; 32]>> {
        let key = symmetric_keys::table.find(name).select(symmetric_keys::symmetric_key);
        let key = key.first::<Bytes<32>>(self.connection).optional().or_storage_error()?;
        Ok(key.map(|bytes| bytes.0))
    }

    fn save_symmetric_key(&mut self, name: &str, key: &[u8; 32]) -> Result<()> {
        let row = (symmetric_keys::name.eq(name), symmetric_keys::symmetric_key.eq(key.as_slice()));
        diesel::replace_into(symmetric_keys::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn remove_symmetric_key(&mut self, name: &str) -> Result<()> {
        diesel::delete(symmetric_keys::table.find(name)).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
