//! A world with three chains, plain transfers and one bridge.

use std::collections::{BTreeMap, BTreeSet};

use ruint::aliases::U256;

use super::*;
use crate::wallet::fee::{ChainFees, EstimatedTime, FeeLevels, FeeMode};

pub(super) const MAINNET: u64 = 1;
pub(super) const OPTIMISM: u64 = 10;
pub(super) const ARBITRUM: u64 = 42_161;
pub(super) const CHAINS: [u64; 3] = [MAINNET, OPTIMISM, ARBITRUM];

const GWEI: u64 = 1_000_000_000;

/// Thousandths of an ether.
pub(super) fn milliether(amount: u64) -> U256 {
    U256::from(amount) * U256::from(1_000_000 * GWEI)
}

/// Thousandths of a USDC.
pub(super) fn milliusdc(amount: u64) -> U256 {
    U256::from(amount) * U256::from(1_000)
}

/// A request with its world. Chains from which or to which money may go; what is locked; what is there.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) send_type: SendType,
    pub(super) symbol: &'static str,
    pub(super) amount: U256,
    pub(super) from: Vec<u64>,
    pub(super) to: Vec<u64>,
    pub(super) locked: Vec<(u64, U256)>,
    pub(super) balances: Balances,
    /// The gas of transfers cannot be estimated.
    pub(super) failure: Option<&'static str>,
}

impl Case {
    /// Two ether and a hundred USDC on each chain, everything allowed.
    pub(super) fn new(symbol: &'static str, amount: U256) -> Self {
        let token = if symbol == "ETH" { milliether(2_000) } else { milliusdc(100_000) };
        let balance = ChainBalance { token: Some(token), native: Some(milliether(2_000)) };
        Self {
            send_type: SendType::Transfer,
            symbol,
            amount,
            from: CHAINS.to_vec(),
            to: CHAINS.to_vec(),
            locked: Vec::new(),
            balances: CHAINS.map(|chain| (chain, balance)).into(),
            failure: None,
        }
    }

    pub(super) fn from(mut self, chains: &[u64]) -> Self {
        self.from = chains.to_vec();
        self
    }

    pub(super) fn to(mut self, chains: &[u64]) -> Self {
        self.to = chains.to_vec();
        self
    }

    pub(super) fn lock(mut self, chain: u64, amount: U256) -> Self {
        self.locked.push((chain, amount));
        self
    }

    pub(super) fn with(mut self, send_type: SendType) -> Self {
        self.send_type = send_type;
        self
    }

    /// Only this is there.
    pub(super) fn having(mut self, balances: &[(u64, U256, U256)]) -> Self {
        let balance = |(chain, token, native): &(u64, U256, U256)| {
            (*chain, ChainBalance { token: Some(*token), native: Some(*native) })
        };
        self.balances = balances.iter().map(balance).collect();
        self
    }

    pub(super) fn request(&self) -> RouteRequest {
        let others =
            |chains: &[u64]| -> BTreeSet<u64> { CHAINS.into_iter().filter(|chain| !chains.contains(chain)).collect() };
        RouteRequest {
            send_type: i64::from(self.send_type.number()),
            amount_in: Some(self.amount),
            token: self.symbol.to_owned(),
            disabled_from: others(&self.from),
            disabled_to: others(&self.to),
            locked: self.locked.iter().map(|(chain, amount)| (*chain, Some(*amount))).collect(),
            ..RouteRequest::default()
        }
    }

    pub(super) fn options(&self) -> BTreeMap<u64, Vec<AmountOption>> {
        amount_options(&self.request().check(false).unwrap(), &self.from, &self.balances)
    }

    pub(super) fn plan(&self) -> Plan {
        let request = match self.request().check(false) {
            Ok(request) => request,
            Err(error) => return Plan { error: Some(error.into()), ..Plan::default() },
        };
        if !self.balances.values().any(ChainBalance::is_positive) {
            return Plan { error: Some(RouteError::NoPositiveBalance.into()), ..Plan::default() };
        }
        let options = amount_options(&request, &self.from, &self.balances);
        let processors = [ProcessorKind::Transfer, ProcessorKind::Hop, ProcessorKind::EnsRelease];
        let (mut candidates, mut failures) = (Vec::new(), Vec::new());
        for inquiry in inquiries(&request, U256::ZERO, &options, &self.from, &self.to, &processors) {
            match self.answer(&inquiry) {
                Ok(Some(candidate)) => candidates.push(Path::new(candidate, &fees(), FeeMode::Medium)),
                Ok(None) => {}
                Err(failure) => failures.push(failure),
            }
        }
        let token = if self.symbol == "ETH" { 2_000.0 } else { 1.0 };
        plan(&request, candidates, &failures, &self.balances, &Prices { token, native: 2_000.0 })
    }

    /// The way of one candidate.
    fn answer(&self, inquiry: &Inquiry) -> Result<Option<Candidate>, ProcessorError> {
        let is_native = self.symbol == "ETH";
        let from_token = RouteToken {
            symbol: self.symbol.to_owned(),
            decimals: if is_native { 18 } else { 6 },
            is_native,
            ..RouteToken::default()
        };
        let chains = Some((inquiry.from_chain, inquiry.to_chain));
        let connection = Connection { chains, from_token: Some(&from_token), to_token: None };
        if !inquiry.processor.is_available(&connection)? {
            return Ok(None);
        }
        let is_hop = inquiry.processor == ProcessorKind::Hop;
        if let (Some(failure), false) = (self.failure, is_hop) {
            return Err(ProcessorError::other(inquiry.processor, failure));
        }
        let bonder_fee = match (is_hop, is_native) {
            (false, _) => U256::ZERO,
            (true, true) => U256::from(150_000_000_000_000_u64),
            (true, false) => U256::from(10_000),
        };
        let amount = inquiry.option.amount;
        let approval = Approval { amount, gas: 1_000, l1_fee: U256::from(100_000_000_000_u64) };
        Ok(Some(Candidate {
            processor: inquiry.processor,
            from_chain: inquiry.from_chain,
            to_chain: inquiry.to_chain,
            from_token,
            to_token: None,
            option: inquiry.option,
            amount_out: amount.saturating_sub(bonder_fee),
            delivers_all: !is_hop,
            bonder_fee,
            token_fee: U256::ZERO,
            transaction: TransactionDraft::default(),
            gas: if is_hop { 5_000 } else { 1_000 },
            l1_fee: U256::ZERO,
            contract: [0; 20],
            approval: (is_hop && !is_native).then_some(approval),
            estimated_time: EstimatedTime::Unknown,
        }))
    }
}

pub(super) fn fees() -> ChainFees {
    let gwei = |amount: u64| U256::from(amount * GWEI);
    ChainFees {
        gas_price: gwei(10),
        base_fee: gwei(50),
        tips: FeeLevels::same(gwei(1)),
        max_fees: FeeLevels { low: gwei(1), medium: gwei(2), high: gwei(3) },
        is_eip1559: false,
    }
}

/// `Processor from to amount`, sorted.
pub(super) fn names(paths: &[Path]) -> BTreeSet<(&'static str, u64, u64, U256)> {
    let name = |path: &Path| {
        let candidate = &path.candidate;
        (candidate.processor.name(), candidate.from_chain, candidate.to_chain, candidate.option.amount)
    };
    paths.iter().map(name).collect()
}
