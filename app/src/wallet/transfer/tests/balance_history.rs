use ruint::aliases::U256;
use status_ports::ChainError;

use super::world::{ALICE, BOB, CHAIN, World, stranger_address, topic, transfer_event};
use crate::wallet::BalanceHistoryRequest;

fn request(symbol: &str, start: u64) -> BalanceHistoryRequest {
    BalanceHistoryRequest {
        chain_ids: vec![CHAIN],
        accounts: vec![ALICE, BOB],
        symbol: symbol.to_owned(),
        currency: "USD".to_owned(),
        start,
    }
}

#[tokio::test(start_paused = true)]
async fn what_accounts_had_of_the_native_currency_is_as_their_chain_tells() {
    let world = World::new(&[ALICE, BOB]).await;
    world.pay(ALICE, 1_000_000_000_000_000_000).await;
    world.pay(BOB, 2_000_000_000_000_000_000).await;
    world.start().await;
    world.rest().await;
    let history = world.test.wallet.balance_history(&request("ETH", 0)).await.unwrap();
    assert!(history.len() >= 14 && history.is_sorted_by(|one, other| one.0 < other.0));
    let blocks: Vec<u64> = world.transfers().await.iter().map(|transfer| transfer.timestamp).collect();
    let value = |time: u64| history.iter().rev().find(|(at, _)| *at <= time).unwrap().1;
    assert_eq!([blocks[0] - 1, blocks[0], blocks[1]].map(value), [0.0, 1980.0, 3.0 * 1980.0]);
    assert_eq!(history.last().unwrap().1, 3.0 * 1980.0);
    // A node that does not know the past: it is worked out.
    let error = ChainError::Rpc { code: -32000, message: "missing trie node".to_owned(), data: String::new() };
    world.chain.fail_method("account_states", Some(error));
    assert_eq!(world.test.wallet.balance_history(&request("ETH", 0)).await.unwrap(), history);
}

#[tokio::test(start_paused = true)]
async fn what_accounts_had_of_a_token_goes_back_from_now_and_prices_are_asked_for_once() {
    let world = World::new(&[ALICE, BOB]).await;
    let token = world.test.wallet.find_token(CHAIN, "SNT").await.unwrap().unwrap();
    let unit = 10_u128.pow(token.decimals.into());
    world.test.market.set_day("SNT", "USD", 1_700_000_000, 0.5);
    world.chain.set_contract(token.address, move |view| {
        let has: u128 = if view.request.data.ends_with(&ALICE) { 30 } else { 0 };
        Ok(U256::from(has * unit).to_be_bytes_vec())
    });
    for (from, to, amount) in [(stranger_address(), ALICE, 40), (ALICE, stranger_address(), 10)] {
        let hash = world.pay(token.address, 0).await;
        let data = U256::from(amount * unit).to_be_bytes_vec();
        world.chain.log_of(hash, token.address, vec![transfer_event(), topic(from), topic(to)], data);
    }
    world.start().await;
    world.rest().await;
    let history = world.test.wallet.balance_history(&request("SNT", 0)).await.unwrap();
    let blocks: Vec<u64> = world.transfers().await.iter().map(|transfer| transfer.timestamp).collect();
    let value = |time: u64| history.iter().rev().find(|(at, _)| *at <= time).unwrap().1;
    assert_eq!([blocks[0] - 1, blocks[0], blocks[1]].map(value), [0.0, 20.0, 15.0]);
    let asked = world.test.market.requests();
    let since = world.test.wallet.balance_history(&request("SNT", blocks[0] + 1)).await.unwrap();
    assert_eq!((since[0].1, since.last().unwrap().1), (20.0, 15.0));
    assert_eq!(world.test.market.requests(), asked);
}

#[tokio::test(start_paused = true)]
async fn of_nothing_there_is_no_history() {
    let world = World::new(&[ALICE]).await;
    let nowhere = BalanceHistoryRequest { chain_ids: Vec::new(), ..request("ETH", 0) };
    assert_eq!(world.test.wallet.balance_history(&nowhere).await.unwrap(), []);
    let error = |request: BalanceHistoryRequest| {
        let wallet = world.test.wallet.clone();
        async move { wallet.balance_history(&request).await.unwrap_err().to_string() }
    };
    let nobody = BalanceHistoryRequest { accounts: Vec::new(), ..request("ETH", 0) };
    assert_eq!(error(nobody).await, "addresses must not be empty");
    assert_eq!(error(request("NOSUCHTOKEN", 0)).await, "token not found");
    let unknown = BalanceHistoryRequest { chain_ids: vec![77], ..request("ETH", 0) };
    assert_eq!(error(unknown).await, "could not find network: 77");
}
