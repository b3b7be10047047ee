//! Chains and processors are asked, and what they answer becomes candidates.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::join_all;
use ruint::aliases::U256;
use status_domain::wallet::fee::{data_fee_call, data_fee_oracle, read_data_fee};
use status_domain::wallet::route::{
    Approval, Candidate, ChainBalance, Connection, Inquiry, Path, ProcessorError, RouteRequest, RouteToken, SendType,
};
use status_domain::wallet::{
    Transaction, TransactionFees, erc20_allowance, erc20_approve, erc20_balance_of, read_number,
};
use status_ports::{BlockId, CallRequest, ChainError, ChainProvider};
use tokio::join;

use super::fees::FeeQuote;
use super::processor::{Offer, PathProcessor, Question, failure};

/// A chain that money may come from, with what it said.
pub(super) struct Source {
    pub(super) chain_id: u64,
    pub(super) chain: Arc<dyn ChainProvider>,
    pub(super) token: RouteToken,
    pub(super) to_token: Option<RouteToken>,
    pub(super) balance: ChainBalance,
    pub(super) quote: Result<FeeQuote, ChainError>,
    /// Why balances are not known.
    pub(super) failures: Vec<ChainError>,
}

impl Source {
    /// Asks a chain for balances and fees, everything at once.
    pub(super) async fn ask(
        chain_id: u64,
        chain: Arc<dyn ChainProvider>,
        owner: [u8; 20],
        token: RouteToken,
        to_token: Option<RouteToken>,
    ) -> Self {
        let (balance, quote) = join!(balances(chain.as_ref(), owner, &token), FeeQuote::ask(chain.as_ref(), chain_id));
        let (balance, failures) = balance;
        Self { chain_id, chain, token, to_token, balance, quote, failures }
    }
}

/// What an account has of a token and for fees, and what could not be told.
pub(super) async fn balances(
    chain: &dyn ChainProvider,
    owner: [u8; 20],
    token: &RouteToken,
) -> (ChainBalance, Vec<ChainError>) {
    let native = chain.balance(owner, BlockId::Latest);
    if token.is_native {
        return match native.await {
            Ok(wei) => (ChainBalance { token: Some(wei), native: Some(wei) }, Vec::new()),
            Err(error) => (ChainBalance::default(), vec![error]),
        };
    }
    let (native, of_token) = join!(native, read(chain, token.address, erc20_balance_of(&owner)));
    let balance = ChainBalance { token: of_token.as_ref().ok().copied(), native: native.as_ref().ok().copied() };
    (balance, [native.err(), of_token.err()].into_iter().flatten().collect())
}

/// A number that a contract tells.
async fn read(chain: &dyn ChainProvider, contract: [u8; 20], data: Vec<u8>) -> Result<U256, ChainError> {
    let call = CallRequest { to: Some(contract), data, ..CallRequest::default() };
    let answer = chain.call(call, BlockId::Latest).await?;
    read_number(&answer).ok_or_else(|| ChainError::Malformed("no number".to_owned()))
}

/// Asks the processors all at once. What each offers, or why it does not, in the order of the questions.
pub(super) async fn candidates(
    request: &RouteRequest,
    send_type: SendType,
    sources: &BTreeMap<u64, Source>,
    inquiries: &[Inquiry],
    processors: &[Box<dyn PathProcessor>],
) -> (Vec<Path>, Vec<ProcessorError>) {
    let answers = join_all(inquiries.iter().map(|inquiry| async move {
        let source = sources.get(&inquiry.from_chain)?;
        let quote = source.quote.as_ref().ok()?;
        let processor = processors.iter().find(|processor| processor.kind() == inquiry.processor)?;
        let answer = candidate(request, send_type, source, quote, inquiry, processor.as_ref()).await;
        answer.map(|candidate| Some(Path::new(candidate?, &quote.fees, request.fee_mode))).transpose()
    }));
    let (mut paths, mut failures) = (Vec::new(), Vec::new());
    for answer in answers.await.into_iter().flatten() {
        match answer {
            Ok(path) => paths.push(path),
            Err(failure) => {
                tracing::debug!(%failure, "A processor has no path.");
                failures.push(failure);
            }
        }
    }
    (paths, failures)
}

