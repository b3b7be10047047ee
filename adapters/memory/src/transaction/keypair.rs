use std::collections::BTreeSet;

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

    fn find_keypair(&mut self, key_uid: &str) -> Result<Option<KeypairRecord>> {
        Ok(self.keypairs.get(key_uid).cloned())
    }

    fn find_keypair_account(&mut self, address: &[u8; 20]) -> Result<Option<KeypairAccountRecord>> {
        Ok(self.keypair_accounts.get(address).cloned())
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

    fn delete_accounts_of_keypair(&mut self, key_uid: &str) -> Result<()> {
        self.touch();
        self.keypair_accounts.retain(|_, row| row.key_uid.as_deref() != Some(key_uid));
        Ok(())
    }

    fn prune_removed_keypairs(&mut self, clock: u64) -> Result<()> {
        self.touch();
        self.keypairs.retain(|_, row| !row.removed || row.clock >= clock);
        self.keypair_accounts.retain(|_, row| !row.removed || row.clock >= clock);
        Ok(())
    }

    fn private_key_addresses(&mut self) -> Result<BTreeSet<[u8; 20]>> {
        Ok(self.private_keys.iter().map(|(address, _)| *address).collect())
    }

    fn find_private_key(&mut self, address: &[u8; 20]) -> Result<Option<PrivateKeyRecord>> {
        Ok(self.private_keys.get(address).cloned())
    }

    fn save_private_key(&mut self, key: &PrivateKeyRecord) -> Result<()> {
        self.touch();
        self.private_keys.insert(key.address, key.clone());
        Ok(())
    }

    fn delete_private_keys(&mut self, addresses: &[[u8; 20]]) -> Result<()> {
        self.touch();
        for address in addresses {
            self.private_keys.remove(address);
        }
        Ok(())
    }
}
