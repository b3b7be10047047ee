use ruint::aliases::U256;

use super::super::{route_steps, signature_of_parts};
use super::ALICE;
use crate::wallet::erc20_approve;
use crate::wallet::fee::{ChainFees, EstimatedTime, FeeLevels, FeeMode};
use crate::wallet::route::{AmountOption, Approval, Candidate, Path, ProcessorKind, RouteToken, TransactionDraft};

fn path(is_native: bool, approval: Option<Approval>) -> Path {
    let amount = U256::from(50_u64);
    let candidate = Candidate {
        processor: ProcessorKind::Transfer,
        from_chain: 1,
        to_chain: 10,
        from_token: RouteToken { symbol: "SNT".into(), address: [7; 20], decimals: 18, is_native },
        to_token: None,
        option: AmountOption { amount, is_locked: false, subtract_fees: false },
        amount_out: amount,
        delivers_all: true,
        bonder_fee: U256::ZERO,
        token_fee: U256::ZERO,
        transaction: TransactionDraft { to: [8; 20], data: vec![1, 2], sends_amount: is_native },
        gas: 30_000,
        l1_fee: U256::ZERO,
        contract: [9; 20],
        approval,
        estimated_time: EstimatedTime::default(),
    };
    let fees = ChainFees {
        base_fee: U256::from(5_u64),
        tips: FeeLevels { low: U256::from(1_u64), medium: U256::from(2_u64), high: U256::from(3_u64) },
        max_fees: FeeLevels { low: U256::from(6_u64), medium: U256::from(12_u64), high: U256::from(18_u64) },
        ..ChainFees::default()
    };
    Path::new(candidate, &fees, FeeMode::default())
}

#[test]
fn a_native_amount_goes_along_as_value() {
    let path = path(true, None);
    let steps = route_steps(&path, ALICE);
    assert_eq!(steps.len(), 1);
    let request = &steps[0].request;
    assert_eq!((request.from, request.to, request.nonce), (ALICE, Some([8; 20]), None));
    assert_eq!(
        (request.value, request.gas, request.data.as_slice()),
        (Some(path.amount_in), Some(30_000), &[1, 2][..])
    );
    assert_eq!((request.max_fee_per_gas, request.max_priority_fee_per_gas), (Some(path.max_fee), Some(path.tip)));
    assert_eq!((steps[0].from_chain, steps[0].to_chain, steps[0].from_token.as_str()), (1, 10, "SNT"));
}

#[test]
fn what_must_be_allowed_is_allowed_first_and_sends_nothing() {
    let approval = Approval { amount: U256::from(50_u64), gas: 46_000, l1_fee: U256::ZERO };
    let steps = route_steps(&path(false, Some(approval)), ALICE);
    assert_eq!(steps.iter().map(|step| step.is_approval).collect::<Vec<_>>(), [true, false]);
    let approve = &steps[0];
    assert_eq!((approve.from_chain, approve.to_chain), (1, 0));
    assert_eq!((approve.request.to, approve.request.gas), (Some([7; 20]), Some(46_000)));
    assert_eq!(approve.request.data, erc20_approve(&[9; 20], U256::from(50_u64)));
    assert!(steps.iter().all(|step| step.request.value == Some(U256::ZERO)));
}

#[test]
fn signatures_are_read_as_clients_write_them() {
    let (r, s) = ("01".repeat(32), "02".repeat(32));
    for (v, parity) in [("01", 1), ("00", 0), ("1b", 0), ("1c", 0)] {
        let signature = signature_of_parts(&r, &s, v).unwrap();
        assert_eq!((signature[0], signature[32], signature[64]), (1, 2, parity));
    }
    let (short, none) = ("01".repeat(31), "zz".repeat(32));
    for (r, s, v) in [(&short, &s, "00"), (&r, &short, "00"), (&r, &s, "0"), (&none, &s, "00")] {
        assert_eq!(signature_of_parts(r, s, v).unwrap_err().code, "WT-004");
    }
}
