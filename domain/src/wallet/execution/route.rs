//! The transactions that carry a route out (specification: wallet, section 18.1).

use ruint::aliases::U256;

use crate::wallet::route::Path;
use crate::wallet::{ErrorResponse, TransactionRequest, erc20_approve};

/// Hexadecimal digits of a part of a signature, and of its last byte.
const PART_DIGITS: usize = 64;
const PARITY_DIGITS: usize = 2;

/// One transaction of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteStep {
    /// The chain that it is on.
    pub from_chain: u64,
    /// The chain that money arrives on; 0 for an approval.
    pub to_chain: u64,
    /// Symbol of what is sent.
    pub from_token: String,
    /// Symbol of what arrives, if that is something else.
    pub to_token: String,
    /// Whether it only allows what the next one does.
    pub is_approval: bool,
    /// The transaction. Its nonce is open.
    pub request: TransactionRequest,
}

/// The transactions of a path, in their order: what has to be allowed is allowed first.
#[must_use]
pub fn route_steps(path: &Path, from: [u8; 20]) -> Vec<RouteStep> {
    let candidate = &path.candidate;
    // Where nothing is burnt and nobody is tipped there is only one price.
    let is_legacy = path.base_fee.is_zero() && path.tip.is_zero();
    let step = |to: [u8; 20], value: U256, data: Vec<u8>, gas: u64| RouteStep {
        from_chain: candidate.from_chain,
        to_chain: candidate.to_chain,
        from_token: candidate.from_token.symbol.clone(),
        to_token: candidate.to_token.as_ref().map(|token| token.symbol.clone()).unwrap_or_default(),
        is_approval: false,
        request: TransactionRequest {
            from,
            to: Some(to),
            gas: Some(gas),
            value: Some(value),
            gas_price: is_legacy.then_some(path.max_fee),
            max_fee_per_gas: (!is_legacy).then_some(path.max_fee),
            max_priority_fee_per_gas: (!is_legacy).then_some(path.tip.min(path.max_fee)),
            data,
            ..TransactionRequest::default()
        },
    };
    let mut steps = Vec::new();
    if let Some(approval) = &candidate.approval {
        let data = erc20_approve(&candidate.contract, approval.amount);
        let approve = step(candidate.from_token.address, U256::ZERO, data, approval.gas);
        steps.push(RouteStep { to_chain: 0, to_token: String::new(), is_approval: true, ..approve });
    }
    let draft = &candidate.transaction;
    let value = if draft.sends_amount { path.amount_in } else { U256::ZERO };
    steps.push(step(draft.to, value, draft.data.clone(), candidate.gas));
    steps
}

/// R, S and V of a signature as clients write them: digits without prefix. V is 1 if it is `01`, else 0.
///
/// # Errors
/// `WT-004` for what is none.
pub fn signature_of_parts(r: &str, s: &str, v: &str) -> Result<[u8; 65], ErrorResponse> {
    let invalid = || ErrorResponse::new("WT-004", "invalid signature details");
    if r.len() != PART_DIGITS || s.len() != PART_DIGITS || v.len() != PARITY_DIGITS {
        return Err(invalid());
    }
    let mut bytes = hex::decode(r).map_err(|_| invalid())?;
    bytes.extend(hex::decode(s).map_err(|_| invalid())?);
    bytes.push(u8::from(v == "01"));
    bytes.try_into().map_err(|_| invalid())
}

/// That a route has no best one.
#[must_use]
pub fn no_route() -> ErrorResponse {
    ErrorResponse::new("WT-001", "no generated route")
}

/// That nothing was built.
#[must_use]
pub fn nothing_built() -> ErrorResponse {
    ErrorResponse::new("WT-002", "no transactions being built")
}

/// That a signature is missing; `hash` as clients write it.
#[must_use]
pub fn missing_signature(hash: &str) -> ErrorResponse {
    ErrorResponse::new("WT-003", format!("missing signature for transaction {hash}"))
}
