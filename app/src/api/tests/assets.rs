//! What accounts have, and what it is worth.

use serde_json::{Value, json};
use status_memory::MemoryMarket;
use status_ports::MarketError;

use super::{Alice, MemoryWorld};

const ACCOUNT: &str = "0x00000000000000000000000000000000000000b0";
const TOKEN: &str = "0x00000000000000000000000000000000000000b7";

async fn alice(market: &MemoryMarket) -> Alice {
    Alice::in_world(MemoryWorld { market: market.clone(), ..MemoryWorld::default() }, json!({})).await
}

#[tokio::test]
async fn lists_of_tokens_come_native_currencies_first() {
    let alice = Alice::new().await;
    let lists = alice.rpc("wallet_getTokenList", json!([])).await;
    assert_eq!(lists["updatedAt"], 1_697_613_003);
    let named: Vec<_> = lists["data"].as_array().unwrap().iter().map(|list| list["name"].as_str().unwrap()).collect();
    assert_eq!(named, ["native", "Uniswap Labs Default Token List", "Status Token List"]);
    let native = &lists["data"][0]["tokens"][0];
    let expected = json!({ "address": "0x0000000000000000000000000000000000000000", "name": "Ether", "symbol": "ETH",
        "decimals": 18, "chainId": 1, "pegSymbol": "", "verified": true, "tokenListId": "" });
    assert_eq!(native, &expected);
    let listed = &lists["data"][1]["tokens"][0];
    assert_eq!((&listed["symbol"], &listed["tokenListId"]), (&json!("1INCH"), &json!("uniswap")));
    let of_chain = alice.rpc("wallet_getTokens", json!([1])).await;
    assert!(of_chain.as_array().unwrap().iter().all(|token| token["chainId"] == 1));
    assert_eq!(alice.rpc("wallet_getTokens", json!([4242])).await, json!([]));
}

#[tokio::test]
async fn a_token_is_added_and_forgotten() {
    let alice = Alice::new().await;
    let token = json!({ "address": TOKEN, "name": "Tok", "symbol": "TOK", "decimals": 6, "chainId": 10 });
    let is_there = async |chain_id: u64| {
        let tokens = alice.rpc("wallet_getTokens", json!([chain_id])).await;
        tokens.as_array().unwrap().iter().any(|token| token["symbol"] == "TOK" && token["verified"] == false)
    };
    assert_eq!(alice.rpc("wallet_addCustomToken", json!([token])).await, Value::Null);
    assert!(is_there(10).await);
    // It is of no community.
    assert_eq!(alice.rpc("wallet_getCustomTokens", json!([])).await, Value::Null);
    // The main chain is meant, where it is not.
    assert_eq!(alice.rpc("wallet_deleteCustomToken", json!([TOKEN])).await, Value::Null);
    assert!(is_there(10).await);
    assert_eq!(alice.rpc("wallet_deleteCustomTokenByChainID", json!([10, TOKEN])).await, Value::Null);
    assert!(!is_there(10).await);
    let mut bad = token.clone();
    bad["decimals"] = json!(256);
    assert_eq!(
        alice.error("wallet_addCustomToken", json!([bad])).await,
        "-32000 the token has no valid number of decimals"
    );
    bad = token;
    bad["symbol"] = json!("");
    assert_eq!(alice.error("wallet_addCustomToken", json!([bad])).await, "-32000 the token has no valid symbol");
    assert!(!alice.error("wallet_discoverToken", json!([4242, TOKEN])).await.is_empty());
}

#[tokio::test]
async fn balances_that_nobody_tells_are_marked_and_worth_what_the_market_says() {
    let alice = alice(&MemoryMarket::of_contract()).await;
    for method in ["wallet_getWalletToken", "wallet_fetchOrGetCachedWalletBalances"] {
        let held = alice.rpc(method, json!([[ACCOUNT]])).await;
        let ether = held[ACCOUNT].as_array().unwrap().iter().find(|token| token["symbol"] == "ETH").unwrap().clone();
        let balance = &ether["balancesPerChain"]["1"];
        let expected = json!({ "rawBalance": "<nil>", "balance": "0", "balance1DayAgo": "0", "chainId": 1,
            "address": "0x0000000000000000000000000000000000000000", "hasError": true });
        assert_eq!(balance, &expected);
        assert_eq!((&ether["chainId"], &ether["tokenListId"]), (&json!(0), &json!("")));
        let market = &ether["marketValuesPerCurrency"];
        if method == "wallet_getWalletToken" {
            assert_eq!((&market["USD"]["price"], &market["USD"]["highDay"]), (&json!(2000.5), &json!(2100.0)));
            assert_eq!(market["USD"]["hasError"], false);
        } else {
            assert_eq!(market, &Value::Null);
        }
    }
    let nothing = alice.rpc("wallet_getBalancesByChain", json!([[], [ACCOUNT], []])).await;
    assert_eq!(nothing, json!({}));
    let unknown = alice.error("wallet_getBalancesByChain", json!([[4242], [ACCOUNT], []])).await;
    assert_eq!(unknown, "-32000 could not find network: 4242");
}

