use std::collections::BTreeMap;
use std::time::Duration;

use ruint::aliases::U256;
use status_domain::wallet::balance::MULTICALL3;
use status_domain::wallet::token::{NATIVE_TOKEN, TokenError};
use status_memory::{ContractView, MemoryChain};
use status_ports::{CallRequest, ChainError, CustomTokenRecord, MarketError};
use tokio::time::{Instant, advance};

use super::*;
use crate::wallet::test_wallet::TestWallet;

fn account(index: u8) -> [u8; 20] {
    [index; 20]
}

fn contract(index: u8) -> [u8; 20] {
    let mut address = [0xcc; 20];
    address[19] = index;
    address
}

fn number(bytes: &[u8], at: usize) -> usize {
    U256::from_be_slice(&bytes[at..at + 32]).to()
}

fn address(bytes: &[u8], at: usize) -> [u8; 20] {
    bytes[at + 12..at + 32].try_into().unwrap()
}

fn word(value: usize) -> [u8; 32] {
    U256::from(value).to_be_bytes()
}

/// A contract of ERC-20 of which every account has so much.
fn token(balance: u64, name: &'static str) -> impl Fn(&ContractView<'_>) -> Result<Vec<u8>, Vec<u8>> {
    move |view| {
        let text = || [&word(32)[..], &word(name.len()), name.as_bytes(), &[0; 32][name.len()..]].concat();
        match hex::encode(&view.request.data[..4]).as_str() {
            "70a08231" => Ok(U256::from(balance).to_be_bytes_vec()),
            "06fdde03" | "95d89b41" => Ok(text()),
            "313ce567" => Ok(word(6).to_vec()),
            _ => Err(Vec::new()),
        }
    }
}

/// Multicall3, as far as balances need it.
fn multicall(view: &ContractView<'_>) -> Result<Vec<u8>, Vec<u8>> {
    let data = &view.request.data;
    if hex::encode(&data[..4]) == "4d2301cc" {
        return Ok(view.balance(address(data, 4)).to_be_bytes_vec());
    }
    assert_eq!(hex::encode(&data[..4]), "82ad56cb");
    let count = number(data, 36);
    let (mut heads, mut tails) = (Vec::new(), Vec::new());
    for index in 0..count {
        let call = 68 + number(data, 68 + index * 32);
        let bytes = call + number(data, call + 64);
        let request = CallRequest {
            to: Some(address(data, call)),
            data: data[bytes + 32..bytes + 32 + number(data, bytes)].to_vec(),
            ..CallRequest::default()
        };
        let (is_success, returned) = match view.call(&request) {
            Ok(returned) => (1, returned),
            Err(reason) => (0, reason),
        };
        heads.extend(word(count * 32 + tails.len()));
        tails.extend([word(is_success), word(64), word(returned.len())].concat());
        tails.extend(&returned);
        tails.resize(tails.len().next_multiple_of(32), 0);
    }
    Ok([&word(32)[..], &word(count), &heads, &tails].concat())
}

fn with_multicall(wallet: &TestWallet, chain_id: u64) -> MemoryChain {
    let chain = wallet.put_chain(chain_id);
    chain.set_contract(MULTICALL3, multicall);
    chain
}

fn added(chain_id: u64, address: [u8; 20], symbol: &str) -> CustomTokenRecord {
    CustomTokenRecord {
        chain_id,
        address,
        name: symbol.into(),
        symbol: symbol.into(),
        decimals: 6,
        community_id: None,
        is_added: true,
    }
}

fn down() -> Option<ChainError> {
    Some(ChainError::Unreachable("no route".into()))
}

#[tokio::test(start_paused = true)]
async fn twenty_accounts_and_two_hundred_tokens_of_six_chains_take_three_requests_each_all_at_once() {
    let ids = [1, 10, 56, 100, 137, 42_161];
    let test = TestWallet::new(&ids);
    let chains: Vec<MemoryChain> = ids.iter().map(|id| with_multicall(&test, *id)).collect();
    let accounts: Vec<_> = (1..=20).map(account).collect();
    let tokens: Vec<_> = (0..199).map(contract).chain([NATIVE_TOKEN]).collect();
    for chain in &chains {
        chain.set_delay(Duration::from_millis(100));
        for token_address in &tokens[..199] {
            chain.set_contract(*token_address, token(7, "TOK"));
        }
        accounts.iter().for_each(|account| chain.set_balance(*account, U256::from(9)));
    }
    let begun = Instant::now();
    let found = test.wallet.balances_by_chain(&ids, &accounts, &tokens).await.unwrap();
    // One answer for the number of the chain, which is asked once, and one for all balances.
    assert!(begun.elapsed() <= Duration::from_millis(250), "{:?}", begun.elapsed());
    assert_eq!(found.len(), 6);
    for (chain, balances) in chains.iter().zip(found.values()) {
        let requests = chain.requests();
        assert_eq!((requests.get("eth_call"), requests.get("eth_getBalance")), (Some(&3), None));
        assert!(accounts.iter().all(|account| balances[account].len() == 200));
        assert_eq!(balances[&accounts[3]][&NATIVE_TOKEN], U256::from(9));
        assert_eq!(balances[&accounts[3]][&tokens[5]], U256::from(7));
    }
}

