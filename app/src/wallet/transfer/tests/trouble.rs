use serde_json::json;
use status_ports::ChainError;

use super::world::{ALICE, BOB, CHAIN, TOKEN, World, stranger_address, text, topic, transfer_event};

fn rpc(message: &str) -> ChainError {
    ChainError::Rpc { code: -32000, message: message.to_owned(), data: String::new() }
}

#[tokio::test(start_paused = true)]
async fn what_a_chain_took_back_is_gone_and_what_came_instead_is_found() {
    let world = World::new(&[ALICE]).await;
    world.pay(ALICE, 1).await;
    world.start().await;
    let undone = world.pay(ALICE, 2).await;
    world.move_tokens(stranger_address(), ALICE, 3).await;
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1), (ALICE, 2), (ALICE, 3)]);
    let before = world.transfers().await;
    world.chain.undo_blocks(2);
    world.chain.forget(undone);
    world.chain.mine();
    world.chain.mine();
    world.pay(ALICE, 4).await;
    world.rest().await;
    let after = world.transfers().await;
    assert_eq!(after[0], before[0], "it stays");
    assert!(world.amounts().await.contains(&(ALICE, 4)));
    assert!(!after.iter().any(|transfer| transfer.transaction_hash == undone));
    assert!(!world.amounts().await.contains(&(ALICE, 3)), "its log is gone with its block");
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_fails_is_told_once_and_tried_again_with_each_block() {
    let mut world = World::new(&[ALICE]).await;
    world.start().await;
    world.kinds();
    world.chain.fail_method("eth_getLogs", Some(rpc("out of order")));
    world.pay(ALICE, 1).await;
    world.rest().await;
    let events = world.events();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!((&events[0]["type"], &events[0]["message"]), (&json!("fetching-history-error"), &json!("out of order")));
    assert_eq!(events[0]["chainId"], json!(CHAIN));
    let asked = world.asked("eth_getLogs");
    world.rest().await;
    world.rest().await;
    assert_eq!(world.asked("eth_getLogs"), asked, "no block, no attempt");
    world.chain.mine();
    world.rest().await;
    assert!(world.asked("eth_getLogs") > asked && world.kinds().is_empty());
    assert_eq!(world.amounts().await, [], "not half of it");
    world.chain.fail_method("eth_getLogs", None);
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
    assert_eq!(world.kinds(), ["new-transfers"]);
}

#[tokio::test(start_paused = true)]
async fn the_second_provider_goes_on_in_the_middle() {
    let world = World::new(&[ALICE]).await;
    // The same chain behind another address.
    world.test.chains.put(&crate::wallet::test_wallet::provider_urls(CHAIN)[1], world.chain.clone());
    world.start().await;
    world.pay(ALICE, 1).await;
    world.chain.fail_method("eth_getTransactionReceipt", Some(rpc("overloaded")));
    world.rest().await;
    assert_eq!(world.amounts().await, []);
    world.chain.fail_method("eth_getTransactionReceipt", None);
    world.chain.mine();
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_refuses_many_blocks_is_asked_for_fewer() {
    let mut world = World::new(&[ALICE]).await;
    for _ in 0..1000 {
        world.chain.mine();
    }
    world.move_tokens(stranger_address(), ALICE, 1).await;
    world.chain.fail_method("eth_getLogs", Some(rpc("query returned more than 10000 results")));
    world.start().await;
    // Down to one block, and no further.
    assert!(world.asked("eth_getLogs") <= 3 * 18);
    assert_eq!(world.kinds(), ["recent-history-fetching", "fetching-history-error"]);
    world.chain.fail_method("eth_getLogs", None);
    world.chain.mine();
    for _ in 0..40 {
        world.rest().await;
    }
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
}

#[tokio::test(start_paused = true)]
async fn a_provider_without_a_past_is_told_once_and_the_rest_is_read() {
    let mut world = World::new(&[ALICE, BOB]).await;
    world.pay(ALICE, 1).await;
    world.move_tokens(stranger_address(), BOB, 2).await;
    for _ in 0..1000 {
        world.chain.mine();
    }
    world.chain.fail_method("account_states", Some(rpc("missing trie node")));
    world.start().await;
    assert_eq!(world.amounts().await, [(BOB, 2)], "tokens are logged");
    let events = world.events();
    let told: Vec<_> = events.iter().filter(|event| event["type"] == "non-archival-node-detected").collect();
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["accounts"], &told[0]["chainId"]), (&json!([text(ALICE), text(BOB)]), &json!(CHAIN)));
    world.chain.fail_method("account_states", None);
    world.pay(ALICE, 3).await;
    world.rest().await;
    assert_eq!(world.amounts().await, [(BOB, 2), (ALICE, 3)]);
    assert_eq!(world.kinds(), ["new-transfers"]);
}

#[tokio::test(start_paused = true)]
async fn logs_that_are_none_do_not_concern_the_others() {
    let world = World::new(&[ALICE]).await;
    world.start().await;
    let hash = world.move_tokens(stranger_address(), ALICE, 1).await;
    let topics = vec![transfer_event(), topic(stranger_address()), topic(ALICE)];
    world.chain.log_of(hash, TOKEN, topics.clone(), vec![1; 31]);
    world.chain.log_of(hash, TOKEN, topics, vec![0xff; 70_000]);
    world.rest().await;
    assert_eq!(world.amounts().await, [(ALICE, 1)]);
}

#[tokio::test(start_paused = true)]
async fn chains_that_cannot_be_reached_end_quietly() {
    let mut world = World::new(&[ALICE]).await;
    world.test.wallet.start_transfers(&[77]).await.unwrap();
    world.test.wallet.delete_network(CHAIN).await.unwrap();
    world.rest().await;
    world.kinds();
    world.test.wallet.start_transfers(&[CHAIN, 77]).await.unwrap();
    world.rest().await;
    assert!(world.kinds().is_empty());
}
