//! What is refused before anybody is asked, and how it is told.

use std::collections::BTreeMap;

use ruint::aliases::U256;

use super::*;
use crate::wallet::ErrorResponse;

fn request(send_type: SendType) -> RouteRequest {
    RouteRequest {
        send_type: i64::from(send_type.number()),
        amount_in: Some(U256::from(10)),
        token: "SNT".into(),
        username: "name.eth".into(),
        public_key: "0x04".into(),
        ..RouteRequest::default()
    }
}

fn code(request: &RouteRequest, is_test: bool) -> &'static str {
    request.check(is_test).map_or_else(|error| ErrorResponse::from(error).code, |_| "")
}

#[test]
fn each_purpose_needs_its_own() {
    use SendType::{EnsRegister, EnsRelease, EnsSetPubKey, StickersBuy, Swap};
    let without_name = |kind| RouteRequest { username: String::new(), ..request(kind) };
    let without_key = |kind| RouteRequest { public_key: String::new(), ..request(kind) };
    assert_eq!(code(&without_name(EnsRegister), false), "WRR-001");
    assert_eq!(code(&without_key(EnsRegister), true), "WRR-001");
    assert_eq!(code(&request(EnsRegister), true), "WRR-002");
    assert_eq!(code(&RouteRequest { token: "STT".into(), ..request(EnsRegister) }, true), "");
    assert_eq!(code(&RouteRequest { token: "STT".into(), ..request(EnsRegister) }, false), "WRR-003");
    assert_eq!(code(&without_name(EnsRelease), false), "WRR-004");
    assert_eq!(code(&without_key(EnsRelease), false), "");
    assert_eq!(code(&without_key(EnsSetPubKey), false), "WRR-005");
    assert_eq!(code(&RouteRequest { username: "name".into(), ..request(EnsSetPubKey) }, false), "WRR-017");
    assert_eq!(code(&request(StickersBuy), false), "WRR-006");
    assert_eq!(code(&RouteRequest { pack: Some(U256::ONE), ..request(StickersBuy) }, false), "");
    assert_eq!(code(&request(Swap), false), "WRR-007");
    assert_eq!(code(&RouteRequest { to_token: "SNT".into(), ..request(Swap) }, false), "WRR-008");
    let both = RouteRequest { to_token: "ETH".into(), amount_out: Some(U256::ONE), ..request(Swap) };
    assert_eq!(code(&both, false), "WRR-009");
    assert_eq!(code(&RouteRequest { amount_in: Some(U256::ZERO), ..both.clone() }, false), "");
    assert_eq!(code(&RouteRequest { amount_out: None, ..both }, false), "");
    for number in [-1, 9, i64::MAX] {
        assert_eq!(code(&RouteRequest { send_type: number, ..RouteRequest::default() }, false), "0");
    }
    assert_eq!(code(&RouteRequest { amount_in: None, ..request(SendType::Transfer) }, false), "0");
}

#[test]
fn locked_amounts_are_checked_one_by_one_and_then_together() {
    let locked = |amounts: &[(u64, Option<u64>)], is_test| {
        let amounts = amounts.iter().map(|(chain, amount)| (*chain, amount.map(U256::from)));
        let locked: BTreeMap<u64, Option<U256>> = amounts.collect();
        code(&RouteRequest { locked, disabled_from: [10].into(), ..request(SendType::Transfer) }, is_test)
    };
    assert_eq!(locked(&[(10, Some(1))], true), "WRR-016", "disabled comes before unsupported");
    assert_eq!(locked(&[(31_337, Some(1))], false), "WRR-012");
    assert_eq!(locked(&[(1, Some(1))], true), "WRR-012", "real money is not for tests");
    assert_eq!(locked(&[(1, None)], false), "WRR-013");
    assert_eq!(locked(&[(1, Some(11))], false), "WRR-014");
    let test_chains = |amounts: [u64; 3]| {
        let chains = [11_155_111, 11_155_420, 421_614];
        let amounts: Vec<_> = chains.into_iter().zip(amounts.map(Some)).collect();
        locked(&amounts, true)
    };
    assert_eq!(test_chains([0, 0, 0]), "WRR-018");
    assert_eq!(test_chains([1, 2, 3]), "WRR-015");
    assert_eq!(test_chains([5, 5, 0]), "");
    assert_eq!(test_chains([5, 6, 0]), "WRR-014");
    let register = RouteRequest { locked: [(99, None)].into(), ..request(SendType::EnsRegister) };
    assert_eq!(code(&register, false), "", "a username has one price and one chain");
}

