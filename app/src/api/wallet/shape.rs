//! Routes as clients read them.

use std::collections::BTreeMap;

use ruint::aliases::U256;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use serde_json::Value;
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::fee::FeeLevels;
use status_domain::wallet::route::Path;

use crate::json::{Address, HexAmount};
use crate::wallet::route::{Shown, SuggestedRoutes};

/// `router.SuggestedRoutes`: the answer to who waits for it.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "router.SuggestedRoutes")]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SuggestedRoutesJson {
    uuid: String,
    best: Option<Vec<PathJson>>,
    candidates: Option<Vec<PathJson>>,
    updated_prices: Option<BTreeMap<String, f64>>,
}

/// `responses.RouterSuggestedRoutes`: the signal.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SuggestedRoutesSignal {
    uuid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    best: Option<Vec<PathJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    candidates: Option<Vec<PathJson>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_prices: Option<BTreeMap<String, f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_response: Option<ErrorResponseJson>,
}

/// `errors.ErrorResponse`.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "errors.ErrorResponse")]
pub(crate) struct ErrorResponseJson {
    code: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    details: String,
}

/// `fees.MaxFeesLevels`: wei per gas.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "fees.MaxFeesLevels")]
struct MaxFeesJson {
    low: HexAmount,
    medium: HexAmount,
    high: HexAmount,
}

/// `routes.Path`. Fees are wei.
#[derive(Clone, Debug, JsonSchema, Serialize)]
#[schemars(rename = "routes.Path")]
#[serde(rename_all = "PascalCase")]
struct PathJson {
    processor_name: &'static str,
    from_chain: Value,
    to_chain: Value,
    from_token: Value,
    to_token: Value,
    amount_in: HexAmount,
    amount_in_locked: bool,
    amount_out: HexAmount,
    suggested_levels_for_max_fees_per_gas: MaxFeesJson,
    max_fees_per_gas: HexAmount,
    tx_base_fee: HexAmount,
    tx_priority_fee: HexAmount,
    tx_gas_amount: u64,
    tx_bonder_fees: HexAmount,
    tx_token_fees: HexAmount,
    tx_fee: HexAmount,
    #[serde(rename = "TxL1Fee")]
    tx_l1_fee: HexAmount,
    approval_required: bool,
    approval_amount_required: Option<HexAmount>,
    approval_contract_address: Address,
    approval_base_fee: HexAmount,
    approval_priority_fee: HexAmount,
    approval_gas_amount: u64,
    approval_fee: HexAmount,
    #[serde(rename = "ApprovalL1Fee")]
    approval_l1_fee: HexAmount,
    tx_total_fee: HexAmount,
    estimated_time: u8,
    required_token_balance: BareAmount,
    required_native_balance: BareAmount,
    subtract_fees: bool,
}

/// An amount as a number without quotes. Beyond 128 bits, which nobody can have, it is the largest of those.
#[derive(Clone, Copy, Debug, JsonSchema)]
#[schemars(transparent)]
struct BareAmount(#[schemars(with = "u128")] U256);

impl Serialize for BareAmount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u128(self.0.saturating_to())
    }
}

impl SuggestedRoutesJson {
    pub(crate) fn new(routes: &SuggestedRoutes) -> Self {
        let SuggestedRoutesSignal { uuid, best, candidates, updated_prices, .. } = SuggestedRoutesSignal::new(routes);
        Self { uuid, best, candidates, updated_prices }
    }
}

impl SuggestedRoutesSignal {
    pub(crate) fn new(routes: &SuggestedRoutes) -> Self {
        let paths = |paths: &[Path]| -> Option<Vec<PathJson>> {
            (!paths.is_empty()).then(|| paths.iter().map(|path| PathJson::new(path, &routes.shown)).collect())
        };
        Self {
            uuid: routes.uuid.clone(),
            best: paths(&routes.best),
            candidates: paths(&routes.candidates),
            updated_prices: routes.prices.clone().filter(|prices| !prices.is_empty()),
            error_response: routes.error.clone().map(ErrorResponseJson::from),
        }
    }
}

impl From<ErrorResponse> for ErrorResponseJson {
    fn from(error: ErrorResponse) -> Self {
        Self { code: error.code, details: error.details }
    }
}

impl From<FeeLevels> for MaxFeesJson {
    fn from(levels: FeeLevels) -> Self {
        Self { low: HexAmount(levels.low), medium: HexAmount(levels.medium), high: HexAmount(levels.high) }
    }
}

impl PathJson {
    fn new(path: &Path, shown: &Shown) -> Self {
        let candidate = &path.candidate;
        let chain = |chain_id: u64| shown.networks.get(&chain_id).cloned().unwrap_or_default();
        let token =
            |symbol: &str| shown.tokens.get(&(candidate.from_chain, symbol.to_owned())).cloned().unwrap_or_default();
        Self {
            processor_name: candidate.processor.name(),
            from_chain: chain(candidate.from_chain),
            to_chain: chain(candidate.to_chain),
            from_token: token(&candidate.from_token.symbol),
            to_token: candidate.to_token.as_ref().map(|to| token(&to.symbol)).unwrap_or_default(),
            amount_in: HexAmount(path.amount_in),
            amount_in_locked: candidate.option.is_locked,
            amount_out: HexAmount(path.amount_out),
            suggested_levels_for_max_fees_per_gas: path.max_fees.into(),
            max_fees_per_gas: HexAmount(path.max_fee),
            tx_base_fee: HexAmount(path.base_fee),
            tx_priority_fee: HexAmount(path.tip),
            tx_gas_amount: candidate.gas,
            tx_bonder_fees: HexAmount(candidate.bonder_fee),
            tx_token_fees: HexAmount(candidate.token_fee),
            tx_fee: HexAmount(path.fee),
            tx_l1_fee: HexAmount(candidate.l1_fee),
            approval_required: candidate.approval.is_some(),
            approval_amount_required: candidate.approval.as_ref().map(|approval| HexAmount(approval.amount)),
            approval_contract_address: Address(candidate.contract),
            approval_base_fee: HexAmount(path.base_fee),
            approval_priority_fee: HexAmount(path.tip),
            approval_gas_amount: candidate.approval.as_ref().map_or(0, |approval| approval.gas),
            approval_fee: HexAmount(path.approval_fee),
            approval_l1_fee: HexAmount(candidate.approval_l1_fee()),
            tx_total_fee: HexAmount(path.total_fee),
            estimated_time: candidate.estimated_time.number(),
            required_token_balance: BareAmount(path.required_token()),
            required_native_balance: BareAmount(path.required_native()),
            subtract_fees: candidate.option.subtract_fees,
        }
    }
}
