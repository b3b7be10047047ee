use status_ports::{SavedAddressRecord, SavedAddressStore};

use super::{MemoryTransaction, Result};

impl SavedAddressStore for MemoryTransaction {
    fn saved_addresses(&mut self) -> Result<Vec<SavedAddressRecord>> {
        let mut rows: Vec<_> = self.saved_addresses.values().filter(|row| !row.removed).cloned().collect();
        rows.sort_by_key(|row| (row.created_at, row.address, row.is_test));
        Ok(rows)
    }

    fn find_saved_address(&mut self, address: &[u8; 20], is_test: bool) -> Result<Option<SavedAddressRecord>> {
        Ok(self.saved_addresses.get(&(*address, is_test)).cloned())
    }

    fn save_saved_address(&mut self, saved: &SavedAddressRecord) -> Result<()> {
        self.touch();
        self.saved_addresses.insert((saved.address, saved.is_test), saved.clone());
        Ok(())
    }

    fn prune_removed_saved_addresses(&mut self, clock: u64) -> Result<()> {
        self.touch();
        self.saved_addresses.retain(|_, row| !row.removed || row.clock >= clock);
        Ok(())
    }
}
