use std::collections::BTreeSet;

use status_ports::{CompressedKey, ContactRecord, ContactStore, TrustStatus, UnixMillis};

use super::{MemoryTransaction, Result};

impl ContactStore for MemoryTransaction {
    fn contacts(&mut self) -> Result<Vec<ContactRecord>> {
        Ok(self.contacts.values().cloned().collect())
    }

    fn find_contact(&mut self, public_key: &CompressedKey) -> Result<Option<ContactRecord>> {
        Ok(self.contacts.get(public_key).cloned())
    }

    fn contacts_of(&mut self, public_keys: &[CompressedKey]) -> Result<Vec<ContactRecord>> {
        let public_keys: BTreeSet<&CompressedKey> = public_keys.iter().collect();
        Ok(public_keys.into_iter().filter_map(|key| self.contacts.get(key)).cloned().collect())
    }

    fn save_contact(&mut self, contact: &ContactRecord) -> Result<()> {
        self.touch();
        self.contacts.insert(contact.public_key, contact.clone());
        Ok(())
    }

    fn trust_status(&mut self, public_key: &CompressedKey) -> Result<TrustStatus> {
        Ok(self.trust_statuses.get(public_key).copied().unwrap_or_default())
    }

    fn trust_statuses(&mut self) -> Result<Vec<(CompressedKey, TrustStatus)>> {
        Ok(self.trust_statuses.iter().map(|(key, status)| (*key, *status)).collect())
    }

    fn save_trust_status(&mut self, public_key: &CompressedKey, status: TrustStatus, _: UnixMillis) -> Result<()> {
        self.touch();
        if status == TrustStatus::Unknown {
            self.trust_statuses.remove(public_key);
        } else {
            self.trust_statuses.insert(*public_key, status);
        }
        Ok(())
    }
}
