use std::collections::BTreeSet;

use status_ports::{ReactionRecord, ReactionStore};

use super::{MemoryTransaction, Result};

impl ReactionStore for MemoryTransaction {
    fn find_reaction(&mut self, id: &str) -> Result<Option<ReactionRecord>> {
        Ok(self.reactions.get(id).cloned())
    }

    fn save_reaction(&mut self, reaction: &ReactionRecord) -> Result<()> {
        self.touch();
        self.reactions.insert(reaction.id.clone(), reaction.clone());
        Ok(())
    }

    fn reactions_to(&mut self, local_chat_id: &str, message_ids: &[String], limit: u32) -> Result<Vec<ReactionRecord>> {
        let ids: BTreeSet<&String> = message_ids.iter().collect();
        let rows = self.reactions.values().filter(|row| !row.retracted && row.local_chat_id == local_chat_id);
        Ok(rows.filter(|row| ids.contains(&row.message_id)).take(limit as usize).cloned().collect())
    }
}
