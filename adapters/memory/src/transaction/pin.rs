use status_ports::{Page, PageCursor, PinRecord, PinStore};

use super::{MemoryTransaction, Result, page};

impl PinStore for MemoryTransaction {
    fn find_pin(&mut self, id: &str) -> Result<Option<PinRecord>> {
        Ok(self.pins.get(id).cloned())
    }

    fn save_pin(&mut self, pin: &PinRecord) -> Result<()> {
        self.touch();
        self.pins.insert(pin.id.clone(), pin.clone());
        Ok(())
    }

    fn pinned_messages(&mut self, local_chat_id: &str, cursor: &str, limit: Option<u32>) -> Result<Page<PinRecord>> {
        let rows = self.pins.values().filter(|row| row.pinned && row.local_chat_id == local_chat_id);
        let there = rows.filter(|row| self.messages.get(&row.message_id).is_some_and(|message| !message.deleted));
        let place = |row: &PinRecord| PageCursor { number: row.clock, id: row.id.clone() };
        page(there.map(|row| (place(row), row.clone())).collect(), cursor, limit.unwrap_or(u32::MAX))
    }
}
