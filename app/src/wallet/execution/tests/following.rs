use serde_json::{Value, json};
use status_domain::wallet::execution::CONFIRMATIONS;
use status_ports::TransactionState;

use super::world::{CHAIN, World, request};

fn hex(hash: [u8; 32]) -> String {
    format!("0x{}", hex::encode(hash))
}

fn message(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn clients_are_told_of_it_and_of_its_end() {
    let world = World::new();
    let hash = world.send(request(1)).await.unwrap();
    let events = world.events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, "pending-transaction-update");
    assert_eq!(message(&events[0].1), json!({"chainId": CHAIN, "hash": hex(hash), "deleted": false}));
    world.mine().await;
    let events = world.events();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].0, "pending-transaction-status-changed");
    assert_eq!(message(&events[0].1), json!({"chainId": CHAIN, "hash": hex(hash), "status": "Success"}));
    world.mine_many(CONFIRMATIONS).await;
    world.mine().await;
    assert_eq!(world.events(), []);
    assert_eq!(world.watchers(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_looks_for_blocks_while_nothing_is_pending() {
    let world = World::new();
    world.rest().await;
    assert_eq!(world.watchers(), 0);
    world.send(request(1)).await.unwrap();
    world.rest().await;
    assert_eq!(world.watchers(), 1);
    world.execution.close();
    world.rest().await;
    assert_eq!(world.watchers(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_reorganisation_gives_it_back_to_the_network() {
    let world = World::new();
    let hash = world.send(request(1)).await.unwrap();
    world.mine().await;
    assert!(matches!(world.row(hash).await.state, TransactionState::Included { .. }));
    world.chain.undo_blocks(1);
    world.chain.forget(hash);
    // Other blocks, without it.
    world.mine_many(1).await;
    assert!(world.execution.pending().await.unwrap().iter().any(|row| row.hash == hash));
    world.mine().await;
    assert_eq!(world.chain.mined(), [hash]);
    assert!(matches!(world.row(hash).await.state, TransactionState::Included { is_success: true, .. }));
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_is_told_once_it_is_over() {
    let mut world = World::new();
    let hash = world.send(request(1)).await.unwrap();
    let execution = world.execution.clone();
    let watching = tokio::spawn(async move { execution.watch(CHAIN, hash).await });
    world.rest().await;
    world.mine().await;
    watching.await.unwrap().unwrap();
    let signal = message(&world.signals.try_recv().unwrap());
    let event = json!({"chainId": CHAIN, "hash": hex(hash), "status": "Success"});
    assert_eq!(signal, json!({"type": "wallet.transaction.status-changed", "event": event}));
    // What is over already gives no signal.
    world.execution.watch(CHAIN, hash).await.unwrap();
    assert!(world.signals.try_recv().is_none());
    let unknown = world.execution.watch(CHAIN, [9; 32]).await;
    assert_eq!(unknown.unwrap_err().to_string(), "timeout watching for pending transaction");
}
