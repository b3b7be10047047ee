use status_ports::{CustomTokenRecord, StorageError, TokenStore};

use super::MemoryWalletTransaction;

impl TokenStore for MemoryWalletTransaction {
    fn custom_tokens(&mut self) -> Result<Vec<CustomTokenRecord>, StorageError> {
        Ok(self.custom_tokens.iter().map(|(_, token)| token.clone()).collect())
    }

    fn find_custom_token(
        &mut self,
        chain_id: u64,
        address: &[u8; 20],
    ) -> Result<Option<CustomTokenRecord>, StorageError> {
        Ok(self.custom_tokens.get(&(chain_id, *address)).cloned())
    }

    fn save_custom_token(&mut self, token: &CustomTokenRecord) -> Result<(), StorageError> {
        self.touch();
        self.custom_tokens.insert((token.chain_id, token.address), token.clone());
        Ok(())
    }

    fn delete_custom_token(&mut self, chain_id: u64, address: &[u8; 20]) -> Result<(), StorageError> {
        self.touch();
        self.custom_tokens.remove(&(chain_id, *address));
        Ok(())
    }
}
