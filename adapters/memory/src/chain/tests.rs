use async_trait::async_trait;
use status_ports::contracts::chain::{
    CHAIN_ID, ChainRig, RECIPIENT, SENDER, TRANSFER, TRANSFER_HASH, TRANSFER_VALUE, run,
};
use status_ports::{BlockId, ChainError, ChainProvider};

use super::*;

/// The transaction of the suite; the domain reads others.
fn decode(raw: &[u8]) -> Option<DecodedTransaction> {
    (raw == TRANSFER).then(|| DecodedTransaction {
        hash: TRANSFER_HASH,
        chain_id: Some(CHAIN_ID),
        from: SENDER,
        to: Some(RECIPIENT),
        nonce: 0,
        value: U256::from(TRANSFER_VALUE),
        input: Vec::new(),
        gas_limit: 21_000,
        max_fee_per_gas: U256::from(100_000_000_000_u64),
        max_priority_fee_per_gas: U256::from(1_000_000_000),
        kind: 2,
    })
}

fn chain() -> MemoryChain {
    let chain = MemoryChain::new(CHAIN_ID, decode);
    for account in [SENDER, RECIPIENT] {
        chain.set_balance(account, U256::from(10_000_000_000_000_000_000_u64));
    }
    chain
}

#[async_trait]
impl ChainRig for MemoryChain {
    fn chain(&self) -> &dyn ChainProvider {
        self
    }

    async fn mine(&self) {
        Self::mine(self);
    }
}

#[tokio::test]
async fn the_chain_keeps_the_contract() {
    run(&chain()).await;
}

#[tokio::test]
async fn what_was_in_an_undone_block_waits_again() {
    let chain = chain();
    chain.send_raw_transaction(TRANSFER.to_vec()).await.unwrap();
    let before = chain.mine();
    assert_eq!(chain.mined(), [TRANSFER_HASH]);
    chain.undo_blocks(1);
    assert_eq!((chain.mined(), chain.waiting()), (Vec::new(), vec![TRANSFER_HASH]));
    assert_eq!(chain.transaction_count(SENDER, BlockId::Latest).await, Ok(0));
    let after = chain.mine();
    assert!(before.number == after.number && before.hash != after.hash);
    assert_eq!(chain.mined(), [TRANSFER_HASH]);
}

#[tokio::test]
async fn contracts_see_the_chain_and_each_other() {
    let chain = chain();
    let (purse, broken) = ([1; 20], [2; 20]);
    chain.set_contract(purse, |view| Ok(view.balance(SENDER).to_be_bytes_vec()));
    chain.set_contract(broken, move |view| {
        let inner = CallRequest { to: Some(purse), ..CallRequest::default() };
        Err(view.call(&inner)?)
    });
    let of = |to| CallRequest { to: Some(to), ..CallRequest::default() };
    let balance = U256::from(10_000_000_000_000_000_000_u64).to_be_bytes_vec();
    assert_eq!(chain.call(of(purse), BlockId::Latest).await, Ok(balance.clone()));
    assert_eq!(chain.call(of(broken), BlockId::Latest).await, Err(revert(&balance)));
}

#[tokio::test]
async fn it_fails_as_it_is_told() {
    let chain = chain();
    chain.fail_method("eth_blockNumber", Some(ChainError::Timeout));
    assert_eq!(chain.block_number().await, Err(ChainError::Timeout));
    assert_eq!(chain.chain_id().await, Ok(CHAIN_ID));
    chain.fail_method("eth_blockNumber", None);
    chain.lose_answers(Some(ChainError::Timeout));
    assert_eq!(chain.send_raw_transaction(TRANSFER.to_vec()).await, Err(ChainError::Timeout));
    chain.lose_answers(None);
    assert_eq!(chain.waiting(), [TRANSFER_HASH], "it was done");
    chain.pretend(5);
    assert_eq!(chain.chain_id().await, Ok(5));
    assert_eq!(chain.requests().get("eth_chainId"), Some(&2));
    chain.set_silent(true);
    let asking = tokio::spawn({
        let chain = chain.clone();
        async move { chain.block_number().await }
    });
    tokio::task::yield_now().await;
    assert!(!asking.is_finished());
    chain.set_silent(false);
    assert_eq!(asking.await.unwrap(), Ok(0));
}
