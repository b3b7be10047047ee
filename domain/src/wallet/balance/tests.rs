use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use ruint::aliases::U256;
use status_ports::TokenBalanceRecord;

use super::*;
use crate::identity::parse_address;
use crate::wallet::token::{NATIVE_TOKEN, Token, TokenOrigin};

/// What a token does when it is asked.
#[derive(Clone, Copy, Debug)]
enum Behaviour {
    Honest,
    NoContract,
    TooMuch,
    TooLittle,
    Reverts,
    /// It burns all gas of whoever asks for more than itself.
    BurnsAllGas,
}

/// A chain with contracts that may be hostile.
struct Chain {
    has_multicall: bool,
    scanner: Option<[u8; 20]>,
    behaviours: BTreeMap<[u8; 20], Behaviour>,
    round_trips: usize,
    requests: usize,
}

fn account(index: u16) -> [u8; 20] {
    address(0xaa, index)
}

fn contract(index: u16) -> [u8; 20] {
    address(0xcc, index)
}

fn address(kind: u8, index: u16) -> [u8; 20] {
    let mut address = [kind; 20];
    address[18..].copy_from_slice(&index.to_be_bytes());
    address
}

/// What there is: different for all.
fn truth((account, token): Holding) -> U256 {
    let number = |address: [u8; 20]| u64::from(u16::from_be_bytes([address[18], address[19]]));
    U256::from(number(account) * 100_000 + number(token) + 1)
}

fn word_at(data: &[u8], at: usize) -> usize {
    U256::from_be_slice(&data[at..at + 32]).to()
}

fn address_at(data: &[u8], at: usize) -> [u8; 20] {
    data[at + 12..at + 32].try_into().unwrap()
}

fn encode_results(results: &[(bool, Vec<u8>)]) -> Vec<u8> {
    let word = |value: usize| U256::from(value).to_be_bytes::<32>();
    let (mut heads, mut tails) = (Vec::new(), Vec::new());
    for (is_success, data) in results {
        heads.extend(word(results.len() * 32 + tails.len()));
        tails.extend(word(usize::from(*is_success)));
        tails.extend(word(64));
        tails.extend(word(data.len()));
        tails.extend(data);
        tails.resize(tails.len().next_multiple_of(32), 0);
    }
    [&word(32)[..], &word(results.len()), &heads, &tails].concat()
}

impl Chain {
    fn new() -> Self {
        Self { has_multicall: true, scanner: None, behaviours: BTreeMap::new(), round_trips: 0, requests: 0 }
    }

    fn call(&self, to: [u8; 20], data: &[u8]) -> (bool, Vec<u8>) {
        let account = address_at(data, 4);
        if to == MULTICALL3 {
            assert_eq!(hex::encode(&data[..4]), "4d2301cc");
            return (true, truth((account, NATIVE_TOKEN)).to_be_bytes_vec());
        }
        assert_eq!(hex::encode(&data[..4]), "70a08231");
        let honest = truth((account, to)).to_be_bytes_vec();
        match self.behaviours.get(&to).copied().unwrap_or(Behaviour::Honest) {
            Behaviour::Honest => (true, honest),
            Behaviour::NoContract => (true, Vec::new()),
            Behaviour::TooMuch => (true, honest.repeat(2)),
            Behaviour::TooLittle => (true, vec![1; 31]),
            Behaviour::Reverts | Behaviour::BurnsAllGas => (false, Vec::new()),
        }
    }

    fn burns(&self, tokens: &BTreeSet<[u8; 20]>) -> bool {
        tokens.iter().any(|token| matches!(self.behaviours.get(token), Some(Behaviour::BurnsAllGas)))
    }

