//! Services that tell what tokens are worth.

use status_ports::contracts::market;
use status_ports::{HistoryQuery, MarketError, MarketProvider};

use super::market_server::{Service, coingecko, cryptocompare, start, with_status};
use crate::{CoinGecko, CryptoCompare, MarketEndpoint, MarketLogin, Reach, WebClient};

fn client() -> WebClient {
    WebClient::new("status-go/1.2.3", Reach::PublicAndLoopback).unwrap()
}

fn endpoint(base_url: &str) -> MarketEndpoint {
    MarketEndpoint { id: "service".into(), base_url: base_url.into(), login: None }
}

fn both(origin: &str) -> [Box<dyn MarketProvider>; 2] {
    [Box::new(CryptoCompare::new(client(), endpoint(origin))), Box::new(CoinGecko::new(client(), endpoint(origin)))]
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn cryptocompare_keeps_the_contract() {
    let (origin, _) = start(cryptocompare).await;
    market::run(&CryptoCompare::new(client(), endpoint(&format!("{origin}/")))).await;
}

#[tokio::test]
async fn coingecko_keeps_the_contract_and_reads_its_coins_once() {
    let (origin, requests) = start(coingecko).await;
    market::run(&CoinGecko::new(client(), endpoint(&origin))).await;
    let lists = requests.lock().unwrap().iter().filter(|head| head.contains("/coins/list")).count();
    assert_eq!(lists, 1);
}

#[tokio::test]
async fn a_proxy_is_told_who_asks_and_nobody_else_is() {
    let (origin, requests) = start(cryptocompare).await;
    let login = MarketLogin { user: "user".into(), password: "secret".to_owned().into() };
    let proxy = CryptoCompare::new(client(), MarketEndpoint { login: Some(login), ..endpoint(&origin) });
    assert!(!format!("{proxy:?}").contains("secret"));
    proxy.prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap();
    CryptoCompare::new(client(), endpoint(&origin)).prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap();
    let requests = requests.lock().unwrap().clone();
    let logins: Vec<_> = requests.iter().map(|head| head.contains("authorization: Basic dXNlcjpzZWNyZXQ=")).collect();
    assert_eq!(logins, [true, false]);
}

#[tokio::test]
async fn hundreds_of_symbols_are_asked_for_in_lists_of_a_bounded_length() {
    let (origin, requests) = start(cryptocompare).await;
    let symbols: Vec<String> = (0..400).map(|index| format!("TOKEN{index}")).chain(texts(&["ETH"])).collect();
    let provider = CryptoCompare::new(client(), endpoint(&origin));
    let prices = provider.prices(&symbols, &texts(&["USD"])).await.unwrap();
    assert!(prices.keys().eq(["ETH"]));
    for head in requests.lock().unwrap().iter() {
        let list = head.split("fsyms=").nth(1).unwrap().split('&').next().unwrap().replace("%2C", ",");
        assert!(list.len() <= 300, "{list}");
    }
}

async fn refused(service: Service) -> Vec<MarketError> {
    let (origin, _) = start(service).await;
    let mut errors = Vec::new();
    for provider in both(&origin) {
        let query =
            HistoryQuery { symbol: "ETH".into(), currency: "USD".into(), limit: 1, aggregate: 1, is_whole: false };
        errors.push(provider.prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap_err());
        errors.push(provider.market_values(&texts(&["ETH"]), "USD").await.unwrap_err());
        errors.push(provider.token_details(&texts(&["ETH"])).await.unwrap_err());
        errors.push(provider.daily_prices(&query).await.unwrap_err());
    }
    errors
}

#[tokio::test]
async fn a_service_that_is_asked_too_often_says_until_when() {
    let limited = |_: &str| Some(with_status("429 Too Many Requests", "retry-after: 30\r\n", "slow down"));
    for error in refused(limited).await {
        assert!(matches!(error, MarketError::RateLimited { retry_after_ms: Some(30_000), .. }), "{error:?}");
    }
    let said = |_: &str| {
        let body = r#"{"Response":"Error","Message":"You are over your rate limit","Type":99,"Data":{}}"#;
        Some(with_status("200 OK", "", body))
    };
    let (origin, _) = start(said).await;
    let provider = CryptoCompare::new(client(), endpoint(&origin));
    let error = provider.prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap_err();
    assert!(matches!(error, MarketError::RateLimited { retry_after_ms: None, .. }), "{error:?}");
}

#[tokio::test]
async fn a_service_that_is_broken_gives_a_typed_error() {
    for error in refused(|_| Some(with_status("500 Internal Server Error", "", "{}"))).await {
        assert_eq!(error, MarketError::Refused("HTTP status 500".into()));
    }
    for error in refused(|_| Some(with_status("401 Unauthorized", "", "{}"))).await {
        assert_eq!(error, MarketError::Unauthorised);
    }
    // A login is not carried elsewhere, and nobody is sent to the user's own network.
    for error in refused(|_| Some(with_status("302 Found", "location: http://10.0.0.1/\r\n", ""))).await {
        assert_eq!(error, MarketError::Refused("HTTP status 302".into()));
    }
    for error in refused(|_| Some("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".into())).await {
        assert!(matches!(error, MarketError::Unreachable(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_service_that_lies_gives_a_typed_error() {
    for body in ["", "[", "7", "\"text\"", "{\"Data\":7}", "[[[[", "{\"ETH\":{\"USD\":\"many\"}}\u{0}"] {
        let (origin, _) = start(answer_of(body)).await;
        for provider in both(&origin) {
            let error = provider.prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap_err();
            assert!(matches!(error, MarketError::Malformed(_)), "{body}: {error:?}");
        }
    }
    let endless = |_: &str| {
        let body = "x".repeat(25 << 20);
        Some(with_status("200 OK", "", &body))
    };
    let (origin, _) = start(endless).await;
    for provider in both(&origin) {
        let error = provider.prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap_err();
        assert_eq!(error, MarketError::Malformed("the answer is too large".into()));
    }
}

/// A service that answers with one of the bodies of the test above.
fn answer_of(body: &str) -> Service {
    match body {
        "" => |_| Some(with_status("200 OK", "", "")),
        "[" => |_| Some(with_status("200 OK", "", "[")),
        "7" => |_| Some(with_status("200 OK", "", "7")),
        "\"text\"" => |_| Some(with_status("200 OK", "", "\"text\"")),
        "{\"Data\":7}" => |_| Some(with_status("200 OK", "", "{\"Data\":7}")),
        "[[[[" => |_| Some(with_status("200 OK", "", &"[".repeat(100_000))),
        _ => |_| Some(with_status("200 OK", "", "{\"ETH\":{\"USD\":\"many\"}}\u{0}")),
    }
}

#[tokio::test(start_paused = true)]
async fn a_service_that_says_nothing_is_not_waited_for_long() {
    let (origin, _) = start(|_| None).await;
    for provider in both(&origin) {
        let error = provider.prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap_err();
        assert_eq!(error, MarketError::Timeout);
    }
}

#[tokio::test]
async fn numbers_that_are_none_are_zero_and_no_value_is_infinite() {
    let strange = |_: &str| {
        let values = r#"{"RAW":{"ETH":{"USD":{"MKTCAP":null,"HIGHDAY":"x","LOWDAY":"1e999","CHANGEPCTHOUR":{}}}}}"#;
        Some(with_status("200 OK", "", values))
    };
    let (origin, _) = start(strange).await;
    let values = CryptoCompare::new(client(), endpoint(&origin)).market_values(&texts(&["ETH"]), "USD").await.unwrap();
    assert_eq!(values["ETH"], status_ports::MarketValues::default());
}
