use status_ports::{EnsUsernameRecord, EnsUsernameStore};

use super::{MemoryTransaction, Result};

impl EnsUsernameStore for MemoryTransaction {
    fn ens_usernames(&mut self) -> Result<Vec<EnsUsernameRecord>> {
        let mut rows: Vec<_> = self.ens_usernames.values().filter(|row| !row.removed).cloned().collect();
        rows.sort_by(|a, b| (&a.username, a.chain_id).cmp(&(&b.username, b.chain_id)));
        Ok(rows)
    }

    fn find_ens_username(&mut self, username: &str, chain_id: u64) -> Result<Option<EnsUsernameRecord>> {
        Ok(self.ens_usernames.get(&(username.to_owned(), chain_id)).cloned())
    }

    fn save_ens_username(&mut self, username: &EnsUsernameRecord) -> Result<()> {
        self.touch();
        self.ens_usernames.insert((username.username.clone(), username.chain_id), username.clone());
        Ok(())
    }

    fn prune_removed_ens_usernames(&mut self, clock: u64) -> Result<()> {
        self.touch();
        self.ens_usernames.retain(|_, row| !row.removed || row.clock >= clock);
        Ok(())
    }
}