    fn answer(&self, question: &BalanceQuestion) -> BalanceAnswer {
        let (to, data) = match question {
            BalanceQuestion::Native(account) => return BalanceAnswer::Native(truth((*account, NATIVE_TOKEN))),
            BalanceQuestion::Call(to, data) => (*to, &data[..]),
        };
        let answer = |holdings: Vec<Holding>| {
            let tokens = holdings.iter().map(|(_, token)| *token).collect();
            if self.burns(&tokens) {
                return BalanceAnswer::Failed;
            }
            let results = holdings.iter().map(|(account, token)| {
                if *token == NATIVE_TOKEN {
                    return (true, truth((*account, *token)).to_be_bytes_vec());
                }
                self.call(*token, &[&[0x70, 0xa0, 0x82, 0x31][..], &[0; 12], account].concat())
            });
            BalanceAnswer::Returned(encode_results(&results.collect::<Vec<_>>()))
        };
        if to == MULTICALL3 && !self.has_multicall || self.scanner != Some(to) && to[0] != 0xcc && to != MULTICALL3 {
            return BalanceAnswer::Returned(Vec::new());
        }
        match hex::encode(&data[..4]).as_str() {
            "82ad56cb" => {
                assert_eq!(word_at(data, 4), 32);
                let calls = (0..word_at(data, 36)).map(|index| {
                    let call = 68 + word_at(data, 68 + index * 32);
                    assert_eq!(word_at(data, call + 32), 1, "every call may fail");
                    let bytes = call + word_at(data, call + 64);
                    let to = address_at(data, call);
                    let call = &data[bytes + 32..bytes + 32 + word_at(data, bytes)];
                    (address_at(call, 4), if to == MULTICALL3 { NATIVE_TOKEN } else { to })
                });
                answer(calls.collect())
            }
            "dbdbb51b" => {
                answer((0..word_at(data, 36)).map(|i| (address_at(data, 68 + i * 32), NATIVE_TOKEN)).collect())
            }
            "e5da1b68" => {
                let tokens = (0..word_at(data, 68)).map(|i| (address_at(data, 4), address_at(data, 100 + i * 32)));
                answer(tokens.collect())
            }
            _ => match self.call(to, data) {
                (true, data) => BalanceAnswer::Returned(data),
                (false, _) => BalanceAnswer::Failed,
            },
        }
    }

    fn run(&mut self, mut scan: BalanceScan) -> (ScannedBalances, ScanMethod) {
        loop {
            let requests = scan.next_requests();
            if requests.is_empty() {
                let method = scan.method();
                return (scan.finish(), method);
            }
            self.round_trips += 1;
            for request in requests {
                self.requests += 1;
                let answer = self.answer(&request.question);
                scan.take(request, answer);
            }
        }
    }
}

fn all(accounts: u16, tokens: u16) -> (Vec<[u8; 20]>, Vec<[u8; 20]>) {
    let tokens = (0..tokens).map(contract).chain([NATIVE_TOKEN]);
    ((0..accounts).map(account).collect(), tokens.collect())
}

fn expect_truth(outcome: &ScannedBalances, accounts: &[[u8; 20]], tokens: &[[u8; 20]]) {
    let expected = accounts.iter().flat_map(|account| tokens.iter().map(|token| (*account, *token)));
    let expected: BTreeMap<Holding, U256> = expected.map(|holding| (holding, truth(holding))).collect();
    assert_eq!(outcome.balances, expected);
}

#[test]
fn twenty_accounts_of_two_hundred_tokens_take_three_requests_at_once() {
    let (accounts, tokens) = all(20, 199);
    let mut chain = Chain::new();
    let (outcome, method) = chain.run(BalanceScan::new(1, &accounts, &tokens, None));
    expect_truth(&outcome, &accounts, &tokens);
    assert_eq!((chain.requests, chain.round_trips, method), (3, 1, ScanMethod::Multicall));
}

#[test]
fn what_is_asked_for_twice_is_read_once() {
    let mut chain = Chain::new();
    let twice = [account(1), account(1)];
    let (outcome, _) = chain.run(BalanceScan::new(1, &twice, &[NATIVE_TOKEN, NATIVE_TOKEN], None));
    expect_truth(&outcome, &[account(1)], &[NATIVE_TOKEN]);
    assert_eq!(chain.run(BalanceScan::new(1, &[], &[NATIVE_TOKEN], None)).0, ScannedBalances::default());
}

