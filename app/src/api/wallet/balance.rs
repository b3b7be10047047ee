//! What accounts have.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::settings;
use status_domain::wallet::balance::{ChainBalance, TokenHolding, decimal_text};
use status_domain::wallet::token::token_peg;
use status_ports::{MarketValues, Prices, TokenDetails};

use super::token::TokenJson;
use crate::json::Address;
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::BALANCES_MAX_AGE_MS;

/// The currency in which everything is told besides that of the settings.
const FIXED_CURRENCY: &str = "USD";

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_startWallet",
        "Begins to tell when to look at balances again, by the signal wallet: every ten minutes, and half a minute after \
         something was sent or received. Every hour clients are told to work out currency formats again. Transfers of all \
         accounts are looked for on the active chains that are switched on, as wallet_checkRecentHistoryForChainIDs tells.",
        &[],
        |session: Session, (): ()| async move {
            session.wallet().start_reload();
            session.wallet().start_transfers(&[]).await?;
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_stopWallet",
        "Ends what wallet_startWallet began.",
        &[],
        |session: Session, (): ()| async move {
            session.wallet().stop_reload();
            session.wallet().stop_transfers();
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_restartWalletReloadTimer",
        "Begins the ten minutes of wallet_startWallet from here.",
        &[],
        |session: Session, (): ()| async move {
            session.wallet().restart_reload();
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_getBalancesByChain",
        "What accounts have of tokens on chains, by chain, account and token; the zero address is the native currency. \
         What a chain does not tell is not there.",
        &["chainIds", "addresses", "tokens"],
        |session: Session, (chains, accounts, tokens): (Option<Vec<u64>>, Addresses, Addresses)| async move {
            by_chain(&session, chains.unwrap_or_default(), accounts, tokens).await
        },
    );
    table.method(
        "wallet_getWalletToken",
        "What accounts have on the active chains, asked now, with what it is worth. What a chain does not tell is what it \
         told last, with hasError.",
        &["addresses"],
        |session: Session, (accounts,): (Option<Vec<Address>>,)| async move { with_market(&session, accounts).await },
    );
    table.method(
        "wallet_fetchOrGetCachedWalletBalances",
        "What accounts have on the active chains. Chains are asked if something happened, or is not known.",
        &["addresses"],
        |session: Session, (accounts,): (Option<Vec<Address>>,)| async move { without_market(&session, accounts).await },
    );
}

/// Clients may say null for none.
type Addresses = Option<Vec<Address>>;

/// What there is on one chain.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "token.ChainBalance")]
#[serde(rename_all = "camelCase")]
struct ChainBalanceJson {
    /// The smallest unit, decimal; `<nil>` if it was never told.
    raw_balance: String,
    /// Units, decimal.
    balance: String,
    #[serde(rename = "balance1DayAgo")]
    balance_1day_ago: String,
    address: Address,
    chain_id: u64,
    has_error: bool,
}

/// What a token is worth in one currency.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "token.TokenMarketValues")]
#[serde(rename_all = "camelCase")]
struct TokenMarketJson {
    market_cap: f64,
    high_day: f64,
    low_day: f64,
    change_pct_hour: f64,
    change_pct_day: f64,
    #[serde(rename = "changePct24hour")]
    change_pct_24hour: f64,
    #[serde(rename = "change24hour")]
    change_24hour: f64,
    price: f64,
    has_error: bool,
}

/// What an account has of a token on all chains.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "token.StorageToken")]
#[serde(rename_all = "camelCase")]
struct HoldingJson {
    #[serde(flatten)]
    token: TokenJson,
    balances_per_chain: BTreeMap<u64, ChainBalanceJson>,
    description: String,
    asset_website_url: String,
    built_on: String,
    market_values_per_currency: Option<BTreeMap<String, TokenMarketJson>>,
}

type Holdings = BTreeMap<Address, Vec<HoldingJson>>;

impl ChainBalanceJson {
    fn new(chain_id: u64, balance: &ChainBalance) -> Self {
        Self {
            raw_balance: balance.balance.map_or_else(|| "<nil>".to_owned(), |amount| amount.to_string()),
            balance: decimal_text(balance.balance.unwrap_or_default(), balance.decimals),
            balance_1day_ago: "0".to_owned(),
            address: Address(balance.token),
            chain_id,
            has_error: balance.has_error,
        }
    }
}

impl From<&TokenHolding> for HoldingJson {
    /// The contract and the chain are those of each balance.
    fn from(holding: &TokenHolding) -> Self {
        let token = TokenJson {
            address: Address::default(),
            chain_id: 0,
            peg_symbol: token_peg(&holding.token.symbol).to_owned(),
            token_list_id: String::new(),
            ..TokenJson::from(&holding.token)
        };
        let balances = holding.balances.iter();
        let balances = balances.map(|(chain_id, balance)| (*chain_id, ChainBalanceJson::new(*chain_id, balance)));
        Self {
            token,
            balances_per_chain: balances.collect(),
            description: String::new(),
            asset_website_url: String::new(),
            built_on: String::new(),
            market_values_per_currency: None,
        }
    }
}

/// What is known of tokens on the market.
#[derive(Default)]
struct MarketKnowledge {
    prices: Prices,
    /// By currency, then by symbol.
    values: BTreeMap<String, BTreeMap<String, MarketValues>>,
    details: BTreeMap<String, TokenDetails>,
    is_up: bool,
}

impl MarketKnowledge {
    fn values(&self, symbol: &str, currency: &str) -> TokenMarketJson {
        let values = self.values.get(currency).and_then(|values| values.get(symbol)).copied().unwrap_or_default();
        let price = self.prices.get(symbol).and_then(|prices| prices.get(currency)).copied().unwrap_or_default();
        TokenMarketJson {
            market_cap: values.market_cap,
            high_day: values.high_day,
            low_day: values.low_day,
            change_pct_hour: values.change_pct_hour,
            change_pct_day: values.change_pct_day,
            change_pct_24hour: values.change_pct_24hour,
            change_24hour: values.change_24hour,
            price,
            has_error: !self.is_up,
        }
    }

    fn is_about(&self, symbol: &str) -> bool {
        self.prices.contains_key(symbol)
            || self.details.contains_key(symbol)
            || self.values.values().any(|values| values.contains_key(symbol))
    }

    fn add_to(&self, holding: &mut HoldingJson, currencies: &[String]) {
        let symbol = &holding.token.symbol;
        if let Some(details) = self.details.get(symbol) {
            holding.description.clone_from(&details.description);
            holding.asset_website_url.clone_from(&details.asset_website_url);
            holding.built_on.clone_from(&details.built_on);
        }
        if self.is_about(symbol) {
            let values = currencies.iter().map(|currency| (currency.clone(), self.values(symbol, currency)));
            holding.market_values_per_currency = Some(values.collect());
        }
    }
}

async fn by_chain(
    session: &Session,
    chains: Vec<u64>,
    accounts: Option<Vec<Address>>,
    tokens: Option<Vec<Address>>,
) -> Result<BTreeMap<u64, BTreeMap<Address, BTreeMap<Address, String>>>, RpcError> {
    let (accounts, tokens) = (plain(accounts), plain(tokens));
    let balances = session.wallet().balances_by_chain(&chains, &accounts, &tokens).await?;
    let of_account = |balances: BTreeMap<[u8; 20], _>| {
        balances.into_iter().map(|(token, balance)| (Address(token), format!("{balance:#x}"))).collect()
    };
    let of_chain = |accounts: BTreeMap<[u8; 20], _>| {
        accounts.into_iter().map(|(account, balances)| (Address(account), of_account(balances))).collect()
    };
    Ok(balances.into_iter().map(|(chain_id, accounts)| (chain_id, of_chain(accounts))).collect())
}

async fn without_market(session: &Session, accounts: Option<Vec<Address>>) -> Result<Holdings, RpcError> {
    held(session, accounts, false).await
}

async fn held(session: &Session, accounts: Option<Vec<Address>>, is_refreshed: bool) -> Result<Holdings, RpcError> {
    let held = session.wallet().holdings(&plain(accounts), is_refreshed).await?;
    let of_account = |(account, holdings): ([u8; 20], Vec<TokenHolding>)| {
        (Address(account), holdings.iter().map(HoldingJson::from).collect())
    };
    Ok(held.into_iter().map(of_account).collect())
}

async fn with_market(session: &Session, accounts: Option<Vec<Address>>) -> Result<Holdings, RpcError> {
    let mut held = held(session, accounts, true).await?;
    let currency = settings::setting(&session.settings().await?, "currency");
    let mut currencies = vec![currency.as_str().unwrap_or(FIXED_CURRENCY).to_owned(), FIXED_CURRENCY.to_owned()];
    currencies.dedup();
    let symbols = held.values().flatten().map(|holding| holding.token.symbol.clone()).collect::<Vec<_>>();
    let knowledge = ask_market(session, &symbols, &currencies).await;
    for holding in held.values_mut().flatten() {
        knowledge.add_to(holding, &currencies);
    }
    Ok(held)
}

/// All that the market says. Whatever it does not say is left out: balances are told all the same.
async fn ask_market(session: &Session, symbols: &[String], currencies: &[String]) -> MarketKnowledge {
    let market = session.wallet().market();
    let values = async {
        let mut values = BTreeMap::new();
        for currency in currencies {
            values.insert(currency.clone(), market.values(symbols, currency, BALANCES_MAX_AGE_MS).await);
        }
        values
    };
    let (prices, details, values) =
        futures::join!(market.prices(symbols, currencies, BALANCES_MAX_AGE_MS), market.details(symbols), values);
    MarketKnowledge {
        prices: prices.unwrap_or_else(|_| market.known_prices(symbols, currencies)),
        values: values.into_iter().map(|(currency, values)| (currency, values.unwrap_or_default())).collect(),
        details: details.unwrap_or_default(),
        is_up: market.is_up(),
    }
}

fn plain(addresses: Option<Vec<Address>>) -> Vec<[u8; 20]> {
    addresses.unwrap_or_default().into_iter().map(|address| address.0).collect()
}
