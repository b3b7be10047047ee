use diesel::prelude::*;
use status_ports::{IdentitySent, PublishedIdentityStore};

use super::SqlTransaction;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::published_identity;

/// The only row.
const ID: i64 = 1;

impl PublishedIdentityStore for SqlTransaction<'_> {
    fn published_identity(&mut self) -> Result<Option<IdentitySent>> {
        let row = published_identity::table.find(ID);
        let row = row.select((published_identity::hash, published_identity::published_at));
        let row = row.get_result::<(Bytes<32>, U64)>(self.connection).optional().or_storage_error()?;
        Ok(row.map(|(hash, at)| IdentitySent { hash: hash.0, at: at.0 }))
    }

    fn save_published_identity(&mut self, published: &IdentitySent) -> Result<()> {
        let row = (
            published_identity::id.eq(ID),
            published_identity::hash.eq(published.hash.as_slice()),
            published_identity::published_at.eq(U64(published.at)),
        );
        diesel::replace_into(published_identity::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