#[test]
fn the_scanner_stands_in_for_multicall() {
    let (accounts, tokens) = all(3, 600);
    let scanner = parse_address("0x08A8fDBddc160A7d5b957256b903dCAb1aE512C5").unwrap();
    let mut chain = Chain { has_multicall: false, scanner: Some(scanner), ..Chain::new() };
    let (outcome, method) = chain.run(BalanceScan::new(1, &accounts, &tokens, None));
    expect_truth(&outcome, &accounts, &tokens);
    assert_eq!(method, ScanMethod::Scanner(scanner));
    // What is known of a chain is not tried again.
    chain.requests = 0;
    chain.run(BalanceScan::new(1, &accounts, &tokens, Some(method)));
    assert_eq!(chain.requests, 1 + 3 * 2);
}

#[test]
fn where_no_contract_helps_balances_are_read_one_by_one() {
    let (accounts, tokens) = all(2, 3);
    let mut chain = Chain { has_multicall: false, ..Chain::new() };
    let (outcome, method) = chain.run(BalanceScan::new(31_337, &accounts, &tokens, None));
    expect_truth(&outcome, &accounts, &tokens);
    assert_eq!(method, ScanMethod::Single);
    // A chain whose scanner is gone as well.
    let (outcome, method) = chain.run(BalanceScan::new(10, &accounts, &tokens, None));
    expect_truth(&outcome, &accounts, &tokens);
    assert_eq!(method, ScanMethod::Single);
}

#[test]
fn a_token_that_lies_is_left_out_and_spoils_nothing() {
    let (accounts, tokens) = all(20, 199);
    let hostile = [
        (contract(0), Behaviour::NoContract, TokenFault::NoData),
        (contract(7), Behaviour::TooMuch, TokenFault::Malformed),
        (contract(8), Behaviour::TooLittle, TokenFault::Malformed),
        (contract(100), Behaviour::Reverts, TokenFault::Failed),
    ];
    for has_multicall in [true, false] {
        let behaviours = hostile.map(|(token, behaviour, _)| (token, behaviour)).into();
        let mut chain = Chain { has_multicall, behaviours, ..Chain::new() };
        let (outcome, _) = chain.run(BalanceScan::new(31_337, &accounts, &tokens, None));
        let honest: Vec<_> =
            tokens.iter().copied().filter(|token| !hostile.iter().any(|(bad, ..)| bad == token)).collect();
        expect_truth(&outcome, &accounts, &honest);
        for (token, _, fault) in hostile {
            assert!(accounts.iter().all(|account| outcome.faults.get(&(*account, token)) == Some(&fault)), "{fault:?}");
        }
        assert!(outcome.unanswered.is_empty());
    }
}

#[test]
fn a_token_that_burns_all_gas_is_found() {
    let (accounts, tokens) = all(1, 1_000);
    let mut chain = Chain { behaviours: [(contract(321), Behaviour::BurnsAllGas)].into(), ..Chain::new() };
    let (outcome, _) = chain.run(BalanceScan::new(1, &accounts, &tokens, None));
    assert_eq!(outcome.faults, [((account(0), contract(321)), TokenFault::Failed)].into());
    assert_eq!(outcome.balances.len(), tokens.len() - 1);
    assert!(chain.requests <= 22, "{}", chain.requests);
}

#[test]
fn tokens_that_all_burn_gas_cost_a_bounded_number_of_requests() {
    let (accounts, tokens) = all(20, 199);
    let behaviours = (0..199).map(|index| (contract(index), Behaviour::BurnsAllGas)).collect();
    let mut chain = Chain { behaviours, ..Chain::new() };
    let (outcome, _) = chain.run(BalanceScan::new(1, &accounts, &tokens, None));
    assert!(chain.requests <= 60, "{}", chain.requests);
    let told = outcome.balances.len() + outcome.faults.len() + outcome.unanswered.len();
    assert_eq!(told, accounts.len() * tokens.len(), "nothing is forgotten");
}