#[tokio::test]
async fn the_market_is_told_as_it_is() {
    let market = MemoryMarket::of_contract();
    let alice = alice(&market).await;
    let prices = alice.rpc("wallet_fetchPrices", json!([["ETH", "NOBODY"], ["USD"]])).await;
    assert_eq!(prices, json!({ "ETH": { "USD": 2000.5 }, "NOBODY": { "USD": 0.0 } }));
    let values = alice.rpc("wallet_fetchMarketValues", json!([["ETH"], "USD"])).await;
    assert_eq!((&values["ETH"]["MKTCAP"], &values["ETH"]["CHANGEPCT24HOUR"]), (&json!(240_000_000_000.0), &json!(2.0)));
    let details = alice.rpc("wallet_fetchTokenDetails", json!([["ETH"]])).await;
    assert_eq!((&details["ETH"]["Name"], &details["ETH"]["AssetWebsiteUrl"]), (&json!("Ethereum"), &json!("")));
    let days = alice.rpc("wallet_getDailyMarketValues", json!(["ETH", "USD", 2, false, 1])).await;
    let expected = json!([{ "time": 1_700_086_400, "close": 1990.0 }, { "time": 1_700_172_800, "close": 2000.5 }]);
    assert_eq!(days, expected);
    assert_eq!(alice.rpc("wallet_getHourlyMarketValues", json!(["ETH", "USD", 2, 1])).await, json!([]));
    market.fail(Some(MarketError::Timeout));
    let error = alice.error("wallet_fetchPrices", json!([["ETH"], ["USD"]])).await;
    assert_eq!(error, "-32000 memory.error: no answer in time");
}

#[tokio::test]
async fn currency_formats_are_there_offline() {
    let market = MemoryMarket::of_contract();
    let alice = alice(&market).await;
    let formats = alice.rpc("wallet_getCachedCurrencyFormats", json!([])).await;
    assert_eq!(formats["EUR"], json!({ "symbol": "EUR", "displayDecimals": 2, "stripTrailingZeroes": false }));
    let formats = alice.rpc("wallet_fetchAllCurrencyFormats", json!([])).await;
    assert_eq!(formats["ETH"], json!({ "symbol": "ETH", "displayDecimals": 5, "stripTrailingZeroes": true }));
}

#[tokio::test]
async fn the_wallet_starts_and_stops_at_any_time() {
    let alice = Alice::new().await;
    for method in ["wallet_stopWallet", "wallet_startWallet", "wallet_startWallet", "wallet_restartWalletReloadTimer"] {
        assert_eq!(alice.rpc(method, json!([])).await, Value::Null, "{method}");
    }
}

#[tokio::test]
async fn what_accounts_had_over_time_needs_a_token_and_an_interval() {
    let alice = alice(&MemoryMarket::of_contract()).await;
    let history = |interval: u64| json!([[1], [ACCOUNT], "ETH", "USD", interval]);
    let all = alice.rpc("wallet_getBalanceHistory", history(5)).await;
    assert!(all.as_array().unwrap().iter().all(|point| point["value"] == 0.0 && point["time"].is_u64()), "{all}");
    assert_eq!(alice.error("wallet_getBalanceHistory", history(9)).await, "-32000 unknown time interval: 9");
    assert_eq!(alice.rpc("wallet_getBalanceHistory", json!([null, [ACCOUNT], "ETH", "USD", 1])).await, json!([]));
    let range = json!([[1], [], "ETH", "USD", 0, 0]);
    assert_eq!(alice.error("wallet_getBalanceHistoryRange", range).await, "-32000 addresses must not be empty");
}

#[tokio::test]
async fn transfers_are_looked_for_when_the_wallet_is_started() {
    let alice = alice(&MemoryMarket::of_contract()).await;
    let mut signals = alice.backend.signals().subscribe(100);
    assert_eq!(alice.rpc("wallet_checkRecentHistoryForChainIDs", json!([[], [ACCOUNT]])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_checkRecentHistoryForChainIDs", json!([[1], []])).await, Value::Null);
    assert_eq!(alice.rpc("wallet_checkRecentHistoryForChainIDs", json!([[1], [ACCOUNT]])).await, Value::Null);
    loop {
        let signal: Value = serde_json::from_str(&signals.recv().await.expect("the hub lives")).unwrap();
        if signal["event"]["type"] == "recent-history-fetching" {
            assert_eq!((&signal["event"]["chainId"], &signal["event"]["message"]), (&json!(0), &json!("")));
            break;
        }
    }
    assert_eq!(alice.rpc("wallet_stopWallet", json!([])).await, Value::Null);
}
