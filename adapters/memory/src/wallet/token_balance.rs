use std::collections::BTreeSet;

use status_ports::{StorageError, TokenBalanceRecord, TokenBalanceStore};

use super::MemoryWalletTransaction;

impl MemoryWalletTransaction {
    fn balances_of(&self, account: [u8; 20]) -> impl Iterator<Item = &TokenBalanceRecord> {
        let range = (account, 0, [0; 20])..=(account, u64::MAX, [0xff; 20]);
        self.token_balances.range(range).map(|(_, balance)| balance)
    }
}

impl TokenBalanceStore for MemoryWalletTransaction {
    fn token_balances(&mut self, accounts: &[[u8; 20]]) -> Result<Vec<TokenBalanceRecord>, StorageError> {
        let accounts: BTreeSet<_> = accounts.iter().copied().collect();
        Ok(accounts.into_iter().flat_map(|account| self.balances_of(account).cloned()).collect())
    }

    fn save_token_balances(&mut self, balances: &[TokenBalanceRecord]) -> Result<(), StorageError> {
        self.touch();
        for balance in balances {
            self.token_balances.insert((balance.account, balance.chain_id, balance.token), balance.clone());
        }
        Ok(())
    }

    fn delete_token_balances(&mut self, account: &[u8; 20]) -> Result<(), StorageError> {
        self.touch();
        let gone: Vec<_> = self.balances_of(*account).map(|balance| (balance.chain_id, balance.token)).collect();
        for (chain_id, token) in gone {
            self.token_balances.remove(&(*account, chain_id, token));
        }
        Ok(())
    }
}
