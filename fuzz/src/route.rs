//! Routes of money: whatever is asked and whatever chains say, what comes out carries the amount and can be paid.

use std::collections::BTreeMap;

use ruint::aliases::U256;
use status_domain::wallet::fee::{ChainFees, EstimatedTime, FeeLevels, FeeMode};
use status_domain::wallet::route::{
    Approval, Candidate, ChainBalance, Connection, Inquiry, Path, Prices, ProcessorKind, RouteRequest, RouteToken,
    TransactionDraft, amount_options, check_balances, inquiries, plan,
};

const CHAINS: [u64; 6] = [1, 10, 42_161, 8_453, 56, 31_337];

/// Numbers out of any bytes; zeros when they have run out.
struct Numbers<'a>(&'a [u8]);

impl Numbers<'_> {
    fn byte(&mut self) -> u8 {
        let Some((byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *byte
    }

    /// Small numbers that meet each other often, and a few that are as large as can be.
    fn amount(&mut self) -> U256 {
        match self.byte() {
            255 => U256::MAX,
            254 => U256::MAX >> 1,
            byte => U256::from(byte % 16),
        }
    }

    fn chains(&mut self) -> Vec<u64> {
        let bits = self.byte();
        CHAINS
            .into_iter()
            .zip(0_u32..)
            .filter(|(_, bit)| bits.checked_shr(*bit).unwrap_or(0) & 1 == 0)
            .map(|(chain, _)| chain)
            .collect()
    }
}

/// A request, what is there, and what processors and chains say about it.
pub(crate) fn route(input: &[u8]) {
    let mut numbers = Numbers(input);
    let request = RouteRequest {
        send_type: i64::from(numbers.byte() % 10),
        amount_in: Some(numbers.amount()),
        amount_out: Some(numbers.amount()),
        token: ["ETH", "SNT"][usize::from(numbers.byte() & 1)].to_owned(),
        to_token: "USDC".to_owned(),
        fee_mode: FeeMode::from_number(i64::from(numbers.byte())),
        locked: (0..numbers.byte() % 4)
            .map(|_| (numbers.byte(), numbers.amount()))
            .map(|(chain, amount)| (CHAINS[usize::from(chain) % 6], Some(amount)))
            .collect(),
        username: "name.eth".to_owned(),
        public_key: "0x04".to_owned(),
        pack: Some(U256::ONE),
        ..RouteRequest::default()
    };
    let Ok(checked) = request.check(false) else { return };
    let (from, to) = (numbers.chains(), numbers.chains());
    let is_native = request.token == "ETH";
    let balances: BTreeMap<u64, ChainBalance> = from
        .iter()
        .map(|chain| {
            let token = Some(numbers.amount());
            let native = if is_native { token } else { Some(numbers.amount()) };
            (*chain, ChainBalance { token, native })
        })
        .collect();
    let options = amount_options(&checked, &from, &balances);
    let processors = [
        ProcessorKind::Transfer,
        ProcessorKind::Hop,
        ProcessorKind::Paraswap,
        ProcessorKind::EnsRegister,
        ProcessorKind::EnsRelease,
        ProcessorKind::EnsPublicKey,
        ProcessorKind::StickersBuy,
    ];
    let inquiries = inquiries(&checked, request.amount_out.unwrap_or_default(), &options, &from, &to, &processors);
    let mut failures = Vec::new();
    let mut candidates = Vec::new();
    for inquiry in inquiries {
        match answer(&inquiry, &request, is_native, &mut numbers) {
            Ok(Some(path)) => candidates.push(path),
            Ok(None) => {}
            Err(failure) => failures.push(failure),
        }
    }
    let prices = Prices {
        token: f64::from(numbers.byte()),
        native: [f64::NAN, 0.0, -1.0, 2e300][usize::from(numbers.byte()) % 4],
    };
    let found = plan(&checked, candidates, &failures, &balances, &prices);
    assert!(found.error.is_some() || !found.best.is_empty(), "neither a route nor why there is none");
    let sum = found.best.iter().fold(U256::ZERO, |sum, path| sum.saturating_add(path.candidate.option.amount));
    assert!(found.best.is_empty() || sum == checked.amount_in, "a route carries what was asked for");
    let sources: std::collections::BTreeSet<u64> = found.best.iter().map(|path| path.candidate.from_chain).collect();
    assert_eq!(sources.len(), found.best.len(), "one path from each chain");
    if found.error.is_none() {
        assert_eq!(check_balances(&found.best, &balances), Ok(()), "what has no error can be paid");
    }
    for path in &found.best {
        assert!(path.amount_in <= path.candidate.option.amount);
        assert!(
            checked.locked.get(&path.candidate.from_chain).is_none_or(|amount| *amount == path.candidate.option.amount)
        );
    }
}

/// What the processor offers.
fn answer(
    inquiry: &Inquiry,
    request: &RouteRequest,
    is_native: bool,
    numbers: &mut Numbers<'_>,
) -> Result<Option<Path>, status_domain::wallet::route::ProcessorError> {
    let token = |symbol: &str| RouteToken {
        symbol: symbol.to_owned(),
        decimals: 18,
        is_native: symbol == "ETH",
        ..RouteToken::default()
    };
    let from_token = token(&request.token);
    let to_token = (inquiry.processor == ProcessorKind::Paraswap).then(|| token(&request.to_token));
    let chains = Some((inquiry.from_chain, inquiry.to_chain));
    let connection = Connection { chains, from_token: Some(&from_token), to_token: to_token.as_ref() };
    if !inquiry.processor.is_available(&connection)? {
        return Ok(None);
    }
    let amount = inquiry.option.amount;
    let needs_approval = !is_native && numbers.byte() & 1 == 1;
    let candidate = Candidate {
        processor: inquiry.processor,
        from_chain: inquiry.from_chain,
        to_chain: inquiry.to_chain,
        from_token,
        to_token,
        option: inquiry.option,
        amount_out: amount,
        delivers_all: !inquiry.processor.is_bridge(),
        bonder_fee: numbers.amount(),
        token_fee: numbers.amount(),
        transaction: TransactionDraft::default(),
        gas: u64::from(numbers.byte() % 4),
        l1_fee: numbers.amount(),
        contract: [0; 20],
        approval: needs_approval.then(|| Approval {
            amount,
            gas: u64::from(numbers.byte() % 4),
            l1_fee: numbers.amount(),
        }),
        estimated_time: EstimatedTime::Unknown,
    };
    let fees = ChainFees { max_fees: FeeLevels::same(numbers.amount()), ..ChainFees::default() };
    Ok(Some(Path::new(candidate, &fees, request.fee_mode)))
}