/// What a processor offers; nothing if it does not carry there.
async fn candidate(
    request: &RouteRequest,
    send_type: SendType,
    source: &Source,
    quote: &FeeQuote,
    inquiry: &Inquiry,
    processor: &dyn PathProcessor,
) -> Result<Option<Candidate>, ProcessorError> {
    let connection = Connection {
        chains: Some((inquiry.from_chain, inquiry.to_chain)),
        from_token: Some(&source.token),
        to_token: source.to_token.as_ref(),
    };
    if !inquiry.processor.is_available(&connection)? {
        return Ok(None);
    }
    let question = Question { inquiry, request, token: &source.token, chain: &source.chain };
    let offer = processor.offer(&question).await?;
    let (approval, l1_fee) = join!(
        approval(&question, send_type, &offer),
        data_fee(source.chain.as_ref(), inquiry.from_chain, transaction_bytes(inquiry, &offer)),
    );
    let approval = approval?;
    let l1_fee = l1_fee.map_err(|error| question.failure(&error))?;
    let time = quote.time(quote.fees.max_fees.of(request.fee_mode));
    Ok(Some(Candidate {
        processor: inquiry.processor,
        from_chain: inquiry.from_chain,
        to_chain: inquiry.to_chain,
        from_token: source.token.clone(),
        to_token: source.to_token.clone(),
        option: inquiry.option,
        amount_out: offer.amount_out,
        delivers_all: offer.delivers_all,
        bonder_fee: offer.bonder_fee,
        token_fee: offer.token_fee,
        transaction: offer.transaction,
        gas: offer.gas,
        l1_fee,
        contract: offer.contract,
        estimated_time: if approval.is_some() { time.after_approval() } else { time },
        approval,
    }))
}

/// What has to be allowed before a contract can take tokens; nothing if it needs none, or is allowed already.
async fn approval(
    question: &Question<'_>,
    send_type: SendType,
    offer: &Offer,
) -> Result<Option<Approval>, ProcessorError> {
    let token = question.token;
    if !send_type.may_need_approval() || token.is_native || offer.contract == [0; 20] {
        return Ok(None);
    }
    let (chain, owner, amount) = (question.chain.as_ref(), question.request.from, question.inquiry.option.amount);
    let fail = |error: ChainError| failure(question.inquiry.processor, &error);
    let allowed = read(chain, token.address, erc20_allowance(&owner, &offer.contract)).await.map_err(fail)?;
    if allowed >= amount {
        return Ok(None);
    }
    let data = erc20_approve(&offer.contract, amount);
    let bytes = unsigned(question.inquiry.from_chain, token.address, U256::ZERO, data.clone(), 0);
    let call = CallRequest { from: Some(owner), to: Some(token.address), value: U256::ZERO, data };
    let (gas, l1_fee) = join!(chain.estimate_gas(call), data_fee(chain, question.inquiry.from_chain, bytes));
    Ok(Some(Approval { amount, gas: gas.map_err(fail)?, l1_fee: l1_fee.map_err(fail)? }))
}

/// Wei for the data of a transaction on layer 1; zero on chains that take none apart from gas.
async fn data_fee(chain: &dyn ChainProvider, chain_id: u64, transaction: Vec<u8>) -> Result<U256, ChainError> {
    let Some(oracle) = data_fee_oracle(chain_id) else { return Ok(U256::ZERO) };
    let call = CallRequest { to: Some(oracle), data: data_fee_call(&transaction), ..CallRequest::default() };
    let answer = chain.call(call, BlockId::Latest).await?;
    if answer.is_empty() {
        // No contract, and nobody who takes the fee: a chain for tests with the number of another.
        return Ok(U256::ZERO);
    }
    read_data_fee(&answer).ok_or_else(|| ChainError::Malformed("no data fee".to_owned()))
}

/// The data fees of a path now.
pub(super) async fn refresh_data_fees(chain: &dyn ChainProvider, candidate: &mut Candidate) -> Result<(), ChainError> {
    let chain_id = candidate.from_chain;
    let draft = &candidate.transaction;
    let value = if draft.sends_amount { candidate.option.amount } else { U256::ZERO };
    let main = unsigned(chain_id, draft.to, value, draft.data.clone(), candidate.gas);
    candidate.l1_fee = data_fee(chain, chain_id, main).await?;
    if let Some(approval) = &mut candidate.approval {
        let data = erc20_approve(&candidate.contract, approval.amount);
        let bytes = unsigned(chain_id, candidate.from_token.address, U256::ZERO, data, approval.gas);
        approval.l1_fee = data_fee(chain, chain_id, bytes).await?;
    }
    Ok(())
}

fn transaction_bytes(inquiry: &Inquiry, offer: &Offer) -> Vec<u8> {
    let value = if offer.transaction.sends_amount { inquiry.option.amount } else { U256::ZERO };
    unsigned(inquiry.from_chain, offer.transaction.to, value, offer.transaction.data.clone(), offer.gas)
}

/// A transaction as it will be sent, with numbers of the usual length where they are not known yet.
fn unsigned(chain_id: u64, to: [u8; 20], value: U256, input: Vec<u8>, gas_limit: u64) -> Vec<u8> {
    let fee = U256::from(u32::MAX);
    let fees =
        TransactionFees::Dynamic { max_fee_per_gas: fee, max_priority_fee_per_gas: fee, access_list: Vec::new() };
    let nonce = u64::from(u16::MAX);
    Transaction { chain_id, nonce, gas_limit, to: Some(to), value, input, fees }.unsigned_bytes()
}