#[test]
fn what_nobody_answers_is_unanswered_and_never_zero() {
    let (accounts, tokens) = all(2, 2);
    for answer in [BalanceAnswer::Silence, BalanceAnswer::Returned(vec![0; 64]), BalanceAnswer::Native(U256::ZERO)] {
        let mut scan = BalanceScan::new(1, &accounts, &tokens, None);
        for request in scan.next_requests() {
            scan.take(request, answer.clone());
        }
        assert_eq!(scan.next_requests(), []);
        let outcome = scan.finish();
        assert_eq!((outcome.balances.len(), outcome.unanswered.len()), (0, 6), "{answer:?}");
    }
}

fn token(chain_id: u64, address: [u8; 20], symbol: &'static str, decimals: u8, origin: TokenOrigin) -> Token {
    let name = format!("Token {symbol}").into();
    Token { chain_id, address, name, symbol: symbol.into(), decimals, origin, community_id: None }
}

fn scanned(balances: &[(Holding, u64)]) -> ScannedBalances {
    let balances = balances.iter().map(|(holding, balance)| (*holding, U256::from(*balance))).collect();
    ScannedBalances { balances, ..ScannedBalances::default() }
}

const LIST: TokenOrigin = TokenOrigin::List("status");

#[test]
fn a_token_of_several_chains_is_one_with_the_decimals_of_each() {
    let tokens = [token(1, contract(1), "USDC", 6, LIST), token(56, contract(2), "USDC", 18, LIST)];
    let mut balances = ChainBalances::default();
    balances.take(1, &scanned(&[((account(1), contract(1)), 5)]), &tokens, 7);
    balances.take(56, &scanned(&[((account(1), contract(2)), 6)]), &tokens, 8);
    let found = holdings(&tokens, account(1), &balances);
    assert_eq!(found.len(), 1);
    let of_chain = |chain_id| {
        let balance = &found[0].balances[&chain_id];
        (balance.balance.unwrap().to::<u64>(), balance.decimals, balance.read_at, balance.has_error)
    };
    assert_eq!((of_chain(1), of_chain(56)), ((5, 6, Some(7), false), (6, 18, Some(8), false)));
    assert_eq!(holdings(&tokens, account(2), &balances), []);
}

#[test]
fn the_last_known_balance_stays_with_its_age_when_nobody_answers() {
    let tokens = [token(1, contract(1), "TOK", 18, LIST)];
    let holding = (account(1), contract(1));
    let record =
        TokenBalanceRecord { account: account(1), chain_id: 1, token: contract(1), balance: U256::from(9), read_at: 3 };
    let mut balances = ChainBalances::new(std::slice::from_ref(&record));
    assert!(balances.knows(1, account(1)) && !balances.knows(2, account(1)) && !balances.knows(1, account(2)));
    let silence = ScannedBalances { unanswered: [holding].into(), ..ScannedBalances::default() };
    assert_eq!(balances.take(1, &silence, &tokens, 10), []);
    let found = &holdings(&tokens, account(1), &balances)[0].balances[&1];
    assert_eq!((found.balance, found.read_at, found.has_error), (Some(U256::from(9)), Some(3), true));
}

#[test]
fn what_clients_count_on_is_there_without_a_balance() {
    let tokens = [
        token(1, NATIVE_TOKEN, "ETH", 18, TokenOrigin::Native),
        token(1, contract(1), "SNT", 18, LIST),
        token(1, contract(2), "TOK", 18, LIST),
        token(1, contract(3), "DAI", 18, TokenOrigin::Custom),
    ];
    let found = holdings(&tokens, account(1), &ChainBalances::default());
    let shown: Vec<_> = found.iter().map(|holding| (holding.token.symbol.as_ref(), &holding.balances[&1])).collect();
    assert!(shown.iter().map(|(symbol, _)| *symbol).eq(["ETH", "SNT"]));
    assert!(shown.iter().all(|(_, balance)| balance.balance.is_none() && balance.has_error), "unknown is not zero");
}

#[test]
fn what_anybody_added_is_apart_from_what_a_list_names() {
    let tokens = [token(1, contract(1), "TOK", 18, LIST), token(1, contract(2), "TOK", 18, TokenOrigin::Custom)];
    let mut balances = ChainBalances::default();
    balances.take(1, &scanned(&[((account(1), contract(1)), 1), ((account(1), contract(2)), 2)]), &tokens, 1);
    let found = holdings(&tokens, account(1), &balances);
    assert!(
        found
            .iter()
            .map(|holding| (holding.token.is_verified(), holding.token.address))
            .eq([(true, contract(1)), (false, contract(2))])
    );
}

