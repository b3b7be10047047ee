use std::collections::BTreeSet;

use status_ports::{ChatRecord, ChatStore};

use super::{MemoryTransaction, Result};

impl ChatStore for MemoryTransaction {
    fn chats(&mut self) -> Result<Vec<ChatRecord>> {
        Ok(self.chats.values().cloned().collect())
    }

    fn find_chat(&mut self, id: &str) -> Result<Option<ChatRecord>> {
        Ok(self.chats.get(id).cloned())
    }

    fn chats_of(&mut self, ids: &[String]) -> Result<Vec<ChatRecord>> {
        let ids: BTreeSet<&String> = ids.iter().collect();
        Ok(ids.into_iter().filter_map(|id| self.chats.get(id)).cloned().collect())
    }

    fn chats_muted_for_a_time(&mut self) -> Result<Vec<ChatRecord>> {
        let mut muted: Vec<_> = self.chats.values().filter(|chat| chat.muted && chat.mute_till > 0).cloned().collect();
        muted.sort_by_key(|chat| chat.mute_till);
        Ok(muted)
    }

    fn save_chat(&mut self, chat: &ChatRecord) -> Result<()> {
        self.touch();
        self.chats.insert(chat.id.clone(), chat.clone());
        Ok(())
    }

    fn delete_chat(&mut self, id: &str) -> Result<()> {
        self.touch();
        self.chats.remove(id);
        Ok(())
    }
}
