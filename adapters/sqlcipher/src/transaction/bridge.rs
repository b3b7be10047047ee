use diesel::prelude::*;
use status_ports::{BridgeRecord, BridgeStore, BridgedMessageRecord};

use super::SqlTransaction;
use super::page::first_rows;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::bridged_messages;

/// What came over a bridge.
macro_rules! of {
    ($bridge:expr) => {
        bridged_messages::table
            .filter(bridged_messages::local_chat_id.eq(&$bridge.local_chat_id))
            .filter(bridged_messages::author.eq($bridge.author.as_slice()))
            .filter(bridged_messages::bridge_name.eq(&$bridge.name))
            .order(bridged_messages::message_id)
            .select(bridged_messages::message_id)
    };
}

impl BridgeStore for SqlTransaction<'_> {
    fn save_bridged_message(&mut self, message: &BridgedMessageRecord) -> Result<()> {
        let row = (
            bridged_messages::message_id.eq(&message.message_id),
            bridged_messages::local_chat_id.eq(&message.bridge.local_chat_id),
            bridged_messages::author.eq(message.bridge.author.as_slice()),
            bridged_messages::bridge_name.eq(&message.bridge.name),
            bridged_messages::bridge_message_id.eq(&message.bridge_message_id),
            bridged_messages::parent_message_id.eq(&message.parent_message_id),
        );
        diesel::replace_into(bridged_messages::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn find_bridged_message(&mut self, bridge: &BridgeRecord, bridge_message_id: &str) -> Result<Option<String>> {
        let rows = of!(bridge).filter(bridged_messages::bridge_message_id.eq(bridge_message_id));
        rows.get_result(self.connection).optional().or_storage_error()
    }

    fn bridged_replies(&mut self, bridge: &BridgeRecord, bridge_message_id: &str, limit: u32) -> Result<Vec<String>> {
        let rows = of!(bridge).filter(bridged_messages::parent_message_id.eq(bridge_message_id));
        first_rows(rows, self.connection, limit)
    }
}
