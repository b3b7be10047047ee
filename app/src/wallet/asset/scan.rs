//! Balances of one chain.

use std::sync::PoisonError;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream;
use status_domain::wallet::balance::{
    BalanceAnswer, BalanceQuestion, BalanceRequest, BalanceScan, ScanMethod, ScannedBalances,
};
use status_ports::{BlockId, CallRequest, ChainError, ChainProvider};
use tokio::time::{Instant, timeout_at};

use super::Assets;

/// How long a chain may take for all of it.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Requests of one chain at the same time.
const MAX_CONCURRENT: usize = 16;

impl Assets {
    /// Reads these tokens of these accounts. What the chain does not tell in time is unanswered.
    pub(super) async fn scan(
        &self,
        chain_id: u64,
        chain: &dyn ChainProvider,
        accounts: &[[u8; 20]],
        tokens: &[[u8; 20]],
    ) -> ScannedBalances {
        let deadline = Instant::now() + TIMEOUT;
        let mut scan = BalanceScan::new(chain_id, accounts, tokens, self.method(chain_id));
        loop {
            let requests = scan.next_requests();
            if requests.is_empty() {
                break;
            }
            let asked = stream::iter(requests).map(|request| async move {
                let answer = timeout_at(deadline, ask(chain, &request)).await;
                (request, answer.unwrap_or(BalanceAnswer::Silence))
            });
            for (request, answer) in asked.buffer_unordered(MAX_CONCURRENT).collect::<Vec<_>>().await {
                scan.take(request, answer);
            }
        }
        let method = scan.method();
        let scanned = scan.finish();
        // Only what was read tells how to read.
        if !scanned.balances.is_empty() {
            self.methods.lock().unwrap_or_else(PoisonError::into_inner).insert(chain_id, method);
        }
        scanned
    }

    fn method(&self, chain_id: u64) -> Option<ScanMethod> {
        self.methods.lock().unwrap_or_else(PoisonError::into_inner).get(&chain_id).copied()
    }
}

async fn ask(chain: &dyn ChainProvider, request: &BalanceRequest) -> BalanceAnswer {
    match &request.question {
        BalanceQuestion::Call(to, data) => {
            let call = CallRequest { to: Some(*to), data: data.clone(), ..CallRequest::default() };
            match chain.call(call, BlockId::Latest).await {
                Ok(bytes) => BalanceAnswer::Returned(bytes),
                Err(error) if has_run(&error) => BalanceAnswer::Failed,
                Err(_) => BalanceAnswer::Silence,
            }
        }
        BalanceQuestion::Native(account) => match chain.balance(*account, BlockId::Latest).await {
            Ok(balance) => BalanceAnswer::Native(balance),
            Err(_) => BalanceAnswer::Silence,
        },
    }
}

/// Whether a provider took the call, and the call failed.
fn has_run(error: &ChainError) -> bool {
    match error {
        ChainError::Rpc { .. } => true,
        ChainError::AllFailed(failures) => failures.iter().any(|(_, error)| has_run(error)),
        _ => false,
    }
}
