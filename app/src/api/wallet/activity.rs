//! What happened to the money of accounts.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::activity::{
    ActivityStatus, ActivityType, Asset, AssetKind, Details, DetailsError, Filter, Period, Scope,
};

use crate::json::{Address, HexAmount, HexBytes};
use crate::rpc::{RpcError, Table};
use crate::session::Session;
use crate::wallet::activity::Range;

pub(super) fn register(table: &mut Table) {
    register_sessions(table);
    register_queries(table);
}

fn register_sessions(table: &mut Table) {
    table.method(
        "wallet_startActivityFilterSession",
        "Begins to follow what happens to accounts on some chains, or on all if none is named. The first page comes as the \
         event wallet-activity-filtering-done with the number that is returned; what changes from then on as \
         wallet-activity-session-updated. Transfers are looked for on these chains, as wallet_startWallet does.",
        &["addresses", "chainIDs", "filter", "firstPageCount"],
        |session: Session, (addresses, chains, filter, limit): (Addresses, Chains, FilterJson, i64)| async move {
            let scope = scope(addresses, chains);
            Ok::<_, RpcError>(session.wallet().start_activity_session(scope, filter.filter()?, count(limit))?)
        },
    );
    table.method(
        "wallet_updateActivityFilterForSession",
        "Follows other entries in a session. The first page comes as the event wallet-activity-filtering-done.",
        &["sessionID", "filter", "firstPageCount"],
        |session: Session, (id, filter, limit): (i32, FilterJson, i64)| async move {
            session.wallet().update_activity_session(id, filter.filter()?, count(limit))?;
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_resetActivityFilterSession",
        "Begins a session from the top: what wallet-activity-session-updated said is on top is in the first page, which comes \
         as the event wallet-activity-filtering-done.",
        &["id", "firstPageCount"],
        |session: Session, (id, limit): (i32, i64)| async move {
            session.wallet().reset_activity_session(id, count(limit))?;
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_getMoreForActivityFilterSession",
        "The next page of a session comes as the event wallet-activity-filtering-done.",
        &["id", "pageCount"],
        |session: Session, (id, limit): (i32, i64)| async move {
            session.wallet().more_of_activity_session(id, count(limit))?;
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_stopActivityFilterSession",
        "Ends a session.",
        &["id"],
        |session: Session, (id,): (i32,)| async move {
            session.wallet().stop_activity_session(id);
            Ok::<_, RpcError>(())
        },
    );
}

fn register_queries(table: &mut Table) {
    table.method(
        "wallet_getMultiTxDetails",
        "More about an entry that is a multi-transaction.",
        &["multiTxID"],
        |session: Session, (id,): (i64,)| async move {
            let details = session.wallet().multi_transaction_details(id).await?;
            Ok::<_, RpcError>(DetailsJson::new(details, String::new(), id))
        },
    );
    table.method(
        "wallet_getTxDetails",
        "More about an entry that is a transfer, or a transaction on its way, by the hash in it.",
        &["id"],
        |session: Session, (id,): (String,)| async move {
            let details = session.wallet().transaction_details(identity(&id)?).await?;
            Ok::<_, RpcError>(DetailsJson::new(details, id, 0))
        },
    );
    table.method(
        "wallet_getRecipientsAsync",
        "Whom accounts sent something to, the newest first, as the event wallet-activity-get-recipients-result; true if the \
         same request is being answered already.",
        &["requestID", "chainIDs", "addresses", "offset", "limit"],
        |session: Session, (id, chains, addresses, offset, limit): (i32, Chains, Addresses, i64, i64)| async move {
            let range = range(offset, limit);
            Ok::<_, RpcError>(session.wallet().activity_recipients(id.into(), scope(addresses, chains), range))
        },
    );
    table.method(
        "wallet_getOldestActivityTimestampAsync",
        "When the oldest that is known of accounts happened, as the event wallet-activity-get-oldest-timestamp-result.",
        &["requestID", "addresses"],
        |session: Session, (id, addresses): (i32, Addresses)| async move {
            let Scope { addresses, .. } = scope(addresses, None);
            session.wallet().oldest_activity_timestamp(id.into(), addresses);
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_getActivityCollectiblesAsync",
        "The collectibles that accounts gave or got, as the event wallet-activity-get-collectibles.",
        &["requestID", "chainIDs", "addresses", "offset", "limit"],
        |session: Session, (id, chains, addresses, offset, limit): (i32, Chains, Addresses, i64, i64)| async move {
            session.wallet().activity_collectibles(id.into(), scope(addresses, chains), range(offset, limit));
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_filterActivityAsync",
        "What happened to accounts, newest first, as the event wallet-activity-filtering-done. Sessions do it better.",
        &["requestID", "addresses", "chainIDs", "filter", "offset", "limit"],
        |session: Session,
         (id, addresses, chains, filter, offset, limit): (i32, Addresses, Chains, FilterJson, i64, i64)| async move {
            let (scope, range) = (scope(addresses, chains), range(offset, limit));
            session.wallet().filter_activity(id.into(), scope, filter.filter()?, range);
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_cancelActivityFilterTask",
        "Ends what wallet_filterActivityAsync began.",
        &["requestID"],
        |session: Session, (id,): (i32,)| async move {
            session.wallet().cancel_activity_filter(id.into());
            Ok::<_, RpcError>(())
        },
    );
}

/// Clients may say null for none.
type Addresses = Option<Vec<Address>>;
/// The same.
type Chains = Option<Vec<u64>>;

fn scope(addresses: Addresses, chains: Chains) -> Scope {
    Scope {
        addresses: addresses.unwrap_or_default().into_iter().map(|address| address.0).collect(),
        chains: chains.unwrap_or_default().into_iter().collect(),
    }
}

/// Less than nothing is nothing.
fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

fn range(offset: i64, limit: i64) -> Range {
    Range { offset: count(offset), limit: count(limit) }
}

/// What is no hash is that of nothing.
fn identity(text: &str) -> Result<[u8; 32], DetailsError> {
    if text.is_empty() {
        return Err(DetailsError::InvalidId);
    }
    let bytes = hex::decode(text.strip_prefix("0x").unwrap_or(text)).unwrap_or_default();
    bytes.try_into().map_err(|_| DetailsError::NotFound)
}

/// `activity.Period`: Unix seconds, 0 is open.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "activity.Period")]
#[serde(rename = "activity.Period", rename_all = "camelCase")]
struct PeriodJson {
    start_timestamp: i64,
    end_timestamp: i64,
}

/// `activity.Token`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "activity.Token")]
#[serde(rename = "activity.Token", rename_all = "camelCase")]
struct TokenJson {
    /// 0 native, 1 ERC-20, 2 ERC-721, 3 ERC-1155.
    token_type: i64,
    chain_id: u64,
    address: Address,
    token_id: Option<HexAmount>,
}

/// `activity.Filter`. What is empty does not restrict.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "activity.Filter")]
#[serde(rename = "activity.Filter", rename_all = "camelCase")]
struct FilterJson {
    period: PeriodJson,
    /// 0 send, 1 receive, 2 buy, 3 swap, 4 bridge, 5 contract deployment, 6 mint, 7 approve.
    types: Vec<i64>,
    /// 0 failed, 1 pending, 2 complete, 3 finalized.
    statuses: Vec<i64>,
    counterparty_addresses: Vec<Address>,
    assets: Vec<TokenJson>,
    collectibles: Vec<TokenJson>,
    filter_out_assets: bool,
    filter_out_collectibles: bool,
}

impl FilterJson {
    fn filter(self) -> Result<Filter, RpcError> {
        let second = |timestamp: i64| u64::try_from(timestamp).unwrap_or_default();
        let types: Result<BTreeSet<_>, RpcError> = self.types.into_iter().map(activity_type).collect();
        let statuses: Result<BTreeSet<_>, RpcError> = self.statuses.into_iter().map(activity_status).collect();
        let assets: Result<BTreeSet<_>, RpcError> = self.assets.into_iter().map(TokenJson::asset).collect();
        let collectibles: Result<BTreeSet<_>, RpcError> = self.collectibles.into_iter().map(TokenJson::asset).collect();
        Ok(Filter {
            period: Period { start: second(self.period.start_timestamp), end: second(self.period.end_timestamp) },
            types: types?,
            statuses: statuses?,
            counterparties: self.counterparty_addresses.into_iter().map(|address| address.0).collect(),
            assets: assets?,
            collectibles: collectibles?,
            filter_out_assets: self.filter_out_assets,
            filter_out_collectibles: self.filter_out_collectibles,
            ..Filter::default()
        })
    }
}

impl TokenJson {
    fn asset(self) -> Result<Asset, RpcError> {
        let kind = match self.token_type {
            0 => AssetKind::Native,
            1 => AssetKind::Erc20,
            2 => AssetKind::Erc721,
            3 => AssetKind::Erc1155,
            other => return Err(unknown("token type", other)),
        };
        let token_id = self.token_id.unwrap_or_default().0;
        Ok(Asset { kind, chain_id: self.chain_id, contract: self.address.0, token_id })
    }
}

fn activity_type(number: i64) -> Result<ActivityType, RpcError> {
    match number {
        0 => Ok(ActivityType::Send),
        1 => Ok(ActivityType::Receive),
        2 => Ok(ActivityType::Buy),
        3 => Ok(ActivityType::Swap),
        4 => Ok(ActivityType::Bridge),
        5 => Ok(ActivityType::ContractDeployment),
        6 => Ok(ActivityType::Mint),
        7 => Ok(ActivityType::Approve),
        other => Err(unknown("activity type", other)),
    }
}

fn activity_status(number: i64) -> Result<ActivityStatus, RpcError> {
    match number {
        0 => Ok(ActivityStatus::Failed),
        1 => Ok(ActivityStatus::Pending),
        2 => Ok(ActivityStatus::Complete),
        3 => Ok(ActivityStatus::Finalized),
        other => Err(unknown("activity status", other)),
    }
}

fn unknown(what: &str, number: i64) -> RpcError {
    RpcError::method(format!("unknown {what}: {number}"))
}

/// `activity.EntryChainDetails`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "activity.EntryChainDetails")]
#[serde(rename_all = "camelCase")]
struct ChainDetailsJson {
    chain_id: u64,
    /// 0 if it is in no block.
    block_number: u64,
    hash: HexBytes,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract_address: Option<Address>,
}

/// `activity.EntryDetails`.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "activity.EntryDetails")]
#[serde(rename_all = "camelCase")]
struct DetailsJson {
    id: String,
    multi_tx_id: i64,
    nonce: u64,
    chain_details: Option<Vec<ChainDetailsJson>>,
    input: HexBytes,
    max_fee_per_gas: HexAmount,
    gas_limit: u64,
    /// Wei that were paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    total_fees: Option<HexAmount>,
}

impl DetailsJson {
    fn new(details: Details, id: String, multi_tx_id: i64) -> Self {
        let chains = details.chains.into_iter().map(|chain| ChainDetailsJson {
            chain_id: chain.chain_id,
            block_number: chain.block_number.unwrap_or_default(),
            hash: HexBytes(chain.hash.to_vec()),
            contract_address: chain.contract.map(Address),
        });
        Self {
            id,
            multi_tx_id,
            nonce: details.nonce,
            chain_details: Some(chains.collect::<Vec<_>>()).filter(|chains| !chains.is_empty()),
            input: HexBytes(details.input),
            max_fee_per_gas: HexAmount(details.max_fee_per_gas),
            gas_limit: details.gas_limit,
            total_fees: details.total_fees.map(HexAmount),
        }
    }
}
