use status_ports::{EnvelopeStore, UnixMillis};

use super::{MemoryTransaction, Result};

impl EnvelopeStore for MemoryTransaction {
    fn envelope_processed(&mut self, hash: &[u8; 32]) -> Result<bool> {
        Ok(self.processed_envelopes.contains_key(hash))
    }

    fn mark_envelope_processed(&mut self, hash: &[u8; 32], at: UnixMillis) -> Result<()> {
        self.touch();
        self.processed_envelopes.insert_new(*hash, at);
        Ok(())
    }

    fn prune_processed_envelopes(&mut self, before: UnixMillis) -> Result<()> {
        self.touch();
        self.processed_envelopes.retain(|_, at| *at >= before);
        Ok(())
    }

    fn find_symmetric_key(&mut self, name: &str) -> Result<Option<[u8; 32]>> {
        Ok(self.symmetric_keys.get(name).copied())
    }

    fn save_symmetric_key(&mut self, name: &str, key: &[u8; 32]) -> Result<()> {
        self.touch();
        self.symmetric_keys.insert(name.to_owned(), *key);
        Ok(())
    }

    fn remove_symmetric_key(&mut self, name: &str) -> Result<()> {
        self.touch();
        self.symmetric_keys.remove(name);
        Ok(())
    }
}