#[test]
fn of_two_contracts_with_one_symbol_the_one_with_something_is_shown() {
    let tokens = [token(1, contract(1), "SNT", 18, LIST), token(1, contract(2), "SNT", 18, LIST)];
    for (first, second, shown) in [(0, 5, 2), (5, 0, 1), (5, 6, 1), (0, 0, 1)] {
        let mut balances = ChainBalances::default();
        balances.take(
            1,
            &scanned(&[((account(1), contract(1)), first), ((account(1), contract(2)), second)]),
            &tokens,
            1,
        );
        assert_eq!(holdings(&tokens, account(1), &balances)[0].balances[&1].token, contract(shown));
    }
}

#[test]
fn only_what_is_worth_it_is_kept() {
    let tokens = [token(1, NATIVE_TOKEN, "XYZ", 18, TokenOrigin::Native), token(1, contract(1), "DAI", 18, LIST)];
    let before =
        TokenBalanceRecord { account: account(1), chain_id: 1, token: contract(2), balance: U256::from(1), read_at: 1 };
    let mut balances = ChainBalances::new(&[before]);
    let all = [NATIVE_TOKEN, contract(1), contract(2), contract(3), contract(4)];
    let said: Vec<_> = all.iter().map(|token| ((account(1), *token), u64::from(*token == contract(4)))).collect();
    let kept = balances.take(1, &scanned(&said), &tokens, 2);
    let kept: Vec<_> =
        kept.into_iter().map(|record| (record.token, record.balance.to::<u64>(), record.read_at)).collect();
    assert_eq!(kept, [(NATIVE_TOKEN, 0, 2), (contract(1), 0, 2), (contract(2), 0, 2), (contract(4), 1, 2)]);
}

#[test]
fn amounts_are_written_as_clients_read_them() {
    let ether = U256::from(10).pow(U256::from(18));
    for (amount, decimals, text) in [
        (U256::ZERO, 18, "0"),
        (ether, 18, "1"),
        (ether * U256::from(3) / U256::from(2), 18, "1.5"),
        (ether * U256::from(10_000), 18, "10000"),
        (ether * U256::from(1_000_000), 18, "1e+06"),
        (ether * U256::from(1_234_567), 18, "1.234567e+06"),
        (U256::from(1), 18, "1e-18"),
        (U256::from(123), 6, "0.000123"),
        (U256::from(12), 6, "1.2e-05"),
        (U256::from(5), 1, "0.5"),
        (U256::from(120), 0, "120"),
        (U256::from(1_234_567_890_123_456_789_u64), 18, "1.234567890123456789"),
    ] {
        assert_eq!(decimal_text(amount, decimals), text);
    }
    assert_eq!(decimal_text(U256::MAX, 255).split_once('e').unwrap().1, "-178");
}

proptest! {
    #[test]
    fn any_answer_of_a_batch_is_read_or_refused(
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        words in prop::collection::vec(0_u64..400, 0..20),
    ) {
        let mut answer: Vec<u8> = words.iter().flat_map(|word| U256::from(*word).to_be_bytes_vec()).collect();
        answer.extend(bytes);
        let mut scan = BalanceScan::new(1, &[account(1), account(2)], &[NATIVE_TOKEN, contract(1)], None);
        for request in scan.next_requests() {
            scan.take(request, BalanceAnswer::Returned(answer.clone()));
        }
        let left: usize = scan.next_requests().len();
        let outcome = scan.finish();
        prop_assert!(left > 0 || outcome.balances.len() + outcome.faults.len() + outcome.unanswered.len() == 4);
    }

    #[test]
    fn an_amount_as_text_is_the_amount(amount: u64, decimals in 0_u8..30) {
        let text = decimal_text(U256::from(amount), decimals);
        let expected = amount as f64 / 10_f64.powi(decimals.into());
        let found: f64 = text.parse().unwrap();
        prop_assert!((found - expected).abs() <= expected * 1e-15);
    }
}
