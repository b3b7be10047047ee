//! Routes of money.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::fee::FeeMode;
use status_domain::wallet::route::RouteRequest;

use super::shape::SuggestedRoutesJson;
use crate::json::{Address, HexAmount};
use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(super) fn register(table: &mut Table) {
    table.method(
        "wallet_getSuggestedRoutes",
        "The best way for money, and all that were candidates. While nobody asks for another, the signal `wallet.suggested.routes` tells what new blocks change.",
        &["input"],
        |session: Session, (input,): (Option<RouteInputJson>,)| async move {
            let request = input.ok_or_else(missing)?.request()?;
            let routes = session.router().suggest(request).await;
            match &routes.error {
                Some(error) => Err(RpcError::method(error)),
                None => Ok(SuggestedRoutesJson::new(&routes)),
            }
        },
    );
    table.method(
        "wallet_getSuggestedRoutesAsync",
        "The same in the background: the signal `wallet.suggested.routes` answers. Another request ends this one.",
        &["input"],
        |session: Session, (input,): (Option<RouteInputJson>,)| async move {
            let request = input.ok_or_else(missing)?.request()?;
            session.router().suggest_in_background(request);
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_stopSuggestedRoutesAsyncCalculation",
        "Ends the request that runs or waits, which is answered with an error, and updates of its route.",
        &[],
        |session: Session, (): ()| async move {
            session.router().stop();
            Ok::<_, RpcError>(())
        },
    );
    table.method(
        "wallet_stopSuggestedRoutesCalculation",
        "Ends updates of the last route.",
        &[],
        |session: Session, (): ()| async move {
            session.router().stop_updates();
            Ok::<_, RpcError>(())
        },
    );
}

fn missing() -> RpcError {
    RpcError::method(ErrorResponse::generic("no route was asked for"))
}

/// `requests.RouteInputParams`. Fields with which only tests of other backends were made are left out.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(rename = "requests.RouteInputParams")]
#[serde(rename = "requests.RouteInputParams")]
pub(super) struct RouteInputJson {
    uuid: String,
    #[serde(rename = "sendType")]
    send_type: i64,
    #[serde(rename = "addrFrom")]
    from: Address,
    #[serde(rename = "addrTo")]
    to: Address,
    #[serde(rename = "amountIn")]
    amount_in: Option<HexAmount>,
    #[serde(rename = "amountOut")]
    amount_out: Option<HexAmount>,
    #[serde(rename = "tokenID")]
    token: String,
    #[serde(rename = "tokenIDIsOwnerToken")]
    is_owner_token: bool,
    #[serde(rename = "toTokenID")]
    to_token: String,
    #[serde(rename = "disabledFromChainIDs")]
    disabled_from: Vec<u64>,
    #[serde(rename = "disabledToChainIDs")]
    disabled_to: Vec<u64>,
    #[serde(rename = "gasFeeMode")]
    fee_mode: i64,
    #[serde(rename = "fromLockedAmount")]
    locked: BTreeMap<String, Option<HexAmount>>,
    username: String,
    #[serde(rename = "publicKey")]
    public_key: String,
    #[serde(rename = "packID")]
    pack: Option<HexAmount>,
}

impl RouteInputJson {
    fn request(self) -> Result<RouteRequest, RpcError> {
        let mut locked = BTreeMap::new();
        for (chain, amount) in self.locked {
            let chain: u64 = chain.parse().map_err(|_| {
                let field = "Go struct field RouteInputParams.fromLockedAmount";
                RpcError::invalid_params(format!(
                    "invalid argument 0: json: cannot unmarshal number {chain} into {field} of type uint64"
                ))
            })?;
            locked.insert(chain, amount.map(|amount| amount.0));
        }
        Ok(RouteRequest {
            uuid: self.uuid,
            send_type: self.send_type,
            from: self.from.0,
            to: self.to.0,
            amount_in: self.amount_in.map(|amount| amount.0),
            amount_out: self.amount_out.map(|amount| amount.0),
            token: self.token,
            is_owner_token: self.is_owner_token,
            to_token: self.to_token,
            disabled_from: self.disabled_from.into_iter().collect(),
            disabled_to: self.disabled_to.into_iter().collect(),
            fee_mode: FeeMode::from_number(self.fee_mode),
            locked,
            username: self.username,
            public_key: self.public_key,
            pack: self.pack.map(|pack| pack.0),
        })
    }
}
