//! Tokens: those of lists, and those that the person adds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use status_domain::wallet::token::{Token, TokenScope, listed_tokens, token_lists, token_peg};
use status_ports::{CustomTokenRecord, NetworkRecord};

use crate::json::Address;
use crate::rpc::{RpcError, Table};
use crate::session::Session;

/// The list of native currencies.
const NATIVE_LIST: &str = "native";

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getTokenList",
        "The lists of tokens: native currencies, tokens of communities if there are any, and the published lists.",
        &[],
        |session: Session, (): ()| async move { lists(&session).await },
    );
    table.method(
        "wallet_getTokens",
        "All tokens of a chain, its native currency last. Deprecated: wallet_getTokenList has those of all chains.",
        &["chainId"],
        |session: Session, (chain_id,): (u64,)| async move { of_chain(&session, chain_id).await },
    );
    table.method(
        "wallet_getCustomTokens",
        "Tokens of communities. Deprecated: wallet_getTokenList has them.",
        &[],
        |session: Session, (): ()| async move {
            let tokens = community_tokens(&session).await?;
            Ok::<_, RpcError>((!tokens.is_empty()).then_some(tokens))
        },
    );
    table.method(
        "wallet_discoverToken",
        "Asks a contract for its name, symbol and decimals. Nothing is stored.",
        &["chainId", "address"],
        |session: Session, (chain_id, address): (u64, Address)| async move {
            let token = session.wallet().discover_token(chain_id, address.0).await?;
            Ok::<_, RpcError>(TokenJson::from(&Token::from(&token)))
        },
    );
    table.method(
        "wallet_addCustomToken",
        "Adds or changes a token that no list names; its balances are shown from then on.",
        &["token"],
        |session: Session, (token,): (TokenJson,)| async move { add(&session, token).await },
    );
    table.method(
        "wallet_deleteCustomTokenByChainID",
        "Forgets a token that was added.",
        &["chainId", "address"],
        |session: Session, (chain_id, address): (u64, Address)| async move {
            Ok::<_, RpcError>(session.wallet().delete_custom_token(chain_id, address.0).await?)
        },
    );
    table.method(
        "wallet_deleteCustomToken",
        "Forgets a token of the main chain that was added. Deprecated: wallet_deleteCustomTokenByChainID names the chain.",
        &["address"],
        |session: Session, (address,): (Address,)| async move {
            let chain_id = upstream_chain(&session).await?;
            Ok::<_, RpcError>(session.wallet().delete_custom_token(chain_id, address.0).await?)
        },
    );
}

/// A token as clients write and read it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename = "token.Token", rename_all = "camelCase")]
pub(crate) struct TokenJson {
    pub(super) address: Address,
    pub(super) name: String,
    pub(super) symbol: String,
    pub(super) decimals: u64,
    pub(super) chain_id: u64,
    /// The currency whose value it follows (ISO 4217); empty for none. Told with balances only.
    pub(super) peg_symbol: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) image: String,
    #[serde(rename = "community_data", skip_serializing_if = "Option::is_none")]
    pub(super) community_data: Option<TokenCommunityJson>,
    pub(super) verified: bool,
    pub(super) token_list_id: String,
}

/// The community whose token it is.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema, Serialize)]
#[serde(rename = "community.Data")]
pub(crate) struct TokenCommunityJson {
    id: String,
    name: String,
    color: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    image: String,
}

/// A list of tokens.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "token.List")]
struct ListJson {
    name: String,
    tokens: Vec<TokenJson>,
    source: String,
    version: String,
}

/// All lists.
#[derive(JsonSchema, Serialize)]
#[schemars(rename = "token.ListWrapper")]
#[serde(rename_all = "camelCase")]
struct ListsJson {
    /// Unix seconds.
    updated_at: u64,
    data: Vec<ListJson>,
}

impl From<&Token> for TokenJson {
    fn from(token: &Token) -> Self {
        let community = token.community_id.as_ref().filter(|id| !id.is_empty());
        Self {
            address: Address(token.address),
            name: token.name.to_string(),
            symbol: token.symbol.to_string(),
            decimals: token.decimals.into(),
            chain_id: token.chain_id,
            community_data: community.map(|id| TokenCommunityJson { id: id.clone(), ..Default::default() }),
            verified: token.is_verified(),
            token_list_id: token.list_id().to_owned(),
            ..Self::default()
        }
    }
}

impl TokenJson {
    /// A token that is sent: with its peg, and with a list of its own for native currencies.
    pub(super) fn of_route(token: &Token) -> Self {
        let mut json = Self { peg_symbol: token_peg(&token.symbol).to_owned(), ..Self::from(token) };
        if token.is_native() {
            json.token_list_id = NATIVE_LIST.to_owned();
        }
        json
    }
}

fn own_list(name: &str, tokens: Vec<TokenJson>) -> ListJson {
    ListJson { name: name.to_owned(), tokens, source: name.to_owned(), version: "1.0.0".to_owned() }
}

async fn lists(session: &Session) -> Result<ListsJson, RpcError> {
    let natives: Vec<_> =
        session.wallet().networks().iter().map(|network| TokenJson::from(&Token::from(network))).collect();
    let mut data = vec![own_list(NATIVE_LIST, natives)];
    let customs = community_tokens(session).await?;
    if !customs.is_empty() {
        data.push(own_list("custom", customs));
    }
    let overrides = session.wallet().token_overrides();
    for list in token_lists() {
        data.push(ListJson {
            name: list.name.to_owned(),
            tokens: listed_tokens(list, &overrides).map(|token| TokenJson::from(&token)).collect(),
            source: list.source.to_owned(),
            version: list.version.to_owned(),
        });
    }
    let updated_at = token_lists().iter().map(|list| list.updated_at).max().unwrap_or_default();
    Ok(ListsJson { updated_at, data })
}

async fn of_chain(session: &Session, chain_id: u64) -> Result<Vec<TokenJson>, RpcError> {
    let networks: Vec<NetworkRecord> =
        session.wallet().networks().into_iter().filter(|network| network.chain_id == chain_id).collect();
    let catalog = session.wallet().tokens(&networks, TokenScope::Shown).await?;
    Ok(catalog.of_chain(chain_id).map(TokenJson::from).collect())
}

async fn community_tokens(session: &Session) -> Result<Vec<TokenJson>, RpcError> {
    let customs = session.wallet().custom_tokens().await?;
    let is_of_community = |token: &&CustomTokenRecord| token.community_id.as_ref().is_some_and(|id| !id.is_empty());
    Ok(customs.iter().filter(is_of_community).map(|token| TokenJson::from(&Token::from(token))).collect())
}

async fn add(session: &Session, token: TokenJson) -> Result<(), RpcError> {
    let chain_id = if token.chain_id == 0 { upstream_chain(session).await? } else { token.chain_id };
    let decimals = u8::try_from(token.decimals).map_err(|_| status_domain::wallet::token::TokenError::NoDecimals)?;
    let (name, symbol) = (token.name, token.symbol);
    let record = CustomTokenRecord {
        chain_id,
        address: token.address.0,
        name,
        symbol,
        decimals,
        community_id: None,
        is_added: true,
    };
    Ok(session.wallet().add_custom_token(record).await?)
}

/// The chain that is meant where none is named.
async fn upstream_chain(session: &Session) -> Result<u64, RpcError> {
    let config = crate::api::node_config(session).await?;
    Ok(config.get("NetworkId").and_then(serde_json::Value::as_u64).unwrap_or(1))
}
