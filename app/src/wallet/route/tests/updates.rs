//! Routes follow blocks.

use std::time::Duration;

use ruint::aliases::U256;

use super::world::{ALICE, ETHER, Wallet, request};

const GWEI: u64 = 1_000_000_000;

async fn routed(chains: &[u64], amount: u64) -> Wallet {
    let mut wallet = Wallet::on(chains);
    wallet.router.suggest_in_background(request("a", "ETH", amount));
    assert_eq!(wallet.next().await.error, None);
    wallet.settle().await;
    wallet
}

#[tokio::test(start_paused = true)]
async fn a_new_block_brings_new_fees_and_nothing_else() {
    let mut wallet = Wallet::on(&[1]);
    wallet.router.suggest_in_background(request("a", "ETH", 1_000));
    let before = wallet.next().await.best;
    wallet.settle().await;
    wallet.world.memory(1).set_base_fee(Some(U256::from(50 * GWEI)));
    wallet.world.mine(1);
    let routes = wallet.next().await;
    assert_eq!((routes.uuid.as_str(), &routes.error), ("a", &None));
    assert!(routes.best[0].base_fee > before[0].base_fee && routes.best[0].total_fee > before[0].total_fee);
    assert_eq!(routes.best[0].candidate, before[0].candidate);
    assert_eq!(routes.candidates.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn all_that_is_sent_is_less_when_fees_rise() {
    let mut wallet = routed(&[1, 10], 2 * ETHER).await;
    wallet.world.memory(1).set_base_fee(Some(U256::from(50 * GWEI)));
    wallet.world.mine(1);
    let routes = wallet.next().await;
    let path = routes.best.iter().find(|path| path.candidate.from_chain == 1).unwrap();
    assert_eq!(path.amount_in + path.total_fee, U256::from(ETHER));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_paid_any_more_is_told_with_the_route() {
    let mut wallet = routed(&[1], ETHER / 2).await;
    wallet.world.memory(1).set_balance(ALICE, U256::from(1_000));
    wallet.world.mine(1);
    let routes = wallet.next().await;
    assert_eq!((routes.error.map(|error| error.code), routes.best.len()), (Some("WR-002"), 1));
    wallet.world.memory(1).set_balance(ALICE, U256::from(ETHER));
    wallet.world.mine(1);
    assert_eq!(wallet.next().await.error, None, "and that it can again");
}

#[tokio::test(start_paused = true)]
async fn nobody_watches_while_nobody_looks() {
    let wallet = Wallet::on(&[1, 10]);
    wallet.settle().await;
    assert_eq!(wallet.world.watchers(1), 0);

    let watched = routed(&[1, 10], 1_000).await;
    let [one, other] = [1, 10].map(|chain| watched.world.watchers(chain));
    assert_eq!(one + other, 1, "only the chain of the route");

    watched.router.stop_updates();
    watched.settle().await;
    assert_eq!(watched.world.watchers(1) + watched.world.watchers(10), 0);

    let stopped = routed(&[1], 1_000).await;
    stopped.router.stop();
    let taken = routed(&[1], 1_000).await;
    taken.router.take_route("a").unwrap();
    let late = routed(&[1], 1_000).await;
    tokio::time::sleep(Duration::from_secs(5 * 60 + 1)).await;
    for wallet in [stopped, taken, late] {
        wallet.settle().await;
        assert_eq!(wallet.world.watchers(1), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_route_that_cannot_be_paid_is_not_followed() {
    let mut wallet = Wallet::on(&[1]);
    wallet.router.suggest_in_background(request("a", "ETH", 2 * ETHER));
    assert!(wallet.next().await.error.is_some());
    wallet.settle().await;
    assert_eq!(wallet.world.watchers(1), 0);
}

#[tokio::test(start_paused = true)]
async fn after_a_stop_nothing_is_told() {
    let mut wallet = routed(&[1], 1_000).await;
    wallet.world.memory(1).set_silent(true);
    wallet.world.mine(1);
    wallet.settle().await;
    wallet.router.stop();
    wallet.world.memory(1).set_silent(false);
    wallet.settle().await;
    assert!(wallet.told.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_block_whose_fees_are_unknown_changes_nothing() {
    let mut wallet = routed(&[1], 1_000).await;
    wallet.world.memory(1).fail_method("eth_gasPrice", Some(status_ports::ChainError::Timeout));
    wallet.world.mine(1);
    wallet.settle().await;
    wallet.world.memory(1).fail_method("eth_gasPrice", None);
    assert!(wallet.told.try_recv().is_err());
    wallet.world.mine(1);
    assert_eq!(wallet.next().await.error, None);
}
