//! A provider that fails in the middle.

use serde_json::json;
use status_tests::gate::{Conduct, Gate};

use super::purse::{Failure, Purse, balance, chain, network};
use super::{BOBBY, ETHER, FIRST};

#[tokio::test]
async fn a_provider_that_fails_in_the_middle_is_stood_in_for() -> Result<(), Failure> {
    let chain = chain(FIRST).await?;
    let gate = Gate::before(chain.url(), "eth_sendRawTransaction").await?;
    let alice = Purse::open(json!([network(FIRST, gate.url(), chain.url())])).await?;
    chain.fund(&alice.address, ETHER).await?;
    chain.mine(1).await?;
    let before = balance(&chain, BOBBY).await?;
    alice.route("one", "ETH", ETHER / 10, &[]).await?;
    gate.set(Conduct::Closed);
    let sent = alice.send("one").await?;
    let position = alice.position();
    chain.mine(1).await?;
    alice.becomes(position, &sent[0]["hash"], "Success").await?;
    assert_eq!(balance(&chain, BOBBY).await?, before + ETHER / 10);
    Ok(())
}
