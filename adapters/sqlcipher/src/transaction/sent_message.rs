use diesel::prelude::*;
use status_ports::{SentMessageStore, UnixMillis};

use super::SqlTransaction;
use crate::columns::U64;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::sent_messages;

impl SentMessageStore for SqlTransaction<'_> {
    fn save_sent_message(&mut self, message_id: &str, bytes: &[u8], at: UnixMillis) -> Result<()> {
        let row = (
            sent_messages::message_id.eq(message_id),
            sent_messages::sent_at.eq(U64(at)),
            sent_messages::bytes.eq(bytes),
        );
        diesel::replace_into(sent_messages::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn find_sent_message(&mut self, message_id: &str) -> Result<Option<Vec<u8>>> {
        let row = sent_messages::table.find(message_id).select(sent_messages::bytes);
        row.get_result(self.connection).optional().or_storage_error()
    }

    fn prune_sent_messages(&mut self, before: UnixMillis, keep: u32) -> Result<()> {
        let old = sent_messages::table.filter(sent_messages::sent_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        // Walks over `keep` entries of an index; a caller keeps few.
        let too_many = sent_messages::table
            .order((sent_messages::sent_at.desc(), sent_messages::message_id.desc()))
            .limit(-1)
            .offset(keep.into())
            .select(sent_messages::message_id)
            .load::<String>(self.connection)
            .or_storage_error()?;
        for id in too_many {
            diesel::delete(sent_messages::table.find(id)).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }
}
