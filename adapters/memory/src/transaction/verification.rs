use std::cmp::Reverse;

use status_ports::{CompressedKey, VerificationRecord, VerificationStore};

use super::{MemoryTransaction, Result};

impl VerificationStore for MemoryTransaction {
    fn find_verification(&mut self, id: &str) -> Result<Option<VerificationRecord>> {
        Ok(self.verifications.get(id).cloned())
    }

    fn save_verification(&mut self, verification: &VerificationRecord) -> Result<()> {
        self.touch();
        self.verifications.insert(verification.id.clone(), verification.clone());
        Ok(())
    }

    fn verifications_of(&mut self, to: &CompressedKey) -> Result<Vec<VerificationRecord>> {
        let mut rows: Vec<_> = self.verifications.values().filter(|row| row.to == *to).cloned().collect();
        rows.sort_by_key(|row| Reverse((row.requested_at, row.id.clone())));
        Ok(rows)
    }

    fn find_latest_verification(
        &mut self,
        from: &CompressedKey,
        to: &CompressedKey,
    ) -> Result<Option<VerificationRecord>> {
        let rows = self.verifications.values().filter(|row| row.from == *from && row.to == *to);
        Ok(rows.max_by_key(|row| (row.requested_at, &row.id)).cloned())
    }
}