#[tokio::test]
async fn a_chain_without_contracts_that_help_is_read_one_by_one_and_not_tried_again() {
    let test = TestWallet::new(&[31_337]);
    let chain = test.put_chain(31_337);
    chain.set_balance(account(1), U256::from(5));
    chain.set_contract(contract(1), token(6, "TOK"));
    let tokens = [NATIVE_TOKEN, contract(1), contract(2)];
    for expected in [3, 5] {
        let found = test.wallet.balances_by_chain(&[31_337], &[account(1)], &tokens).await.unwrap();
        let expected_balances = BTreeMap::from([(NATIVE_TOKEN, U256::from(5)), (contract(1), U256::from(6))]);
        assert_eq!(found[&31_337][&account(1)], expected_balances);
        assert_eq!(chain.requests()["eth_call"], expected);
    }
}

#[tokio::test]
async fn a_chain_that_fails_hides_no_other_and_is_not_there() {
    let test = TestWallet::new(&[1, 10]);
    with_multicall(&test, 1).fail(down());
    with_multicall(&test, 10).set_balance(account(1), U256::from(5));
    let found = test.wallet.balances_by_chain(&[1, 10], &[account(1)], &[NATIVE_TOKEN]).await.unwrap();
    assert!(found.keys().eq(&[10]));
    let unknown = test.wallet.balances_by_chain(&[1, 7], &[account(1)], &[NATIVE_TOKEN]).await;
    assert_eq!(unknown, Err(ChainError::UnknownChain(7)));
}

/// The native balance of the first account on a chain, as it is told.
async fn native(test: &TestWallet, is_refreshed: bool) -> (Option<u64>, bool) {
    let held = test.wallet.holdings(&[account(1)], is_refreshed).await.unwrap();
    let balance = &held[&account(1)].iter().find(|holding| holding.token.symbol == "ETH").unwrap().balances[&1];
    (balance.balance.map(|balance| balance.to()), balance.has_error)
}

#[tokio::test]
async fn what_a_chain_said_last_stays_when_it_fails() {
    let test = TestWallet::new(&[1]);
    let chain = with_multicall(&test, 1);
    chain.fail(down());
    assert_eq!(native(&test, true).await, (None, true), "unknown is not zero");
    chain.fail(None);
    chain.set_balance(account(1), U256::from(5));
    assert_eq!(native(&test, true).await, (Some(5), false));
    chain.fail(down());
    assert_eq!(native(&test, true).await, (Some(5), true));
}

