use status_ports::{KeypairAccountRecord, KeypairRecord, KeypairStore, PrivateKeyRecord};

use super::{MemoryTransaction, Result};

impl KeypairStore for MemoryTransaction {
    fn keypairs(&mut self) -> Result<Vec<KeypairRecord>> {
        Ok(self.keypairs.values().filter(|row| !row.removed).cloned().collect())
    }

    fn keypair_accounts(&mut self) -> Result<Vec<KeypairAccountRecord>> {
        let mut rows: Vec<_> = self.keypair_accounts.values().filter(|row| !row.removed).cloned().collect();
        rows.sort_by_key(|row| (row.position, row.address));
        Ok(rows)
    }

    fn save_keypair(&mut self, keypair: &KeypairRecord) -> Result<()> {
        self.touch();
        self.keypairs.insert(keypair.key_uid.clone(), keypair.clone());
        Ok(())
    }

    fn save_keypair_account(&mut self, account: &KeypairAccountRecord) -> Result<()> {
        self.touch();
        self.keypair_accounts.insert(account.address, account.clone());
        Ok(())
    }

    fn find_private_key(&mut self, address: &[u8; 20]) -> Result<Option<PrivateKeyRecord>> {
        Ok(self.private_keys.get(address).cloned())
    }

    fn save_private_key(&mut self, key: &PrivateKeyRecord) -> Result<()> {
        self.touch();
        self.private_keys.insert(key.address, key.clone());
        Ok(())
    }
}
