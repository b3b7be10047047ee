//! The base fee of the next block.

use ruint::aliases::U256;
use status_ports::BlockHeader;

/// How a chain moves its base fee.
#[derive(Clone, Copy)]
enum Market {
    /// EIP-1559: the target is the limit divided by `elasticity`, a full block moves the fee by 1/`denominator` for each
    /// time that it holds the target above it.
    Eip1559 { elasticity: u64, denominator: u64 },
    /// The fee stands in the header and moves by rules of its own, which a header does not tell.
    AsTold,
    /// A chain for development mines when it is told to: what the newest block asked is not too much for the next.
    Development,
}

/// The rules of a chain. The OP stack moves slowly, with a target far below the limit; Arbitrum prices by its backlog.
const fn market(chain_id: u64) -> Market {
    match chain_id {
        10 | 11_155_420 => Market::Eip1559 { elasticity: 6, denominator: 250 },
        42_161 | 421_614 => Market::AsTold,
        31_337 => Market::Development,
        _ => Market::Eip1559 { elasticity: 2, denominator: 8 },
    }
}

/// What the block after this one burns per gas, as the rules of the chain say; `None` on legacy chains.
#[must_use]
pub fn next_base_fee(chain_id: u64, newest: &BlockHeader) -> Option<U256> {
    let fee = newest.base_fee_per_gas?;
    Some(match market(chain_id) {
        Market::Eip1559 { elasticity, denominator } => moved(fee, newest, elasticity, denominator),
        Market::AsTold => fee,
        Market::Development => fee.max(moved(fee, newest, 2, 8)),
    })
}

/// EIP-1559: up by at least one wei if more than the target was used, down if less.
fn moved(fee: U256, newest: &BlockHeader, elasticity: u64, denominator: u64) -> U256 {
    let target = newest.gas_limit.checked_div(elasticity).unwrap_or(0);
    let step = |distance: u64| {
        let product = fee.saturating_mul(U256::from(distance));
        let per_target = product.checked_div(U256::from(target)).unwrap_or(U256::ZERO);
        per_target.checked_div(U256::from(denominator)).unwrap_or(U256::ZERO)
    };
    match newest.gas_used.checked_sub(target) {
        Some(0) => fee,
        Some(above) => fee.saturating_add(step(above).max(U256::ONE)),
        None => fee.saturating_sub(step(target.saturating_sub(newest.gas_used))),
    }
}
