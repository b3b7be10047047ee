//! Reading the balances of accounts on one chain, in as few requests as possible.
//!
//! Multicall3 reads many at once; where it is not, the balance scanner does; where neither is, they are read one by one.
//! A token may do anything when it is asked: return nothing, too much, or burn all gas that its batch has. A batch that
//! fails is halved until who is to blame is alone.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;

use super::call::{MULTICALL3, aggregate3, ether_balances, native_balance_of, read_results, tokens_balance};
use crate::identity::parse_address;
use crate::wallet::erc20_balance_of;
use crate::wallet::token::NATIVE_TOKEN;

/// Balances of one call. Each costs some thousand gas, and providers allow some ten million a call.
const BATCH: usize = 1_400;

/// Contracts of one call of the balance scanner.
const SCANNER_BATCH: usize = 500;

/// Requests that may be spent on finding tokens that break their batch.
const MOST_HALVES: usize = 48;

/// The balance scanner of chains that have it.
const SCANNERS: [(u64, &str); 6] = [
    (1, "08a8fdbddc160a7d5b957256b903dcab1ae512c5"),
    (10, "9e5076df494fc949abc4461f4e57592b81517d81"),
    (42_161, "bb85398092b83a016935a17fc857507b7851a071"),
    (11_155_111, "ec21ebe1918e8975fc0cd0c7747d318c00c0acd5"),
    (421_614, "ec21ebe1918e8975fc0cd0c7747d318c00c0acd5"),
    (11_155_420, "ec21ebe1918e8975fc0cd0c7747d318c00c0acd5"),
];

/// How balances are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScanMethod {
    /// By Multicall3.
    Multicall,
    /// By the balance scanner, at this address.
    Scanner([u8; 20]),
    /// One by one.
    Single,
}

/// An account and a token, [`NATIVE_TOKEN`] for the native currency.
pub type Holding = ([u8; 20], [u8; 20]);

/// What is asked of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BalanceQuestion {
    /// A call of a contract: whom, and the call data.
    Call([u8; 20], Vec<u8>),
    /// The native balance of an account.
    Native([u8; 20]),
}

/// A request and which balances it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalanceRequest {
    /// What is asked.
    pub question: BalanceQuestion,
    method: ScanMethod,
    holdings: Vec<Holding>,
}

/// What a chain answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BalanceAnswer {
    /// The bytes that a call returned.
    Returned(Vec<u8>),
    /// A native balance.
    Native(U256),
    /// The call failed while it ran: a revert, or gas that ran out.
    Failed,
    /// Nobody answered.
    Silence,
}

/// What a token did wrong when it was asked for a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenFault {
    /// It returned nothing: there is no contract, or it is no token.
    NoData,
    /// It returned something other than one number.
    Malformed,
    /// It refused, or used all gas.
    Failed,
}

/// What is known at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScannedBalances {
    /// Balances that the chain said.
    pub balances: BTreeMap<Holding, U256>,
    /// Balances that are left out because of what their token did.
    pub faults: BTreeMap<Holding, TokenFault>,
    /// Balances that nobody told.
    pub unanswered: BTreeSet<Holding>,
}

/// Reads balances of one chain: what is asked next, and what became of it.
#[derive(Clone, Debug)]
pub struct BalanceScan {
    chain_id: u64,
    method: ScanMethod,
    waiting: Vec<BalanceRequest>,
    halves: usize,
    outcome: ScannedBalances,
}

impl BalanceScan {
    /// Begins to read these tokens of these accounts, each once. `method` is how this chain was read before, if it was.
    #[must_use]
    pub fn new(chain_id: u64, accounts: &[[u8; 20]], tokens: &[[u8; 20]], method: Option<ScanMethod>) -> Self {
        let accounts: BTreeSet<_> = accounts.iter().copied().collect();
        let tokens: BTreeSet<_> = tokens.iter().copied().collect();
        let holdings = accounts.iter().flat_map(|account| tokens.iter().map(|token| (*account, *token)));
        let method = method.unwrap_or(ScanMethod::Multicall);
        let waiting = requests(method, holdings.collect());
        Self { chain_id, method, waiting, halves: 0, outcome: ScannedBalances::default() }
    }

    /// How the chain is read, as far as it is known now.
    #[must_use]
    pub const fn method(&self) -> ScanMethod {
        self.method
    }

    /// What is asked now, all at once. Nothing is left when this is empty.
    pub fn next_requests(&mut self) -> Vec<BalanceRequest> {
        core::mem::take(&mut self.waiting)
    }

    /// Takes in what became of a request.
    pub fn take(&mut self, request: BalanceRequest, answer: BalanceAnswer) {
        match (&request.question, answer) {
            (_, BalanceAnswer::Silence) => self.outcome.unanswered.extend(request.holdings),
            (BalanceQuestion::Native(_), BalanceAnswer::Native(balance)) => {
                self.outcome.balances.extend(request.holdings.into_iter().map(|holding| (holding, balance)));
            }
            (BalanceQuestion::Call(..), BalanceAnswer::Returned(bytes)) => self.returned(request, &bytes),
            (_, BalanceAnswer::Failed) if request.method != ScanMethod::Single => self.halve(request),
            (_, BalanceAnswer::Failed) => self.blame(request.holdings, TokenFault::Failed),
            // An answer to something else.
            _ => self.outcome.unanswered.extend(request.holdings),
        }
    }

