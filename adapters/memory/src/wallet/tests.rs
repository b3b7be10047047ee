use status_ports::contracts;

use super::{MemoryWallet, MemoryWalletTransaction};

fn empty() -> Box<MemoryWalletTransaction> {
    Box::default()
}

#[test]
fn it_keeps_the_contracts_of_its_stores() {
    contracts::multi_transaction::run(&mut || empty());
    contracts::currency_format::run(&mut || empty());
    contracts::network::run(&mut || empty());
    contracts::token::run(&mut || empty());
    contracts::token_balance::run(&mut || empty());
    contracts::pending_transaction::run(&mut || empty());
    contracts::transfer::run(&mut || empty());
    contracts::wallet_connect::run(&mut || empty());
}

#[tokio::test]
async fn it_keeps_the_contract_of_units_of_work() {
    contracts::wallet_storage::run(&mut || Box::new(MemoryWallet::new())).await;
}
