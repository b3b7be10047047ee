//! What is answered to a request.

use ruint::aliases::U256;
use status_domain::wallet::route::RouteRequest;
use status_ports::ChainError;

use super::world::{BOBBY, ETHER, USDC, Wallet, request, set_tokens};

const GWEI: u64 = 1_000_000_000;

fn code(wallet_answer: &crate::wallet::route::SuggestedRoutes) -> Option<&'static str> {
    wallet_answer.error.as_ref().map(|error| error.code)
}

#[tokio::test]
async fn ether_goes_the_way_of_the_cheapest_chain() {
    let wallet = Wallet::on(&[1, 10, 42_161]);
    wallet.world.memory(1).set_tip(U256::from(30 * GWEI));
    wallet.world.memory(10).set_tip(U256::from(20 * GWEI));
    for chain in [1, 10, 42_161] {
        wallet.world.mine(chain);
    }
    let routes = wallet.router.suggest(request("a", "ETH", ETHER / 2)).await;
    assert_eq!((routes.uuid.as_str(), &routes.error), ("a", &None));
    assert_eq!(routes.candidates.len(), 3);
    assert_eq!(routes.best.len(), 1);
    let best = &routes.best[0];
    assert_eq!(best.candidate.from_chain, 42_161);
    assert_eq!((best.candidate.gas, best.candidate.transaction.to), (23_100, BOBBY), "a tenth more than estimated");
    assert!(best.candidate.transaction.sends_amount && best.candidate.transaction.data.is_empty());
    assert_eq!(routes.prices.as_ref().map(|prices| prices["ETH"]), Some(2_000.0));
}

#[tokio::test]
async fn tokens_go_through_their_contract() {
    let wallet = Wallet::on(&[1]);
    let routes = wallet.router.suggest(request("a", "USDC", 70_000_000)).await;
    assert_eq!(routes.error, None);
    let draft = &routes.best[0].candidate.transaction;
    assert_eq!((draft.to, draft.sends_amount), (USDC, false));
    let expected = format!("a9059cbb{:0>64}{:064x}", hex::encode(BOBBY), 70_000_000);
    assert_eq!(hex::encode(&draft.data), expected, "transfer(address,uint256)");
}

