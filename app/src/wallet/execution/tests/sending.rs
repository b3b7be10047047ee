use std::collections::BTreeSet;

use futures::future::join_all;
use ruint::aliases::U256;
use status_domain::wallet::TransactionRequest;
use status_ports::{ChainError, TransactionState};

use super::world::{CHAIN, World, alice, request};

#[tokio::test(start_paused = true)]
async fn parallel_sends_have_a_nonce_each() {
    let world = World::new();
    let hashes: BTreeSet<_> =
        join_all((0..5).map(|value| world.send(request(value)))).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(hashes.len(), 5);
    let nonces: Vec<_> = world.rows().await.into_iter().map(|row| row.nonce.unwrap()).collect();
    assert_eq!(nonces, [0, 1, 2, 3, 4]);
    world.mine().await;
    assert_eq!(world.chain.mined().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_left_open_is_asked_of_the_chain() {
    let world = World::new();
    let bare = TransactionRequest { gas: None, max_fee_per_gas: None, ..request(1) };
    let hash = world.send(bare).await.unwrap();
    let row = world.row(hash).await;
    assert_eq!((row.gas_limit, row.nonce), (21_000, Some(0)));
    // Without both prices of EIP-1559 it is a legacy transaction.
    assert_eq!(row.max_fee_per_gas, row.max_priority_fee_per_gas);
    assert!(row.max_fee_per_gas > U256::ZERO);
}

#[tokio::test(start_paused = true)]
async fn what_the_chain_refuses_is_an_error_in_its_words_and_leaves_its_nonce() {
    let world = World::new();
    world.chain.set_balance(alice(), U256::ZERO);
    let error = world.send(request(1)).await.unwrap_err();
    assert!(error.to_string().to_lowercase().contains("insufficient funds"), "{error}");
    assert_eq!(world.events(), []);
    assert_eq!(world.execution.pending().await.unwrap(), []);
    world.chain.set_balance(alice(), U256::MAX >> 8);
    let hash = world.send(request(2)).await.unwrap();
    assert_eq!(world.row(hash).await.nonce, Some(0));
}

#[tokio::test(start_paused = true)]
async fn one_whose_answer_is_lost_is_sent_until_it_is_in_a_block() {
    let world = World::new();
    world.chain.fail_method("eth_sendRawTransaction", Some(ChainError::Timeout));
    let hash = world.send(request(1)).await.unwrap();
    assert_eq!(world.row(hash).await.state, TransactionState::Signed);
    assert_eq!(world.execution.pending().await.unwrap().len(), 1);
    world.mine().await;
    assert_eq!(world.chain.mined().len(), 0);
    world.chain.fail_method("eth_sendRawTransaction", None);
    world.mine().await;
    world.mine().await;
    assert_eq!(world.chain.mined(), [hash]);
}

#[tokio::test(start_paused = true)]
async fn a_chosen_nonce_speeds_up_if_it_pays_enough() {
    let world = World::new();
    let first = world.send(request(1)).await.unwrap();
    let again = |tip: u64| TransactionRequest {
        nonce: Some(0),
        max_fee_per_gas: Some(U256::from(20_000_000_000_u64)),
        max_priority_fee_per_gas: Some(U256::from(tip)),
        ..request(1)
    };
    let error = world.send(again(1_050_000_000)).await.unwrap_err();
    assert_eq!(error.to_string(), "replacement transaction underpriced");
    let second = world.send(again(1_100_000_000)).await.unwrap();
    world.mine().await;
    assert_eq!(world.chain.mined(), [second]);
    assert!(matches!(world.row(first).await.state, TransactionState::Replaced { by: Some(by), .. } if by == second));
    let error = world.send(again(9_000_000_000)).await.unwrap_err();
    assert_eq!(error.to_string(), "bad nonce. expected 1, got 0");
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_is_not_known_sends_nothing() {
    let world = World::new();
    let prepared = world.execution.prepare(CHAIN + 1, request(1), Default::default(), None).await;
    assert_eq!(prepared.unwrap_err().to_string(), "could not find network: 2");
    assert_eq!(world.rows().await, []);
}
