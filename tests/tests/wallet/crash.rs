//! A daemon that is killed while it sends sends once.

use serde_json::json;
use status_tests::gate::{Conduct, Gate};

use super::purse::{Failure, Purse, balance, chain, count, network};
use super::{BOBBY, ETHER, FIRST};

/// Kills the daemon while a transaction is given to the chain; then it comes back, and a block is made.
async fn killed_while_sending(conduct: Conduct) -> Result<(), Failure> {
    let chain = chain(FIRST).await?;
    let gate = Gate::before(chain.url(), "eth_sendRawTransaction").await?;
    let mut alice = Purse::open(json!([network(FIRST, gate.url(), "")])).await?;
    chain.fund(&alice.address, ETHER).await?;
    chain.mine(1).await?;
    let before = balance(&chain, BOBBY).await?;
    alice.route("one", "ETH", ETHER / 10, &[]).await?;
    gate.set(conduct);
    alice.begin_to_send("one").await?;
    gate.holds_one().await;
    alice.person.node.kill().await?;
    gate.set(Conduct::Open);
    alice.come_back().await?;
    let pending = alice.rpc("wallet_getPendingTransactions", json!([])).await?;
    let hash = pending[0]["hash"].clone();
    assert!(hash.is_string(), "what was signed is known: {pending}");
    // It is given to the chain again, before the block that takes it.
    gate.answers_one().await;
    let position = alice.position();
    chain.mine(1).await?;
    alice.becomes(position, &hash, "Success").await?;
    assert_eq!(count(&chain, &alice.address).await?, 1, "exactly one transaction is on the chain");
    assert_eq!(balance(&chain, BOBBY).await?, before + ETHER / 10);
    assert_eq!(alice.rpc("wallet_getPendingTransactions", json!([])).await?, serde_json::Value::Null);
    Ok(())
}

#[tokio::test]
async fn killed_between_signing_and_broadcast_it_sends_once() -> Result<(), Failure> {
    killed_while_sending(Conduct::HoldBefore).await
}

#[tokio::test]
async fn killed_between_broadcast_and_receipt_it_sends_once() -> Result<(), Failure> {
    killed_while_sending(Conduct::HoldAfter).await
}
