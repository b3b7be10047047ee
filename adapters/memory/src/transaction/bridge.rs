use status_ports::{BridgeRecord, BridgeStore, BridgedMessageRecord};

use super::{MemoryTransaction, Result};

impl BridgeStore for MemoryTransaction {
    fn save_bridged_message(&mut self, message: &BridgedMessageRecord) -> Result<()> {
        self.touch();
        self.bridged_messages.insert(message.message_id.clone(), message.clone());
        Ok(())
    }

    fn find_bridged_message(&mut self, bridge: &BridgeRecord, bridge_message_id: &str) -> Result<Option<String>> {
        let mut rows = self.bridged_messages.values().filter(|row| row.bridge == *bridge);
        Ok(rows.find(|row| row.bridge_message_id == bridge_message_id).map(|row| row.message_id.clone()))
    }

    fn bridged_replies(&mut self, bridge: &BridgeRecord, bridge_message_id: &str, limit: u32) -> Result<Vec<String>> {
        let rows = self.bridged_messages.values().filter(|row| row.bridge == *bridge);
        let replies = rows.filter(|row| row.parent_message_id == bridge_message_id);
        Ok(replies.map(|row| row.message_id.clone()).take(limit as usize).collect())
    }
}
