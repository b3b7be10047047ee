use proptest::prelude::*;
use status_ports::ChainError;

use crate::wallet::provider::{
    BreakerParameters, CircuitBreaker, Outcome, Refusal, asks_for_too_much, counts_against_provider, ends_fallback,
    is_late, lacks_history,
};

fn breaker() -> CircuitBreaker {
    CircuitBreaker::new(BreakerParameters::CHAIN)
}

fn run(breaker: &mut CircuitBreaker, outcome: Outcome, now_ms: u64) {
    breaker.admit(now_ms).unwrap();
    breaker.settle(outcome, now_ms);
}

fn opened() -> CircuitBreaker {
    let mut breaker = breaker();
    (0..5).for_each(|at| run(&mut breaker, Outcome::Failure, at));
    breaker
}

#[test]
fn five_failures_in_a_row_open_the_circuit() {
    let mut breaker = breaker();
    (0..4).for_each(|at| run(&mut breaker, Outcome::Failure, at));
    run(&mut breaker, Outcome::Success, 4);
    (5..9).for_each(|at| run(&mut breaker, Outcome::Failure, at));
    run(&mut breaker, Outcome::Failure, 9);
    assert_eq!(breaker.admit(10), Err(Refusal::Open));
}

#[test]
fn a_quarter_of_twenty_requests_within_ten_seconds_opens_it() {
    let mixed = |failures: &[u64], step_ms: u64| {
        let mut breaker = breaker();
        for at in 0..20 {
            let outcome = if failures.contains(&at) { Outcome::Failure } else { Outcome::Success };
            run(&mut breaker, outcome, at * step_ms);
        }
        breaker.admit(20 * step_ms)
    };
    assert_eq!(mixed(&[1, 5, 9, 13, 19], 10), Err(Refusal::Open));
    assert_eq!(mixed(&[1, 5, 9, 19], 10), Ok(()), "a fifth is borne");
    assert_eq!(mixed(&[1, 5, 9, 13, 19], 1000), Ok(()), "what is older does not count");
}

#[test]
fn an_open_circuit_lets_one_request_try_after_five_minutes() {
    let mut breaker = opened();
    assert_eq!(breaker.admit(4 + 299_999), Err(Refusal::Open));
    assert_eq!(breaker.admit(4 + 300_000), Ok(()));
    assert_eq!(breaker.admit(4 + 300_000), Err(Refusal::Open), "one is enough");
    breaker.settle(Outcome::Failure, 400_000);
    assert_eq!(breaker.admit(699_999), Err(Refusal::Open), "and from then on again");
    assert_eq!(breaker.admit(700_000), Ok(()));
    breaker.settle(Outcome::Success, 700_001);
    (0..10).for_each(|_| breaker.admit(700_002).unwrap());
}

#[test]
fn a_try_that_told_nothing_lets_the_next_one_try() {
    let mut breaker = opened();
    breaker.admit(300_004).unwrap();
    breaker.settle(Outcome::Unknown, 300_005);
    assert_eq!(breaker.admit(300_005), Ok(()));
}

#[test]
fn no_more_run_at_once_than_allowed() {
    let mut breaker = breaker();
    (0..100).for_each(|_| breaker.admit(0).unwrap());
    assert_eq!(breaker.admit(0), Err(Refusal::TooMany));
    breaker.settle(Outcome::Unknown, 0);
    assert_eq!(breaker.admit(0), Ok(()));
}

proptest! {
    #[test]
    fn whatever_happens_a_provider_that_works_again_is_asked_again(
        steps in prop::collection::vec((0..4_u8, 0..100_000_u64), 0..200)
    ) {
        let mut breaker = breaker();
        let (mut now, mut running) = (0_u64, 0_u32);
        for (step, passed) in steps {
            now += passed;
            match step {
                0 => running += u32::from(breaker.admit(now).is_ok()),
                _ if running > 0 => {
                    running -= 1;
                    let outcome = [Outcome::Success, Outcome::Failure, Outcome::Unknown][usize::from(step) - 1];
                    breaker.settle(outcome, now);
                }
                _ => {}
            }
        }
        (0..running).for_each(|_| breaker.settle(Outcome::Unknown, now));
        now += BreakerParameters::CHAIN.sleep_window_ms;
        prop_assert_eq!(breaker.admit(now), Ok(()));
        breaker.settle(Outcome::Success, now);
        prop_assert_eq!(breaker.admit(now), Ok(()));
    }
}

fn rpc(code: i64, message: &str) -> ChainError {
    ChainError::Rpc { code, message: message.to_owned(), data: String::new() }
}

#[test]
fn what_contracts_and_the_chain_decide_ends_the_search_and_blames_nobody() {
    for error in [
        rpc(3, "execution reverted"),
        rpc(-32015, "VM execution error."),
        rpc(-32000, "out of gas"),
        rpc(-32003, "Insufficient funds for gas * price + value"),
        rpc(-32000, "no contract code at given address"),
        rpc(-32000, "nonce too low"),
    ] {
        assert!(ends_fallback(&error) && !counts_against_provider(&error), "{error}");
    }
}

#[test]
fn what_another_provider_may_know_goes_on_and_some_of_it_blames_nobody() {
    let limited = ChainError::RateLimited { message: String::new(), retry_after_ms: None };
    for error in [limited, ChainError::Http { status: 413 }, rpc(-32601, "x"), rpc(-32000, "header not found")] {
        assert!(!ends_fallback(&error) && !counts_against_provider(&error), "{error}");
    }
    let other = ChainError::OtherChain { expected: 1, found: 2 };
    let http = ChainError::Http { status: 500 };
    for error in [ChainError::Timeout, ChainError::Unauthorised, other, http, rpc(-32000, "internal")] {
        assert!(!ends_fallback(&error) && counts_against_provider(&error), "{error}");
    }
}

#[test]
fn what_a_provider_finds_too_much_or_does_not_know_any_more_is_told_from_the_rest() {
    let rpc = |message: &str| ChainError::Rpc { code: -32000, message: message.to_owned(), data: String::new() };
    for text in
        ["query returned more than 10000 results", "Block range is too large", "exceed maximum block range: 5000"]
    {
        assert!(asks_for_too_much(&rpc(text)) && !lacks_history(&rpc(text)), "{text}");
    }
    for text in ["missing trie node 01 (path )", "required historical state unavailable", "block has been pruned"] {
        assert!(lacks_history(&rpc(text)) && !asks_for_too_much(&rpc(text)), "{text}");
    }
    assert!(asks_for_too_much(&ChainError::Http { status: 413 }));
    assert!(asks_for_too_much(&ChainError::Malformed("the answer is too large".to_owned())));
    let both = ChainError::AllFailed(vec![
        ("one".to_owned(), ChainError::Timeout),
        ("two".to_owned(), rpc("query returned more than 10000 results")),
    ]);
    assert!(asks_for_too_much(&both) && is_late(&both));
    for error in [rpc("nonce too low"), ChainError::Unauthorised, ChainError::Unreachable("no route".to_owned())] {
        assert!(!asks_for_too_much(&error) && !lacks_history(&error) && !is_late(&error), "{error}");
    }
}
