use status_ports::{CompressedKey, EnsClaimRecord, EnsClaimStore};

use super::{MemoryTransaction, Result};

/// Most claims that are due at a time.
const MOST: usize = 20;

impl EnsClaimStore for MemoryTransaction {
    fn find_ens_claim(&mut self, public_key: &CompressedKey) -> Result<Option<EnsClaimRecord>> {
        Ok(self.ens_claims.get(public_key).cloned())
    }

    fn save_ens_claim(&mut self, claim: &EnsClaimRecord) -> Result<()> {
        self.touch();
        self.ens_claims.insert(claim.public_key, claim.clone());
        Ok(())
    }

    fn due_ens_claims(&mut self, now: u64) -> Result<Vec<EnsClaimRecord>> {
        let is_due = |claim: &&EnsClaimRecord| claim.check_at.is_some_and(|check_at| check_at <= now);
        let mut found: Vec<_> = self.ens_claims.values().filter(is_due).cloned().collect();
        found.sort_by_key(|claim| (claim.check_at, claim.public_key));
        found.truncate(MOST);
        Ok(found)
    }

    fn next_ens_check(&mut self) -> Result<Option<u64>> {
        Ok(self.ens_claims.values().filter_map(|claim| claim.check_at).min())
    }
}
