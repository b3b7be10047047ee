//! Balances of all chains.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use futures::future::join_all;
use ruint::aliases::U256;
use status_domain::wallet::balance::{ChainBalances, ScannedBalances, TokenHolding, holdings};
use status_domain::wallet::token::{Token, TokenScope};
use status_ports::{ChainError, StorageError, WalletStoreExt as _};

use super::{Assets, Refreshed};
use crate::wallet::Wallet;

/// Balances by account and token.
pub(crate) type AccountBalances = BTreeMap<[u8; 20], BTreeMap<[u8; 20], U256>>;

impl Assets {
    fn refreshed(&self) -> MutexGuard<'_, Refreshed> {
        self.refreshed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wallet {
    /// What these accounts have of these tokens on these chains now; the zero address is the native currency. What a
    /// chain does not tell is not there.
    ///
    /// # Errors
    /// [`ChainError`] if a chain is unknown or has no provider.
    pub(crate) async fn balances_by_chain(
        &self,
        chain_ids: &[u64],
        accounts: &[[u8; 20]],
        tokens: &[[u8; 20]],
    ) -> Result<BTreeMap<u64, AccountBalances>, ChainError> {
        let chains = chain_ids.iter().map(|id| Ok((*id, self.chain(*id)?)));
        let chains: BTreeMap<_, _> = chains.collect::<Result<_, ChainError>>()?;
        let scans = chains.iter().map(|(chain_id, chain)| async move {
            let scanned = self.assets().scan(*chain_id, &**chain, accounts, tokens).await;
            let mut balances = AccountBalances::new();
            for ((account, token), balance) in scanned.balances {
                balances.entry(account).or_default().insert(token, balance);
            }
            (*chain_id, balances)
        });
        let scanned = join_all(scans).await;
        Ok(scanned.into_iter().filter(|(_, balances)| !balances.is_empty()).collect())
    }

    /// What these accounts have on the chains that the person works with. Chains are asked if that is wanted, or if what
    /// is known is not whole or not of now.
    ///
    /// # Errors
    /// [`StorageError`]. A chain that does not answer is none: what it said last is told, and marked.
    pub(crate) async fn holdings(
        &self,
        accounts: &[[u8; 20]],
        is_refreshed: bool,
    ) -> Result<BTreeMap<[u8; 20], Vec<TokenHolding>>, StorageError> {
        let networks = self.active_networks().await?;
        let catalog = self.tokens(&networks, TokenScope::Shown).await?;
        let wanted = accounts.to_vec();
        let records = self.store().query(move |transaction| transaction.token_balances(&wanted)).await?;
        let mut balances = ChainBalances::new(&records);
        let is_whole =
            networks.iter().all(|network| accounts.iter().all(|account| balances.knows(network.chain_id, *account)));
        if is_refreshed || !is_whole || !self.are_balances_fresh(accounts) {
            let chains: Vec<u64> = networks.iter().map(|network| network.chain_id).collect();
            self.refresh(&chains, accounts, catalog.tokens(), &mut balances).await?;
        }
        let of_account = |account: &[u8; 20]| (*account, holdings(catalog.tokens(), *account, &balances));
        Ok(accounts.iter().map(of_account).collect())
    }

    /// Asks all chains at once, and keeps what they say.
    async fn refresh(
        &self,
        chain_ids: &[u64],
        accounts: &[[u8; 20]],
        tokens: &[Token],
        balances: &mut ChainBalances,
    ) -> Result<(), StorageError> {
        // What happens from now on may not be in what is read.
        self.assets().refreshed().is_stale = false;
        let scans = chain_ids.iter().map(|chain_id| async move {
            let contracts: Vec<_> = tokens.iter().filter(|token| token.chain_id == *chain_id).collect();
            let contracts: Vec<_> = contracts.into_iter().map(|token| token.address).collect();
            let scanned = match self.chain(*chain_id) {
                Ok(chain) => self.assets().scan(*chain_id, &*chain, accounts, &contracts).await,
                Err(_) => silence(accounts, &contracts),
            };
            (*chain_id, scanned)
        });
        let mut kept = Vec::new();
        for (chain_id, scanned) in join_all(scans).await {
            kept.extend(balances.take(chain_id, &scanned, tokens, self.now()));
        }
        if !kept.is_empty() {
            self.store().transact(move |transaction| transaction.save_token_balances(&kept)).await?;
        }
        let now = self.now();
        self.assets().refreshed().accounts.extend(accounts.iter().map(|account| (*account, now)));
        Ok(())
    }

    fn are_balances_fresh(&self, accounts: &[[u8; 20]]) -> bool {
        let refreshed = self.assets().refreshed();
        !refreshed.is_stale && accounts.iter().all(|account| refreshed.accounts.contains_key(account))
    }

    /// From now on what is known of balances is not of now.
    pub(crate) fn mark_balances_stale(&self) {
        self.assets().refreshed().is_stale = true;
    }

    /// When balances of an account were read last in this session, Unix milliseconds.
    pub(super) fn balances_read_at(&self, account: &[u8; 20]) -> Option<u64> {
        self.assets().refreshed().accounts.get(account).copied()
    }

    /// Forgets when balances were read, so that they are read when they are asked for.
    pub(super) fn forget_refreshes(&self) {
        self.assets().refreshed().accounts.clear();
    }
}

fn silence(accounts: &[[u8; 20]], tokens: &[[u8; 20]]) -> ScannedBalances {
    let unanswered = accounts.iter().flat_map(|account| tokens.iter().map(|token| (*account, *token)));
    ScannedBalances { unanswered: unanswered.collect(), ..ScannedBalances::default() }
}
