use status_ports::ChainError;

use super::super::{RefusalKind, Verdict};

fn rpc(code: i64, message: &str) -> ChainError {
    ChainError::Rpc { code, message: message.into(), data: String::new() }
}

fn verdict(error: ChainError) -> Verdict {
    Verdict::of(&Err::<[u8; 32], _>(error))
}

fn kind(error: ChainError) -> RefusalKind {
    match verdict(error) {
        Verdict::Refused(refusal) => refusal.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn words_of_nodes_are_understood() {
    for (message, expected) in [
        ("nonce too low", RefusalKind::NonceTooLow),
        ("nonce too low: next nonce 5, tx nonce 4", RefusalKind::NonceTooLow),
        ("OldNonce, Current nonce: 5, nonce of rejected tx: 4", RefusalKind::NonceTooLow),
        ("nonce too high", RefusalKind::NonceTooHigh),
        ("replacement transaction underpriced", RefusalKind::ReplacementUnderpriced),
        ("could not replace existing tx", RefusalKind::ReplacementUnderpriced),
        ("transaction underpriced: tip needed 1, tip permitted 0", RefusalKind::Underpriced),
        ("max fee per gas less than block base fee", RefusalKind::Underpriced),
        ("FeeTooLow, MaxFeePerGas too low", RefusalKind::Underpriced),
        ("insufficient funds for gas * price + value: address 0x00 have 1 want 2", RefusalKind::InsufficientFunds),
        ("Insufficient funds for gas * price + value", RefusalKind::InsufficientFunds),
        ("InsufficientFunds, Account balance: 0", RefusalKind::InsufficientFunds),
        ("Upfront cost exceeds account balance", RefusalKind::InsufficientFunds),
        ("intrinsic gas too low", RefusalKind::IntrinsicGas),
        ("exceeds block gas limit", RefusalKind::GasLimit),
        ("max priority fee per gas higher than max fee per gas", RefusalKind::TipAboveFee),
        ("tx fee (1.50 ether) exceeds the configured cap (1.00 ether)", RefusalKind::FeeCap),
        ("invalid sender", RefusalKind::Signature),
        ("oversized data: transaction size 1, limit 0", RefusalKind::Oversized),
        ("the sequencer is closed on Sundays", RefusalKind::Other),
    ] {
        assert_eq!(kind(rpc(-32000, message)), expected, "{message}");
        assert!(matches!(verdict(rpc(-32000, message)), Verdict::Refused(refusal) if refusal.message == message));
    }
}

#[test]
fn a_node_that_has_it_already_has_taken_it() {
    for message in ["already known", "AlreadyKnown", "known transaction: 0x00", "Transaction already imported"] {
        assert_eq!(verdict(rpc(-32000, message)), Verdict::Taken, "{message}");
    }
    assert_eq!(Verdict::of(&Ok(())), Verdict::Taken);
}

#[test]
fn a_missing_answer_is_no_refusal() {
    for error in [
        ChainError::Timeout,
        ChainError::Unreachable("connection reset".into()),
        ChainError::Malformed("no JSON".into()),
        rpc(-32603, "internal error"),
    ] {
        assert_eq!(verdict(error), Verdict::Unknown);
    }
}

#[test]
fn all_providers_must_refuse_and_one_that_takes_is_enough() {
    let all = |errors: Vec<ChainError>| ChainError::AllFailed(errors.into_iter().map(|e| ("host".into(), e)).collect());
    let funds = || rpc(-32000, "insufficient funds");
    assert_eq!(verdict(all(vec![ChainError::Timeout, funds()])), Verdict::Unknown);
    assert_eq!(verdict(all(vec![ChainError::Timeout, rpc(-32000, "already known")])), Verdict::Taken);
    let limited = ChainError::RateLimited { message: "later".into(), retry_after_ms: None };
    let refusal = match verdict(all(vec![limited, funds(), rpc(-32000, "nonce too low")])) {
        Verdict::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal.kind, RefusalKind::InsufficientFunds);
    let text = "host.error: rate limit: later, host.error: insufficient funds, host.error: nonce too low";
    assert_eq!(refusal.message, text);
    assert_eq!(kind(all(vec![])), RefusalKind::NotAsked);
    assert_eq!(kind(ChainError::NoProvider(1)), RefusalKind::NotAsked);
}
