//! From a request to a route: what has to be known is asked for, and the domain decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures::future::join_all;
use status_domain::wallet::ErrorResponse;
use status_domain::wallet::fee::FeeMode;
use status_domain::wallet::route::{
    Balances, CheckedRequest, Path, Prices, RouteError, RouteRequest, amount_options, check_balances, inquiries, plan,
};
use status_ports::ChainError;
use tokio::join;

use super::candidates::{Source, balances, candidates, refresh_data_fees};
use super::fees::FeeQuote;
use super::processor::PathProcessor;
use super::sources::{NATIVE_SYMBOL, RouteSources, Shown, Surroundings};

/// Routes for a request. A route and an error can come together.
#[derive(Clone, Debug, Default)]
pub(crate) struct SuggestedRoutes {
    /// Id of the request.
    pub(crate) uuid: String,
    /// The best route; empty if there is none.
    pub(crate) best: Vec<Path>,
    /// All that could be part of a route.
    pub(crate) candidates: Vec<Path>,
    /// Prices in dollars by symbol; `None` if it did not come to that.
    pub(crate) prices: Option<BTreeMap<String, f64>>,
    /// Why there is no route, or why it cannot be paid.
    pub(crate) error: Option<ErrorResponse>,
    /// Chains and tokens as clients read them.
    pub(crate) shown: Arc<Shown>,
}

/// A route with what it was made from, so that it can be brought up to date.
#[derive(Clone, Debug, Default)]
pub(super) struct Planned {
    pub(super) routes: SuggestedRoutes,
    pub(super) balances: Balances,
    pub(super) owner: [u8; 20],
    pub(super) fee_mode: FeeMode,
}

/// Finds routes.
pub(super) async fn suggest(
    sources: &dyn RouteSources,
    processors: &[Box<dyn PathProcessor>],
    request: &RouteRequest,
) -> Planned {
    let mut planned = Planned { owner: request.from, fee_mode: request.fee_mode, ..Planned::default() };
    planned.routes.uuid.clone_from(&request.uuid);
    match find(sources, processors, request, &mut planned).await {
        Ok(()) => {}
        Err(error) => planned.routes.error = Some(error),
    }
    planned
}

async fn find(
    sources: &dyn RouteSources,
    processors: &[Box<dyn PathProcessor>],
    request: &RouteRequest,
    planned: &mut Planned,
) -> Result<(), ErrorResponse> {
    let surroundings = sources.surroundings(&request.token, &request.to_token).await?;
    let checked = request.check(surroundings.is_test)?;
    planned.routes.shown = Arc::clone(&surroundings.shown);
    let allowed = |disabled: &BTreeSet<u64>| -> Vec<u64> {
        surroundings.chains.iter().copied().filter(|chain| !disabled.contains(chain)).collect()
    };
    let (from, to) = (allowed(&request.disabled_from), allowed(&request.disabled_to));
    let symbols = symbols(request, &checked);
    let (asked, prices) = join!(ask(sources, &surroundings, request, &from), sources.prices(&symbols));
    let (sources_by_chain, failures) = asked;
    planned.balances = sources_by_chain.iter().map(|(chain, source)| (*chain, source.balance)).collect();
    if !planned.balances.values().any(status_domain::wallet::route::ChainBalance::is_positive) {
        return Err(match failures.is_empty() {
            true => RouteError::NoPositiveBalance.into(),
            false => ErrorResponse::generic(failures.join("; ")),
        });
    }
    let options = amount_options(&checked, &from, &planned.balances);
    let kinds: Vec<_> = processors.iter().map(|processor| processor.kind()).collect();
    let amount_out = request.amount_out.unwrap_or_default();
    let inquiries = inquiries(&checked, amount_out, &options, &from, &to, &kinds);
    let (paths, refusals) = candidates(request, checked.send_type, &sources_by_chain, &inquiries, processors).await;
    let price = |symbol: &str| prices.get(symbol).copied().unwrap_or_default();
    let in_dollars = Prices {
        token: if checked.send_type.is_collectible() { 0.0 } else { price(&request.token) },
        native: price(NATIVE_SYMBOL),
    };
    let plan = plan(&checked, paths, &refusals, &planned.balances, &in_dollars);
    let routes = &mut planned.routes;
    (routes.best, routes.candidates, routes.error) = (plan.best, plan.candidates, plan.error);
    if routes.best.is_empty() && refusals.is_empty() {
        routes.error = fee_failures(&sources_by_chain).or(routes.error.take());
    }
    routes.prices = Some(symbols.into_iter().map(|symbol| (symbol.clone(), price(&symbol))).collect());
    Ok(())
}

