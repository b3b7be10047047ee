use status_ports::{CompressedKey, UserStatusRecord, UserStatusStore};

use super::{MemoryTransaction, Result};

/// The type of a status that nobody chose.
const AUTOMATIC: i32 = 1;
/// Most statuses that are read by their age.
const MOST: usize = 100;

impl UserStatusStore for MemoryTransaction {
    fn user_statuses(&mut self) -> Result<Vec<UserStatusRecord>> {
        Ok(self.user_statuses.values().cloned().collect())
    }

    fn find_user_status(&mut self, public_key: &CompressedKey) -> Result<Option<UserStatusRecord>> {
        Ok(self.user_statuses.get(public_key).cloned())
    }

    fn save_user_status(&mut self, status: &UserStatusRecord) -> Result<()> {
        self.touch();
        self.user_statuses.insert(status.public_key, status.clone());
        Ok(())
    }

    fn oldest_automatic_status(&mut self) -> Result<Option<u64>> {
        let automatic = self.user_statuses.values().filter(|status| status.status_type == AUTOMATIC);
        Ok(automatic.map(|status| status.clock).min())
    }

    fn automatic_statuses_until(&mut self, clock: u64) -> Result<Vec<UserStatusRecord>> {
        let is_old = |status: &&UserStatusRecord| status.status_type == AUTOMATIC && status.clock <= clock;
        let mut found: Vec<_> = self.user_statuses.values().filter(is_old).cloned().collect();
        found.sort_by_key(|status| (status.clock, status.public_key));
        found.truncate(MOST);
        Ok(found)
    }

    fn prune_user_statuses(&mut self, before: u64) -> Result<()> {
        self.touch();
        self.user_statuses.retain(|_, status| status.clock >= before);
        Ok(())
    }
}
