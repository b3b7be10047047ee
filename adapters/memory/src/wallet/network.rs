use status_ports::{NetworkRecord, NetworkStore, StorageError};

use super::MemoryWalletTransaction;

impl NetworkStore for MemoryWalletTransaction {
    fn networks(&mut self) -> Result<Vec<NetworkRecord>, StorageError> {
        Ok(self.networks.iter().map(|(_, network)| network.clone()).collect())
    }

    fn save_network(&mut self, network: &NetworkRecord) -> Result<(), StorageError> {
        self.touch();
        self.networks.insert(network.chain_id, network.clone());
        Ok(())
    }

    fn delete_network(&mut self, chain_id: u64) -> Result<(), StorageError> {
        self.touch();
        self.networks.remove(&chain_id);
        Ok(())
    }
}
