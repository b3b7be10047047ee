//! Chains and their providers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::network::{Network, NetworkPair, TokenOverride, network_pairs};
use status_ports::NetworkRecord;

use crate::json::Address;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// A chain as clients write and read it.
#[derive(Clone, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename = "params.Network", rename_all = "camelCase")]
pub(crate) struct NetworkJson {
    chain_id: u64,
    chain_name: String,
    /// The first provider behind the proxy.
    default_rpc_url: String,
    #[serde(rename = "defaultFallbackURL")]
    default_fallback_url: String,
    #[serde(rename = "defaultFallbackURL2")]
    default_fallback_url2: String,
    rpc_url: String,
    original_rpc_url: String,
    #[serde(rename = "fallbackURL")]
    fallback_url: String,
    #[serde(rename = "originalFallbackURL")]
    original_fallback_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    block_explorer_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    icon_url: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    native_currency_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    native_currency_symbol: String,
    native_currency_decimals: u8,
    is_test: bool,
    layer: u64,
    enabled: bool,
    chain_color: String,
    short_name: String,
    token_overrides: Option<Vec<TokenOverrideJson>>,
    related_chain_id: u64,
}

/// A token that has another address on a chain.
#[derive(Clone, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename = "params.TokenOverride", rename_all = "camelCase")]
pub(crate) struct TokenOverrideJson {
    symbol: String,
    address: Address,
}

/// A chain and the one for tests that belongs to it.
#[derive(JsonSchema, Serialize)]
#[serde(rename_all = "PascalCase")]
struct NetworkPairJson {
    prod: Option<NetworkJson>,
    test: Option<NetworkJson>,
}

impl From<NetworkRecord> for NetworkJson {
    /// The URLs behind the proxy and the tokens stay out, as clients know it.
    fn from(record: NetworkRecord) -> Self {
        Self {
            chain_id: record.chain_id,
            chain_name: record.chain_name,
            rpc_url: record.rpc_url,
            original_rpc_url: record.original_rpc_url,
            fallback_url: record.fallback_url,
            original_fallback_url: record.original_fallback_url,
            block_explorer_url: record.block_explorer_url,
            icon_url: record.icon_url,
            native_currency_name: record.native_currency_name,
            native_currency_symbol: record.native_currency_symbol,
            native_currency_decimals: record.native_currency_decimals,
            is_test: record.is_test,
            layer: record.layer,
            enabled: record.enabled,
            chain_color: record.chain_color,
            short_name: record.short_name,
            related_chain_id: record.related_chain_id,
            ..Self::default()
        }
    }
}

impl From<Network> for NetworkJson {
    fn from(network: Network) -> Self {
        let overrides = network.token_overrides.into_iter();
        let overrides =
            overrides.map(|token| TokenOverrideJson { symbol: token.symbol, address: Address(token.address) });
        let overrides: Vec<_> = overrides.collect();
        Self {
            default_rpc_url: network.default_rpc_url,
            default_fallback_url: network.default_fallback_url,
            default_fallback_url2: network.default_fallback_url2,
            token_overrides: (!overrides.is_empty()).then_some(overrides),
            ..Self::from(network.record)
        }
    }
}

impl From<NetworkJson> for Network {
    fn from(json: NetworkJson) -> Self {
        let overrides = json.token_overrides.unwrap_or_default().into_iter();
        Self {
            record: NetworkRecord {
                chain_id: json.chain_id,
                chain_name: json.chain_name,
                rpc_url: json.rpc_url,
                original_rpc_url: json.original_rpc_url,
                fallback_url: json.fallback_url,
                original_fallback_url: json.original_fallback_url,
                block_explorer_url: json.block_explorer_url,
                icon_url: json.icon_url,
                native_currency_name: json.native_currency_name,
                native_currency_symbol: json.native_currency_symbol,
                native_currency_decimals: json.native_currency_decimals,
                is_test: json.is_test,
                layer: json.layer,
                enabled: json.enabled,
                chain_color: json.chain_color,
                short_name: json.short_name,
                related_chain_id: json.related_chain_id,
            },
            default_rpc_url: json.default_rpc_url,
            default_fallback_url: json.default_fallback_url,
            default_fallback_url2: json.default_fallback_url2,
            token_overrides: overrides
                .map(|token| TokenOverride { symbol: token.symbol, address: token.address.0 })
                .collect(),
        }
    }
}

impl NetworkJson {
    /// A chain that a client configures: what it gives is the original.
    pub(crate) fn into_configured(self) -> Network {
        let mut network = Network::from(self);
        network.record.original_rpc_url.clone_from(&network.record.rpc_url);
        network.record.original_fallback_url.clone_from(&network.record.fallback_url);
        network
    }
}

impl From<NetworkPair> for NetworkPairJson {
    fn from(pair: NetworkPair) -> Self {
        Self { prod: pair.production.map(NetworkJson::from), test: pair.test.map(NetworkJson::from) }
    }
}

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getEthereumChains",
        "All chains, each with the one for tests that belongs to it.",
        &[],
        |session: Session, (): ()| async move {
            let pairs = network_pairs(&session.wallet().networks());
            Ok::<_, RpcError>(pairs.into_iter().map(NetworkPairJson::from).collect::<Vec<_>>())
        },
    );
    table.method(
        "wallet_addEthereumChain",
        "Adds a chain, or replaces the one of this number.",
        &["network"],
        |session: Session, (network,): (NetworkJson,)| async move {
            session.wallet().save_network(network.into()).await.map_err(RpcError::method)
        },
    );
    table.method(
        "wallet_deleteEthereumChain",
        "Forgets a chain.",
        &["chainId"],
        |session: Session, (chain_id,): (u64,)| async move {
            session.wallet().delete_network(chain_id).await.map_err(RpcError::method)
        },
    );
    table.method(
        "wallet_fetchChainIDForURL",
        "Asks a provider which chain it is of.",
        &["url"],
        |session: Session, (url,): (String,)| async move {
            session.wallet().chain_id_of_url(url).await.map_err(RpcError::method)
        },
    );
    table.method(
        "wallet_getEstimatedLatestBlockNumber",
        "The height of the newest block, guessed from one that was seen and the time since then.",
        &["chainId"],
        |session: Session, (chain_id,): (u64,)| async move {
            session.wallet().estimated_block_number(chain_id).await.map_err(RpcError::method)
        },
    );
}
