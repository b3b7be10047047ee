use status_ports::{EarlyChangeRecord, EarlyChangeScope, EarlyChangeStore, UnixMillis};

use super::{MemoryTransaction, Result};

impl EarlyChangeStore for MemoryTransaction {
    fn save_early_change(&mut self, change: &EarlyChangeRecord) -> Result<()> {
        self.touch();
        self.early_changes.insert(change.id.clone(), change.clone());
        Ok(())
    }

    fn early_changes(&mut self, message_id: &str) -> Result<Vec<EarlyChangeRecord>> {
        Ok(self.early_changes.values().filter(|change| change.message_id == message_id).cloned().collect())
    }

    fn remove_early_changes(&mut self, message_id: &str) -> Result<()> {
        self.touch();
        self.early_changes.retain(|_, change| change.message_id != message_id);
        Ok(())
    }

    fn keep_newest_early_changes(&mut self, scope: EarlyChangeScope<'_>, keep: u32) -> Result<()> {
        self.touch();
        let is_in_scope = |change: &&EarlyChangeRecord| match scope {
            EarlyChangeScope::Author(author) => change.author == *author,
            EarlyChangeScope::Strangers => change.from_stranger,
        };
        let rows = self.early_changes.values().filter(is_in_scope);
        let mut newest: Vec<_> = rows.map(|change| (change.received_at, change.id.clone())).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        for (_, id) in newest.iter().skip(keep as usize) {
            self.early_changes.remove(id);
        }
        Ok(())
    }

    fn prune_early_changes(&mut self, before: UnixMillis) -> Result<()> {
        self.touch();
        self.early_changes.retain(|_, change| change.received_at >= before);
        Ok(())
    }
}
