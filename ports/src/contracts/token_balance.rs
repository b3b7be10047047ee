//! The contract of [`TokenBalanceStore`].

use ruint::aliases::U256;

use crate::{TokenBalanceRecord, TokenBalanceStore};

/// Runs the whole suite. `make` returns an empty store each time.
pub fn run(make: &mut dyn FnMut() -> Box<dyn TokenBalanceStore>) {
    balances_come_back_whole_by_account_chain_and_contract(&mut *make());
    only_accounts_that_are_asked_for_are_told(&mut *make());
    a_balance_is_replaced(&mut *make());
    an_account_is_forgotten_alone(&mut *make());
    thousands_are_kept(&mut *make());
}

fn balance(account: u8, chain_id: u64, token: u8, balance: U256) -> TokenBalanceRecord {
    TokenBalanceRecord { account: [account; 20], chain_id, token: [token; 20], balance, read_at: 1_700_000_000_123 }
}

fn balances_come_back_whole_by_account_chain_and_contract(store: &mut dyn TokenBalanceStore) {
    assert_eq!(store.token_balances(&[[1; 20]]).unwrap(), []);
    let sorted = [
        balance(1, 1, 0, U256::MAX),
        balance(1, 1, 255, U256::ZERO),
        balance(1, u64::MAX, 3, U256::from(1)),
        balance(255, 1, 3, U256::from(u64::MAX)),
    ];
    let mut shuffled = sorted.clone();
    shuffled.reverse();
    store.save_token_balances(&shuffled).unwrap();
    assert_eq!(store.token_balances(&[[255; 20], [1; 20]]).unwrap(), sorted);
}

fn only_accounts_that_are_asked_for_are_told(store: &mut dyn TokenBalanceStore) {
    store.save_token_balances(&[balance(1, 1, 1, U256::from(5)), balance(2, 1, 1, U256::from(6))]).unwrap();
    assert_eq!(store.token_balances(&[]).unwrap(), []);
    assert_eq!(store.token_balances(&[[2; 20], [2; 20], [3; 20]]).unwrap(), [balance(2, 1, 1, U256::from(6))]);
}

fn a_balance_is_replaced(store: &mut dyn TokenBalanceStore) {
    store.save_token_balances(&[balance(1, 1, 1, U256::from(5))]).unwrap();
    let later = TokenBalanceRecord { read_at: 1_700_000_000_999, ..balance(1, 1, 1, U256::from(6)) };
    store.save_token_balances(std::slice::from_ref(&later)).unwrap();
    store.save_token_balances(&[]).unwrap();
    assert_eq!(store.token_balances(&[[1; 20]]).unwrap(), [later]);
}

fn an_account_is_forgotten_alone(store: &mut dyn TokenBalanceStore) {
    store.save_token_balances(&[balance(1, 1, 1, U256::from(5)), balance(2, 1, 1, U256::from(6))]).unwrap();
    store.delete_token_balances(&[1; 20]).unwrap();
    store.delete_token_balances(&[7; 20]).unwrap();
    assert_eq!(store.token_balances(&[[1; 20], [2; 20]]).unwrap(), [balance(2, 1, 1, U256::from(6))]);
}

fn thousands_are_kept(store: &mut dyn TokenBalanceStore) {
    let balances: Vec<_> = (0..4_000_u64).map(|chain| balance(1, chain, 1, U256::from(chain))).collect();
    store.save_token_balances(&balances).unwrap();
    assert_eq!(store.token_balances(&[[1; 20]]).unwrap(), balances);
}