#[tokio::test]
async fn all_of_a_chain_is_asked_for_at_once_and_once() {
    let wallet = Wallet::on(&[1]);
    wallet.router.suggest(request("a", "USDC", 1)).await;
    let expected = [
        ("eth_call", 1),
        ("eth_estimateGas", 1),
        ("eth_feeHistory", 1),
        ("eth_gasPrice", 1),
        ("eth_getBalance", 1),
        ("eth_getBlockByNumber", 1),
        ("eth_maxPriorityFeePerGas", 1),
    ];
    let requests = wallet.world.memory(1).requests();
    assert_eq!(requests.iter().map(|(name, count)| (name.as_str(), *count)).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_route_comes_without_prices() {
    let wallet = Wallet::on(&[1, 10]);
    wallet.world.prices.lock().unwrap().clear();
    let routes = wallet.router.suggest(request("a", "ETH", 1_000)).await;
    assert_eq!((&routes.error, routes.best.len()), (&None, 1));
    assert_eq!(routes.prices.map(|prices| prices["ETH"]), Some(0.0));
}

#[tokio::test]
async fn what_is_put_together_takes_its_fees_out_of_what_is_emptied() {
    let wallet = Wallet::on(&[1, 10]);
    let routes = wallet.router.suggest(request("a", "ETH", ETHER + ETHER / 2)).await;
    assert_eq!((&routes.error, routes.best.len()), (&None, 2));
    let emptied: Vec<_> = routes.best.iter().filter(|path| path.candidate.option.subtract_fees).collect();
    assert_eq!(emptied.len(), 1);
    assert_eq!(emptied[0].amount_in + emptied[0].total_fee, U256::from(ETHER));
}

#[tokio::test]
async fn whoever_has_nothing_is_told_so() {
    let wallet = Wallet::on(&[1]);
    wallet.world.memory(1).set_balance(super::world::ALICE, U256::ZERO);
    set_tokens(wallet.world.memory(1), 0);
    assert_eq!(code(&wallet.router.suggest(request("a", "USDC", 1)).await), Some("WR-008"));
    set_tokens(wallet.world.memory(1), 1);
    let gasless = wallet.router.suggest(request("b", "USDC", 1)).await;
    assert_eq!((code(&gasless), gasless.best.len()), (Some("WR-002"), 1), "the route comes with what it lacks");
}

#[tokio::test]
async fn chains_that_do_not_answer_are_told_when_nothing_else_remains() {
    let wallet = Wallet::on(&[1, 10]);
    let failure = ChainError::Unreachable("connection refused".into());
    wallet.world.memory(1).fail_method("eth_gasPrice", Some(failure.clone()));
    let routes = wallet.router.suggest(request("a", "ETH", 1_000)).await;
    assert_eq!((&routes.error, routes.best[0].candidate.from_chain), (&None, 10), "the other chain serves");
    wallet.world.memory(10).fail_method("eth_gasPrice", Some(failure.clone()));
    let error = wallet.router.suggest(request("b", "ETH", 1_000)).await.error.unwrap();
    assert_eq!(error.details, "chain 1, fees: connection refused; chain 10, fees: connection refused");
    wallet.world.memory(1).fail(Some(failure.clone()));
    wallet.world.memory(10).fail(Some(failure));
    let error = wallet.router.suggest(request("c", "ETH", 1_000)).await.error.unwrap();
    let expected = r#"chain 1, token ETH: {"code":"0","details":"connection refused"}; chain 10, token ETH: {"code":"0","details":"connection refused"}"#;
    assert_eq!((error.code, error.details.as_str()), ("0", expected));
}

#[tokio::test]
async fn a_token_that_no_chain_knows_is_told() {
    let wallet = Wallet::on(&[1]);
    wallet.world.unknown.lock().unwrap().insert(1);
    let error = wallet.router.suggest(request("a", "GHOST", 1)).await.error.unwrap();
    assert_eq!(error.details, r#"chain 1, token GHOST: {"code":"WR-004","details":"token not found"}"#);
}

#[tokio::test]
async fn what_a_processor_says_is_told() {
    let wallet = Wallet::on(&[1]);
    let message =
        "insufficient funds for gas * price + value: address 0xa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1 have 1 want 2";
    let error = ChainError::Rpc { code: -32000, message: message.into(), data: String::new() };
    wallet.world.memory(1).fail_method("eth_estimateGas", Some(error));
    let error = wallet.router.suggest(request("a", "ETH", 1)).await.error.unwrap();
    assert_eq!(error.code, "WPP-025");
    assert!(error.details.ends_with("a1a1"), "without the balance: {}", error.details);
}

#[tokio::test]
async fn a_request_that_is_wrong_asks_nobody() {
    let wallet = Wallet::on(&[1]);
    let wrong = RouteRequest { amount_in: None, ..request("a", "ETH", 0) };
    assert_eq!(code(&wallet.router.suggest(wrong).await), Some("0"));
    let locked = RouteRequest { locked: [(31_337, Some(U256::ONE))].into(), ..request("b", "ETH", 1) };
    assert_eq!(code(&wallet.router.suggest(locked).await), Some("WRR-012"));
    assert!(wallet.world.memory(1).requests().is_empty());
}

#[tokio::test]
async fn one_request_at_a_time_and_everybody_is_answered() {
    let mut wallet = Wallet::on(&[1]);
    wallet.world.memory(1).set_silent(true);
    wallet.router.suggest_in_background(request("runs", "ETH", 1));
    wallet.settle().await;
    wallet.router.suggest_in_background(request("waits", "ETH", 1));
    wallet.router.suggest_in_background(request("last", "ETH", 1));
    let mut refused = [wallet.next().await, wallet.next().await];
    refused.sort_by(|a, b| a.uuid.cmp(&b.uuid));
    let words =
        refused.each_ref().map(|routes| (routes.uuid.as_str(), routes.error.as_ref().unwrap().details.as_str()));
    assert_eq!(words, [("runs", "context canceled"), ("waits", "task overwritten")]);
    wallet.world.memory(1).set_silent(false);
    let answered = wallet.next().await;
    assert_eq!((answered.uuid.as_str(), answered.error), ("last", None));
    wallet.settle().await;
    assert!(wallet.told.try_recv().is_err(), "each is answered once");
}

#[tokio::test]
async fn a_stopped_request_is_answered() {
    let mut wallet = Wallet::on(&[1]);
    wallet.world.memory(1).set_silent(true);
    wallet.router.suggest_in_background(request("a", "ETH", 1));
    wallet.settle().await;
    wallet.router.stop();
    let refused = wallet.next().await;
    assert_eq!((refused.uuid.as_str(), refused.error.unwrap().details.as_str()), ("a", "context canceled"));
    wallet.world.memory(1).set_silent(false);
    wallet.router.stop();
    wallet.settle().await;
    assert!(wallet.told.try_recv().is_err());
}

#[tokio::test]
async fn only_the_last_route_is_carried_out() {
    let wallet = Wallet::on(&[1]);
    assert_eq!(wallet.router.take_route("a").unwrap_err().code, "W-001");
    wallet.router.suggest(request("a", "ETH", 1)).await;
    wallet.router.suggest(request("b", "ETH", 2)).await;
    assert_eq!(wallet.router.take_route("a").unwrap_err().code, "W-001");
    let route = wallet.router.take_route("b").unwrap();
    assert_eq!((route.request.uuid.as_str(), route.best[0].amount_in), ("b", U256::from(2)));
}
