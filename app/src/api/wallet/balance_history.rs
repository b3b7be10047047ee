//! What accounts had over time.

use schemars::JsonSchema;
use serde::Serialize;
use status_domain::wallet::balance::interval_start;

use crate::json::Address;
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::BalanceHistoryRequest;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getBalanceHistory",
        "What accounts had of a token on some chains, together, and what that was worth in a currency when it was so: \
         points of a chart, oldest first. The interval is 1 for a week, 2 for 30 days, 3 for 180 days, 4 for a year, 5 for \
         all that is known.",
        &["chainIds", "addresses", "tokenSymbol", "currencySymbol", "timeInterval"],
        |session: Session, (chains, accounts, symbol, currency, interval): (Chains, Accounts, String, String, i64)| async move {
            let start = interval_start(interval, session.wallet().now() / 1000)?;
            history(&session, chains, accounts, (symbol, currency), start).await
        },
    );
    table.method(
        "wallet_getBalanceHistoryRange",
        "The same from a time on, Unix seconds. The end is now, whatever is asked for.",
        &["chainIds", "addresses", "tokenSymbol", "currencySymbol", "fromTimestamp", "toTimestamp"],
        |session: Session,
         (chains, accounts, symbol, currency, start, _): (Chains, Accounts, String, String, u64, u64)| async move {
            history(&session, chains, accounts, (symbol, currency), start).await
        },
    );
}

/// Clients may say null for none.
type Chains = Option<Vec<u64>>;
type Accounts = Option<Vec<Address>>;

/// A point of a chart.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "history.ValuePoint")]
struct ValuePointJson {
    value: f64,
    /// Unix seconds.
    time: u64,
}

async fn history(
    session: &Session,
    chains: Chains,
    accounts: Accounts,
    (symbol, currency): (String, String),
    start: u64,
) -> Result<Vec<ValuePointJson>, RpcError> {
    let request = BalanceHistoryRequest {
        chain_ids: chains.unwrap_or_default(),
        accounts: accounts.unwrap_or_default().into_iter().map(|account| account.0).collect(),
        symbol,
        currency,
        start,
    };
    let points = session.wallet().balance_history(&request).await?;
    Ok(points.into_iter().map(|(time, value)| ValuePointJson { value, time }).collect())
}
