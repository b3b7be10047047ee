use diesel::prelude::*;
use status_ports::AttachmentStore;

use super::SqlTransaction;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::attachments::dsl;

impl AttachmentStore for SqlTransaction<'_> {
    fn save_attachment(&mut self, message_id: &str, bytes: &[u8]) -> Result<()> {
        let row = (dsl::message_id.eq(message_id), dsl::bytes.eq(bytes));
        diesel::replace_into(dsl::attachments).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn find_attachment(&mut self, message_id: &str) -> Result<Option<Vec<u8>>> {
        let row = dsl::attachments.filter(dsl::message_id.eq(message_id)).select(dsl::bytes);
        row.get_result(self.connection).optional().or_storage_error()
    }

    fn delete_attachment(&mut self, message_id: &str) -> Result<()> {
        diesel::delete(dsl::attachments.find(message_id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