    /// What is known now.
    #[must_use]
    pub fn finish(self) -> ScannedBalances {
        self.outcome
    }

    fn returned(&mut self, request: BalanceRequest, bytes: &[u8]) {
        if request.method == ScanMethod::Single {
            for holding in request.holdings {
                self.settle(holding, true, bytes);
            }
            return;
        }
        // Where there is no contract, nothing is returned.
        if bytes.is_empty() {
            self.fall_back(request);
            return;
        }
        match read_results(bytes, request.holdings.len()) {
            Ok(results) => {
                for (holding, result) in request.holdings.into_iter().zip(results) {
                    self.settle(holding, result.is_success, result.data);
                }
            }
            // Who answers such a thing is not believed.
            Err(_) => self.outcome.unanswered.extend(request.holdings),
        }
    }

    fn settle(&mut self, holding: Holding, is_success: bool, data: &[u8]) {
        let fault = match <[u8; 32]>::try_from(data) {
            _ if !is_success => TokenFault::Failed,
            Ok(word) => {
                self.outcome.balances.insert(holding, U256::from_be_bytes(word));
                return;
            }
            Err(_) if data.is_empty() => TokenFault::NoData,
            Err(_) => TokenFault::Malformed,
        };
        self.outcome.faults.insert(holding, fault);
    }

    fn blame(&mut self, holdings: Vec<Holding>, fault: TokenFault) {
        self.outcome.faults.extend(holdings.into_iter().map(|holding| (holding, fault)));
    }

    /// Asks in two parts what failed as a whole.
    fn halve(&mut self, request: BalanceRequest) {
        let mut holdings = request.holdings;
        if holdings.len() <= 1 {
            self.blame(holdings, TokenFault::Failed);
        } else if self.halves >= MOST_HALVES {
            self.outcome.unanswered.extend(holdings);
        } else {
            self.halves = self.halves.saturating_add(2);
            let rest = holdings.split_off(holdings.len().saturating_div(2));
            self.waiting.extend(requests(request.method, holdings));
            self.waiting.extend(requests(request.method, rest));
        }
    }

    /// Asks in another way what the contract of a way was not there for.
    fn fall_back(&mut self, request: BalanceRequest) {
        let next = match (request.method, scanner_of(self.chain_id)) {
            (ScanMethod::Multicall, Some(scanner)) => ScanMethod::Scanner(scanner),
            _ => ScanMethod::Single,
        };
        self.method = next;
        self.waiting.extend(requests(next, request.holdings));
    }
}

/// The requests for these balances, which are sorted by account.
fn requests(method: ScanMethod, holdings: Vec<Holding>) -> Vec<BalanceRequest> {
    let request = |question, holdings| BalanceRequest { question, method, holdings };
    match method {
        ScanMethod::Multicall => {
            let aggregate = |holdings: &[Holding]| {
                let calls: Vec<_> = holdings.iter().map(|holding| multicall(*holding)).collect();
                request(BalanceQuestion::Call(MULTICALL3, aggregate3(&calls)), holdings.to_vec())
            };
            holdings.chunks(BATCH).map(aggregate).collect()
        }
        ScanMethod::Scanner(scanner) => {
            let (natives, tokens): (Vec<_>, Vec<_>) =
                holdings.into_iter().partition(|(_, token)| *token == NATIVE_TOKEN);
            let natives = natives.chunks(SCANNER_BATCH).map(|natives| {
                let accounts: Vec<_> = natives.iter().map(|(account, _)| *account).collect();
                request(BalanceQuestion::Call(scanner, ether_balances(&accounts)), natives.to_vec())
            });
            let of_accounts = tokens.chunk_by(|(a, _), (b, _)| a == b).flat_map(|tokens| tokens.chunks(SCANNER_BATCH));
            let tokens = of_accounts.filter_map(|holdings| {
                let (account, _) = holdings.first()?;
                let contracts: Vec<_> = holdings.iter().map(|(_, token)| *token).collect();
                let question = BalanceQuestion::Call(scanner, tokens_balance(account, &contracts));
                Some(request(question, holdings.to_vec()))
            });
            natives.chain(tokens).collect()
        }
        ScanMethod::Single => holdings.into_iter().map(|holding| request(single(holding), vec![holding])).collect(),
    }
}

fn multicall((account, token): Holding) -> ([u8; 20], Vec<u8>) {
    if token == NATIVE_TOKEN { (MULTICALL3, native_balance_of(&account)) } else { (token, erc20_balance_of(&account)) }
}

fn single((account, token): Holding) -> BalanceQuestion {
    if token == NATIVE_TOKEN {
        BalanceQuestion::Native(account)
    } else {
        BalanceQuestion::Call(token, erc20_balance_of(&account))
    }
}

fn scanner_of(chain_id: u64) -> Option<[u8; 20]> {
    SCANNERS.iter().find(|(id, _)| *id == chain_id).and_then(|(_, address)| parse_address(address).ok())
}