#[tokio::test(start_paused = true)]
async fn a_silent_chain_is_not_waited_for_longer_than_its_time() {
    let test = TestWallet::new(&[1]);
    with_multicall(&test, 1).set_silent(true);
    let begun = Instant::now();
    assert_eq!(native(&test, true).await, (None, true));
    assert!(begun.elapsed() <= Duration::from_secs(21), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn chains_are_asked_again_only_when_something_happened_or_is_unknown() {
    let test = TestWallet::new(&[1]);
    let chain = with_multicall(&test, 1);
    let calls = || chain.requests().get("eth_call").copied().unwrap_or_default();
    chain.set_balance(account(1), U256::from(5));
    assert_eq!(native(&test, false).await, (Some(5), false));
    let asked = calls();
    chain.set_balance(account(1), U256::from(6));
    assert_eq!((native(&test, false).await, calls()), ((Some(5), false), asked));
    test.wallet.transfers_happened(&[account(1)], test.wallet.now());
    assert_eq!(native(&test, false).await, (Some(6), false));
    // Another account is not known.
    test.wallet.holdings(&[account(1), account(2)], false).await.unwrap();
    assert!(calls() > asked + 1);
}

#[tokio::test]
async fn a_token_is_shown_when_it_was_added_and_gone_when_forgotten() {
    let test = TestWallet::new(&[1]);
    with_multicall(&test, 1).set_contract(contract(1), token(1_500_000, "TOK"));
    let shown = async || {
        let held = test.wallet.holdings(&[account(1)], false).await.unwrap();
        let found = held[&account(1)].iter().find(|holding| holding.token.symbol == "TOK");
        found.map(|holding| holding.balances[&1].balance.unwrap().to::<u64>())
    };
    assert_eq!(shown().await, None);
    test.wallet.add_custom_token(added(1, contract(1), "TOK")).await.unwrap();
    assert_eq!(shown().await, Some(1_500_000));
    test.wallet.delete_custom_token(1, contract(1)).await.unwrap();
    assert_eq!(shown().await, None);
    let refused = test.wallet.add_custom_token(added(1, NATIVE_TOKEN, "TOK")).await;
    assert!(matches!(refused, Err(TokenCallError::Token(TokenError::Native))));
    assert_eq!(test.wallet.custom_tokens().await.unwrap(), []);
}

#[tokio::test]
async fn a_contract_says_what_it_is_and_is_known_once_it_was_added() {
    let test = TestWallet::new(&[1]);
    let chain = test.put_chain(1);
    chain.set_contract(contract(1), token(0, "TOK"));
    let found = test.wallet.discover_token(1, contract(1)).await.unwrap();
    assert_eq!((found.name.as_str(), found.symbol.as_str(), found.decimals), ("TOK", "TOK", 6));
    assert_eq!(test.wallet.custom_tokens().await.unwrap(), []);
    assert_eq!(test.wallet.find_token(1, "TOK").await.unwrap(), None);
    test.wallet.add_custom_token(added(1, contract(1), "TOK")).await.unwrap();
    assert_eq!(test.wallet.find_token(1, "TOK").await.unwrap().unwrap().address, contract(1));
    for hostile in ["", "\u{202e}"] {
        chain.set_contract(contract(2), token(0, hostile));
        let refused = test.wallet.discover_token(1, contract(2)).await;
        assert!(matches!(refused, Err(TokenCallError::Token(_))), "{hostile:?}");
    }
    let nothing = test.wallet.discover_token(1, contract(3)).await;
    assert!(matches!(nothing, Err(TokenCallError::Token(TokenError::NoName))), "{nothing:?}");
}

#[tokio::test(start_paused = true)]
async fn clients_are_told_every_ten_minutes_and_after_transfers_while_the_wallet_is_started() {
    let mut test = TestWallet::new(&[1]);
    // Begun twice is begun once.
    test.wallet.start_reload();
    test.wallet.start_reload();
    let begun = Instant::now();
    test.event("wallet-tick-reload").await;
    assert_eq!(begun.elapsed(), Duration::from_secs(600));
    test.wallet.transfers_happened(&[account(1)], test.wallet.now());
    test.event("wallet-tick-reload").await;
    assert_eq!(begun.elapsed(), Duration::from_secs(630));
    test.event("wallet-tick-reload").await;
    assert_eq!(begun.elapsed(), Duration::from_secs(1200));
    test.event("wallet-currency-tick-update-format").await;
    assert_eq!(begun.elapsed(), Duration::from_secs(3600));
}

#[tokio::test(start_paused = true)]
async fn the_time_begins_anew_when_the_wallet_is_restarted_and_ends_when_it_is_stopped() {
    let mut test = TestWallet::new(&[1]);
    test.wallet.start_reload();
    advance(Duration::from_secs(300)).await;
    test.wallet.restart_reload();
    let restarted = Instant::now();
    test.event("wallet-tick-reload").await;
    assert_eq!(restarted.elapsed(), Duration::from_secs(600));
    test.wallet.stop_reload();
    advance(Duration::from_secs(7200)).await;
    test.wallet.transfers_happened(&[account(1)], test.wallet.now());
    advance(Duration::from_secs(7200)).await;
    test.wallet.signals().emit("last", ());
    assert!(test.signals.recv().await.unwrap().contains("last"));
}

#[tokio::test]
async fn currencies_of_countries_have_formats_offline_and_tokens_once_prices_are_known() {
    let test = TestWallet::new(&[1]);
    let offline = test.wallet.currency_formats().await.unwrap();
    let decimals = |formats: &BTreeMap<String, _>, symbol: &str| {
        let format: Option<&status_domain::wallet::CurrencyFormat> = formats.get(symbol);
        format.map(|format| (format.display_decimals, format.strip_trailing_zeroes))
    };
    assert!(offline.len() > 150, "{}", offline.len());
    assert_eq!([("USD"), ("JPY"), ("KWD")].map(|code| decimals(&offline, code)), [2, 0, 3].map(|n| Some((n, false))));
    assert_eq!(decimals(&offline, "ETH"), None);
    test.market.fail(Some(MarketError::Timeout));
    test.wallet.update_currency_formats().await.unwrap_err();
    assert_eq!(test.wallet.currency_formats().await.unwrap(), offline);
    test.market.fail(None);
    let formats = test.wallet.update_currency_formats().await.unwrap();
    assert_eq!(decimals(&formats, "ETH"), Some((5, true)));
    assert_eq!(decimals(&formats, "DAI"), Some((2, false)));
    assert_eq!(decimals(&formats, "Gwei"), Some((9, true)));
    assert_eq!(test.wallet.currency_formats().await.unwrap(), formats);
}