#[test]
fn errors_are_told_as_clients_know_them() {
    let error: ErrorResponse = RouteError::NoBestRoute.into();
    assert_eq!(error.to_string(), r#"{"code":"WR-005","details":"no best route found"}"#);
    let low = RouteError::TokenBalanceTooLow { symbol: "USDC".into(), chain_id: 10 };
    assert_eq!(ErrorResponse::from(low).details, "not enough token balance, token: USDC, chainId: 10");
    assert_eq!(ErrorResponse::generic("").to_string(), r#"{"code":"0"}"#);
    assert_eq!(ErrorResponse::generic("a<b & c>").to_string(), r#"{"code":"0","details":"a\u003cb \u0026 c\u003e"}"#);
    let own = ProcessorError::other(ProcessorKind::Paraswap, "no");
    assert_eq!(ErrorResponse::from(own), ErrorResponse::new("WPP-030", "no"));
}

#[test]
fn processors_carry_between_the_chains_and_tokens_that_they_know() {
    let token = |symbol: &str| RouteToken { symbol: symbol.into(), ..RouteToken::default() };
    let (eth, usdc) = (token("ETH"), token("USDC"));
    let (same, different) = (Some((1, 1)), Some((1, 10)));
    type Row<'a> = (Option<(u64, u64)>, Option<&'a RouteToken>, Option<&'a RouteToken>, [&'static str; 3]);
    let rows: [Row<'_>; 9] = [
        (None, None, None, ["WPP-019", "WPP-019", "WPP-019"]),
        (same, None, None, ["WPP-020", "WPP-020", "WPP-015"]),
        (same, Some(&eth), None, ["yes", "WPP-022", "WPP-015"]),
        (same, Some(&eth), Some(&eth), ["WPP-021", "WPP-021", "WPP-024"]),
        (same, Some(&eth), Some(&usdc), ["WPP-021", "WPP-021", "yes"]),
        (different, None, None, ["WPP-020", "WPP-020", "WPP-015"]),
        (different, Some(&eth), None, ["no", "yes", "WPP-015"]),
        (different, Some(&eth), Some(&eth), ["WPP-021", "WPP-021", "WPP-023"]),
        (different, Some(&eth), Some(&usdc), ["WPP-021", "WPP-021", "WPP-023"]),
    ];
    for (chains, from_token, to_token, expected) in rows {
        let connection = Connection { chains, from_token, to_token };
        let answer = |kind: ProcessorKind| match kind.is_available(&connection) {
            Ok(true) => "yes",
            Ok(false) => "no",
            Err(error) => ErrorResponse::from(error).code,
        };
        let found = [ProcessorKind::Transfer, ProcessorKind::Hop, ProcessorKind::Paraswap].map(answer);
        assert_eq!(found, expected, "{connection:?}");
    }
}

#[test]
fn what_is_on_the_chain_of_names_stays_there() {
    for kind in [SendType::EnsRegister, SendType::EnsRelease, SendType::EnsSetPubKey, SendType::StickersBuy] {
        assert!(kind.is_available_on(1) && kind.is_available_on(11_155_111) && !kind.is_available_on(10));
        assert!(kind.is_available_between(1, 1) && !kind.is_available_between(1, 10));
    }
    assert!(!SendType::Swap.is_available_on(11_155_111));
    for number in 0..9 {
        assert_eq!(SendType::from_number(number).map(|kind| i64::from(kind.number())), Some(number));
    }
}