/// Symbols whose prices matter.
fn symbols(request: &RouteRequest, checked: &CheckedRequest) -> Vec<String> {
    let mut symbols = BTreeSet::from([NATIVE_SYMBOL.to_owned()]);
    if !checked.send_type.is_collectible() {
        symbols.insert(request.token.clone());
        symbols.insert(request.to_token.clone());
    }
    symbols.retain(|symbol| !symbol.is_empty());
    symbols.into_iter().collect()
}

/// All chains at once. What each said, and what is not known, in words.
async fn ask(
    sources: &dyn RouteSources,
    surroundings: &Surroundings,
    request: &RouteRequest,
    from: &[u64],
) -> (BTreeMap<u64, Source>, Vec<String>) {
    let answers = join_all(from.iter().copied().map(|chain_id| async move {
        let Some(token) = surroundings.tokens.get(&chain_id).cloned() else {
            return Err(told(chain_id, &request.token, &RouteError::TokenNotFound.into()));
        };
        let chain = sources.chain(chain_id).map_err(|error| chain_told(chain_id, &request.token, &error))?;
        let to_token = surroundings.to_tokens.get(&chain_id).cloned();
        Ok(Source::ask(chain_id, chain, request.from, token, to_token).await)
    }))
    .await;
    let (mut by_chain, mut failures) = (BTreeMap::new(), Vec::new());
    for answer in answers {
        match answer {
            Ok(source) => {
                failures.extend(
                    source.failures.iter().map(|error| chain_told(source.chain_id, &source.token.symbol, error)),
                );
                by_chain.insert(source.chain_id, source);
            }
            Err(failure) => failures.push(failure),
        }
    }
    (by_chain, failures)
}

fn chain_told(chain_id: u64, symbol: &str, error: &ChainError) -> String {
    told(chain_id, symbol, &ErrorResponse::generic(error.to_string()))
}

fn told(chain_id: u64, symbol: &str, error: &ErrorResponse) -> String {
    format!("chain {chain_id}, token {symbol}: {error}")
}

/// Chains that could not tell their fees, in words.
fn fee_failures(sources: &BTreeMap<u64, Source>) -> Option<ErrorResponse> {
    let failures: Vec<String> = sources
        .values()
        .filter_map(|source| source.quote.as_ref().err().map(|error| (source.chain_id, error)))
        .map(|(chain_id, error)| format!("chain {chain_id}, fees: {error}"))
        .collect();
    (!failures.is_empty()).then(|| ErrorResponse::generic(failures.join("; ")))
}

/// What a chain says about fees and balances in a new block.
pub(super) struct News {
    chain_id: u64,
    quote: FeeQuote,
    balance: Option<status_domain::wallet::route::ChainBalance>,
    paths: Vec<Path>,
}

impl News {
    /// Asks a chain again, all at once. `best`: the paths of the route.
    pub(super) async fn ask(
        sources: &dyn RouteSources,
        chain_id: u64,
        owner: [u8; 20],
        best: &[Path],
    ) -> Result<Self, ChainError> {
        let chain = sources.chain(chain_id)?;
        let mut paths: Vec<Path> = best.iter().filter(|path| path.candidate.from_chain == chain_id).cloned().collect();
        let token = paths.first().map(|path| path.candidate.from_token.clone()).unwrap_or_default();
        let refresh = join_all(paths.iter_mut().map(|path| refresh_data_fees(chain.as_ref(), &mut path.candidate)));
        let (quote, (balance, failures), data_fees) =
            join!(FeeQuote::ask(chain.as_ref(), chain_id), balances(chain.as_ref(), owner, &token), refresh);
        data_fees.into_iter().collect::<Result<Vec<()>, _>>()?;
        Ok(Self { chain_id, quote: quote?, balance: failures.is_empty().then_some(balance), paths })
    }
}

impl Planned {
    /// Takes in what a chain said: only what it costs changes, and whether it can be paid.
    pub(super) fn update(&mut self, news: News) {
        let News { chain_id, quote, balance, paths } = news;
        let mut fresh = paths.into_iter();
        for path in self.routes.best.iter_mut().filter(|path| path.candidate.from_chain == chain_id) {
            if let Some(new) = fresh.next() {
                *path = Path::new(new.candidate, &quote.fees, self.fee_mode);
            }
        }
        if let Some(balance) = balance {
            self.balances.insert(chain_id, balance);
        }
        self.routes.error = check_balances(&self.routes.best, &self.balances).err().map(ErrorResponse::from);
        let best = core::mem::take(&mut self.routes.best);
        self.routes.best = best.into_iter().map(Path::with_fees_subtracted).collect();
    }
}
