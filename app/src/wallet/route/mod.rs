//! Routes for money: one request at a time, brought up to date as blocks arrive.

mod candidates;
mod fees;
mod processor;
mod sources;
mod suggest;
mod updates;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use status_domain::wallet::ErrorResponse;
use status_domain::wallet::route::{Path, ProcessorKind, RouteRequest};
use tokio::sync::watch;
use tokio::task::JoinSet;

pub(crate) use fees::{FeeQuote, estimated_time};
pub(crate) use sources::{RouteSources, Shown, Surroundings};
pub(crate) use suggest::SuggestedRoutes;

use processor::{PathProcessor, StatusContract, Transfer};
use suggest::{Planned, suggest};

/// Words for a request that another one took the place of before it began.
const OVERWRITTEN: &str = "task overwritten";

/// Words for a request that was under way when it was not wanted any more.
const CANCELLED: &str = "context canceled";

/// Finds routes, one request at a time. Cloning gives another handle to the same router.
#[derive(Clone)]
pub(crate) struct Router {
    shared: Arc<Shared>,
}

struct Shared {
    sources: Arc<dyn RouteSources>,
    processors: Vec<Box<dyn PathProcessor>>,
    /// Whoever asks holds it.
    turn: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Set to true when the request that runs or waits is not wanted any more.
    current: Option<watch::Sender<bool>>,
    /// The last request.
    request: Option<RouteRequest>,
    /// What came of it.
    active: Option<Planned>,
    /// What brings it up to date.
    updates: JoinSet<()>,
    /// Whether it is brought up to date.
    is_followed: bool,
}

impl State {
    fn stop_updates(&mut self) {
        self.updates.abort_all();
        self.is_followed = false;
    }
}

/// The route that is to be carried out.
#[derive(Clone, Debug)]
pub(crate) struct ActiveRoute {
    /// What was asked for.
    pub(crate) request: RouteRequest,
    /// Its best route; empty if there is none.
    pub(crate) best: Vec<Path>,
}

impl Router {
    pub(crate) fn new(sources: Arc<dyn RouteSources>) -> Self {
        let contracts = [
            ProcessorKind::EnsRegister,
            ProcessorKind::EnsRelease,
            ProcessorKind::EnsPublicKey,
            ProcessorKind::StickersBuy,
        ];
        let mut processors: Vec<Box<dyn PathProcessor>> = vec![Box::new(Transfer)];
        processors.extend(contracts.map(|kind| -> Box<dyn PathProcessor> { Box::new(StatusContract(kind)) }));
        Self::with_processors(sources, processors)
    }

    fn with_processors(sources: Arc<dyn RouteSources>, processors: Vec<Box<dyn PathProcessor>>) -> Self {
        let (turn, state) = (tokio::sync::Mutex::default(), Mutex::default());
        Self { shared: Arc::new(Shared { sources, processors, turn, state }) }
    }

    /// Finds routes. Whoever asked before and has no answer yet is told that he will get none.
    pub(crate) async fn suggest(&self, request: RouteRequest) -> SuggestedRoutes {
        let cancelled = self.take_place();
        self.answer(request, cancelled, |_| ()).await
    }

    /// The same, in the background: clients are told, whatever comes of it.
    pub(crate) fn suggest_in_background(&self, request: RouteRequest) {
        let cancelled = self.take_place();
        let this = self.clone();
        tokio::spawn(async move {
            let sources = Arc::clone(&this.shared.sources);
            this.answer(request, cancelled, |routes| sources.tell(routes)).await;
        });
    }

    /// Ends what is under way, and updates.
    pub(crate) fn stop(&self) {
        let mut state = self.state();
        if let Some(current) = state.current.take() {
            current.send_replace(true);
        }
        state.stop_updates();
    }

    /// Ends updates.
    pub(crate) fn stop_updates(&self) {
        self.state().stop_updates();
    }

    /// The route of a request, which is not brought up to date any more: it is being carried out as it is.
    ///
    /// # Errors
    /// `W-001` if it is not the last request, or if it did not come to looking for a route.
    pub(crate) fn take_route(&self, uuid: &str) -> Result<ActiveRoute, ErrorResponse> {
        let mut state = self.state();
        state.stop_updates();
        match (&state.request, &state.active) {
            (Some(request), Some(planned)) if request.uuid == uuid && planned.routes.prices.is_some() => {
                Ok(ActiveRoute { request: request.clone(), best: planned.routes.best.clone() })
            }
            _ => Err(ErrorResponse::new("W-001", "cannot resolve route id")),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the place of whatever runs or waits.
    fn take_place(&self) -> watch::Receiver<bool> {
        let (sender, receiver) = watch::channel(false);
        if let Some(before) = self.state().current.replace(sender) {
            before.send_replace(true);
        }
        receiver
    }

    /// `tell` is called once.
    async fn answer(
        &self,
        request: RouteRequest,
        mut cancelled: watch::Receiver<bool>,
        tell: impl Fn(&SuggestedRoutes) + Send,
    ) -> SuggestedRoutes {
        let refuse = |words: &str| {
            let error = Some(ErrorResponse::generic(words));
            let refused = SuggestedRoutes { uuid: request.uuid.clone(), error, ..SuggestedRoutes::default() };
            tell(&refused);
            refused
        };
        let _turn = tokio::select! {
            biased;
            () = until_cancelled(&mut cancelled) => return refuse(OVERWRITTEN),
            turn = self.shared.turn.lock() => turn,
        };
        self.begin(&request);
        let shared = &self.shared;
        let planned = tokio::select! {
            biased;
            () = until_cancelled(&mut cancelled) => return refuse(CANCELLED),
            planned = suggest(shared.sources.as_ref(), &shared.processors, &request) => planned,
        };
        self.keep(planned, &cancelled, tell)
    }

    /// Forgets the route before.
    fn begin(&self, request: &RouteRequest) {
        let mut state = self.state();
        state.stop_updates();
        state.active = None;
        state.request = Some(request.clone());
    }

    /// Keeps a route, tells of it, and from then on brings it up to date if it can be paid.
    fn keep(
        &self,
        planned: Planned,
        cancelled: &watch::Receiver<bool>,
        tell: impl Fn(&SuggestedRoutes),
    ) -> SuggestedRoutes {
        let routes = planned.routes.clone();
        let mut state = self.state();
        state.active = Some(planned);
        tell(&routes);
        if routes.error.is_none() && !*cancelled.borrow() {
            state.is_followed = true;
            state.updates = updates::start(self, &routes);
        }
        routes
    }
}

/// Ends when the request is not wanted any more.
async fn until_cancelled(cancelled: &mut watch::Receiver<bool>) {
    // Whoever could want it is gone.
    let _ = cancelled.wait_for(|is_cancelled| *is_cancelled).await;
}

#[cfg(test)]
mod tests;
