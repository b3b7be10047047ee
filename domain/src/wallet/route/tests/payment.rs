//! What must be there, and what is left when all is sent.

use proptest::prelude::*;
use ruint::aliases::U256;

use super::fixture::{ARBITRUM, Case, MAINNET, OPTIMISM, fees, milliether};
use super::*;
use crate::wallet::fee::{ChainFees, FeeLevels, FeeMode};

fn everything() -> Case {
    let ether = milliether(1_000);
    Case::new("ETH", milliether(3_000)).having(&[MAINNET, OPTIMISM, ARBITRUM].map(|chain| (chain, ether, ether)))
}

#[test]
fn who_sends_all_pays_the_fees_out_of_it() {
    let plan = everything().plan();
    assert_eq!(plan.error, None);
    let fee = U256::from(2_000_000_000_000_u64);
    assert_eq!(plan.best.len(), 3);
    for path in &plan.best {
        assert_eq!(path.total_fee, fee);
        assert_eq!(path.amount_in, milliether(1_000) - fee);
        assert_eq!(path.amount_out, path.amount_in, "all that is sent arrives");
        assert_eq!(path.required_native(), milliether(1_000));
    }
    let untouched = plan.candidates.iter().all(|path| path.amount_in == path.candidate.option.amount);
    assert!(untouched, "what is taken from the best is taken from nothing else");
}

#[test]
fn new_fees_are_taken_from_the_whole_amount_again() {
    let plan = everything().plan();
    let doubled = ChainFees { max_fees: FeeLevels::same(U256::from(4_000_000_000_u64)), ..fees() };
    let again = |path: &Path| Path::new(path.candidate.clone(), &doubled, FeeMode::Medium).with_fees_subtracted();
    let fee = U256::from(4_000_000_000_000_u64);
    for path in &plan.best {
        assert_eq!(again(path).amount_in, milliether(1_000) - fee);
        assert_eq!(again(path).candidate, path.candidate, "gas, quotes and time stay");
    }
}

#[test]
fn fees_that_eat_up_the_amount_cannot_be_paid() {
    let mut path = everything().plan().candidates.into_iter().find(|path| path.candidate.option.subtract_fees).unwrap();
    path.candidate.option.amount = path.total_fee;
    let balance = |amount| ChainBalance { token: Some(amount), native: Some(amount) };
    let error = RouteError::NativeBalanceTooLow { chain_id: path.candidate.from_chain };
    assert_eq!(path.check(&balance(path.total_fee)), Err(error));
    path.candidate.option.amount += U256::ONE;
    assert_eq!(path.check(&balance(path.candidate.option.amount)), Ok(()));
    assert_eq!(path.with_fees_subtracted().amount_in, U256::ONE);
}

#[test]
fn what_is_unknown_is_told_as_such() {
    let path = || everything().plan().candidates.swap_remove(0);
    let nothing = ChainBalance::default();
    assert_eq!(path().check(&nothing), Err(RouteError::NativeTokenNotFound));
    let token = Case::new("USDC", U256::from(5)).plan().candidates.swap_remove(0);
    assert_eq!(token.check(&nothing), Err(RouteError::TokenNotFound));
}

#[test]
fn without_prices_the_least_wei_are_best() {
    let mut case = Case::new("ETH", milliether(1_000)).to(&[OPTIMISM]);
    case.symbol = "ETH";
    let request = case.request().check(false).unwrap();
    let candidates = case.plan().candidates;
    let best = plan(&request, candidates, &[], &case.balances, &Prices::default()).best;
    assert_eq!((best.len(), best[0].candidate.processor), (1, ProcessorKind::Transfer));
}

proptest! {
    /// Whatever fees are, what is required covers what is sent and what it costs, and nothing overflows.
    #[test]
    fn what_is_required_covers_all(base: [u64; 4], tip: u64, max: [u64; 4], mode in 0..4_i64, index in 0..9_usize) {
        let fees = ChainFees {
            base_fee: U256::from_limbs(base),
            tips: FeeLevels::same(U256::from(tip)),
            max_fees: FeeLevels::same(U256::from_limbs(max)),
            ..fees()
        };
        for symbol in ["ETH", "USDC"] {
            let candidate = Case::new(symbol, U256::from(77)).plan().candidates.swap_remove(index).candidate;
            let path = Path::new(candidate, &fees, FeeMode::from_number(mode));
            let all = path.required_native().checked_add(path.required_token());
            let spent = path.total_fee.checked_add(path.amount_in);
            prop_assert!(spent.is_none() || all == spent);
            prop_assert!(path.total_fee >= path.fee && path.total_fee >= path.approval_fee);
        }
    }
}
