use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use status_memory::MemoryMarket;
use status_ports::{
    Clock, HistoricalPrice, HistoryQuery, MarketError, MarketProvider, MarketValues, Prices, TokenDetails,
};

use super::*;
use crate::signal::{SignalHub, SignalReceiver};

/// A clock that stands still until it is set.
struct SetClock(AtomicU64);

impl Clock for SetClock {
    fn unix_nanos(&self) -> u64 {
        self.0.load(Ordering::Relaxed) * 1_000_000
    }
}

struct World {
    first: MemoryMarket,
    second: MemoryMarket,
    clock: Arc<SetClock>,
    signals: SignalReceiver,
    market: Market,
}

fn world() -> World {
    let (first, second) = (MemoryMarket::of_contract(), MemoryMarket::of_contract());
    second.set_price("ETH", "USD", 1999.0);
    with_providers(first.clone(), second.clone(), vec![Arc::new(first), Arc::new(second)])
}

fn with_providers(first: MemoryMarket, second: MemoryMarket, providers: Vec<Arc<dyn MarketProvider>>) -> World {
    let clock = Arc::new(SetClock(AtomicU64::new(1_700_200_000_000)));
    let hub = SignalHub::default();
    let signals = hub.subscribe(16);
    let events = WalletEvents::new(hub, clock.clone());
    let market = Market::new(providers, clock.clone(), events);
    World { first, second, clock, signals, market }
}

impl World {
    async fn eth(&self) -> Result<f64, MarketError> {
        let prices = self.market.fetch_prices(&texts(&["ETH"]), &texts(&["USD"])).await?;
        Ok(prices["ETH"]["USD"])
    }

    fn pass(&self, milliseconds: u64) {
        self.clock.0.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// The message of the next signal.
    async fn signal(&mut self) -> String {
        let signal: Value = serde_json::from_str(&self.signals.recv().await.unwrap()).unwrap();
        assert_eq!(signal["event"]["type"], "wallet-market-status-changed");
        signal["event"]["message"].as_str().unwrap().to_owned()
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn down() -> Option<MarketError> {
    Some(MarketError::Unreachable("no route".into()))
}

#[tokio::test]
async fn one_provider_stands_in_for_another() {
    let world = world();
    assert_eq!(world.eth().await, Ok(2000.5));
    world.first.fail(down());
    assert_eq!(world.eth().await, Ok(1999.0));
    world.first.fail(None);
    assert_eq!(world.eth().await, Ok(2000.5));
    assert!(world.market.is_up());
}

#[tokio::test]
async fn a_provider_that_fails_is_left_alone_and_tried_again() {
    let world = world();
    world.first.fail(down());
    for _ in 0..20 {
        world.eth().await.unwrap();
    }
    let asked = world.first.requests();
    assert!(asked < 20, "{asked}");
    world.first.fail(None);
    assert_eq!((world.eth().await, world.first.requests()), (Ok(1999.0), asked));
    world.pass(300_000);
    assert_eq!(world.eth().await, Ok(2000.5));
}

#[tokio::test]
async fn a_provider_that_has_enough_of_us_is_left_alone_as_long_as_it_says() {
    let world = world();
    world.first.fail(Some(MarketError::RateLimited { message: "slow down".into(), retry_after_ms: Some(30_000) }));
    assert_eq!(world.eth().await, Ok(1999.0));
    world.first.fail(None);
    world.pass(29_999);
    assert_eq!((world.eth().await, world.first.requests()), (Ok(1999.0), 1));
    world.pass(1);
    assert_eq!(world.eth().await, Ok(2000.5));
}

#[tokio::test]
async fn clients_are_told_once_when_the_market_goes_and_comes_back() {
    let mut world = world();
    world.first.fail(down());
    world.second.fail(down());
    for _ in 0..30 {
        let MarketError::AllFailed(failures) = world.eth().await.unwrap_err() else { panic!("all failed") };
        assert_eq!(failures.len(), 2);
    }
    assert_eq!(world.signal().await, "down");
    // Who is the last is asked whatever it did.
    world.second.fail(None);
    assert_eq!(world.eth().await, Ok(1999.0));
    assert_eq!(world.signal().await, "up");
}

#[tokio::test]
async fn what_is_fresh_is_not_asked_for_and_what_is_stale_is_not_told_as_fresh() {
    let world = world();
    let (symbols, currencies) = (texts(&["ETH", "NOBODY"]), texts(&["USD"]));
    let ask = || world.market.prices(&symbols, &currencies, 60_000);
    assert_eq!(ask().await.unwrap()["ETH"]["USD"], 2000.5);
    world.first.set_price("ETH", "USD", 5.0);
    assert_eq!(ask().await.unwrap()["ETH"]["USD"], 2000.5);
    assert_eq!(world.first.requests(), 1);
    world.pass(60_001);
    assert_eq!(ask().await.unwrap()["ETH"]["USD"], 5.0);
    world.pass(60_001);
    world.first.fail(down());
    world.second.fail(down());
    assert!(ask().await.is_err());
    assert_eq!(world.market.known_prices(&symbols, &currencies)["ETH"]["USD"], 5.0);
}

#[tokio::test]
async fn what_tokens_are_is_asked_for_once_a_day() {
    let world = world();
    for _ in 0..3 {
        assert_eq!(world.market.details(&texts(&["ETH", "SNT"])).await.unwrap()["ETH"].name, "Ethereum");
    }
    assert_eq!(world.first.requests(), 1);
    world.pass(DETAILS_MAX_AGE_MS + 1);
    world.market.details(&texts(&["ETH"])).await.unwrap();
    assert_eq!(world.first.requests(), 2);
}

#[tokio::test]
async fn nonsense_is_no_price() {
    let world = world();
    for nonsense in [f64::NAN, f64::INFINITY, -1.0, 0.0] {
        world.first.set_price("ETH", "USD", nonsense);
        let prices = world.market.fetch_prices(&texts(&["ETH"]), &texts(&["USD"])).await.unwrap();
        assert!(prices.is_empty(), "{nonsense}: {prices:?}");
    }
}

/// A provider that never answers.
struct Silent;

#[async_trait]
impl MarketProvider for Silent {
    fn id(&self) -> &str {
        "silent"
    }

    async fn prices(&self, _: &[String], _: &[String]) -> Result<Prices, MarketError> {
        std::future::pending().await
    }

    async fn market_values(&self, _: &[String], _: &str) -> Result<BTreeMap<String, MarketValues>, MarketError> {
        std::future::pending().await
    }

    async fn token_details(&self, _: &[String]) -> Result<BTreeMap<String, TokenDetails>, MarketError> {
        std::future::pending().await
    }

    async fn daily_prices(&self, _: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        std::future::pending().await
    }

    async fn hourly_prices(&self, _: &HistoryQuery) -> Result<Vec<HistoricalPrice>, MarketError> {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_provider_is_not_waited_for_longer_than_its_time() {
    let second = MemoryMarket::of_contract();
    let world = with_providers(second.clone(), second.clone(), vec![Arc::new(Silent), Arc::new(second)]);
    let begun = tokio::time::Instant::now();
    assert_eq!(world.eth().await, Ok(2000.5));
    assert_eq!(begun.elapsed(), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_leaves_no_question_behind() {
    let second = MemoryMarket::of_contract();
    let world = with_providers(second.clone(), second.clone(), vec![Arc::new(Silent), Arc::new(second)]);
    for _ in 0..300 {
        let gone = tokio::time::timeout(Duration::from_millis(1), world.eth()).await;
        assert!(gone.is_err(), "the first provider is still asked");
    }
}
