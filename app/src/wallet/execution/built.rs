//! Transactions that wait for their signatures.

use std::collections::BTreeMap;

use status_domain::wallet::ErrorResponse;
use status_domain::wallet::execution::{
    Label, RouteStep, missing_signature, no_route, nothing_built, route_steps, signature_of_parts,
};
use status_domain::wallet::route::Path;
use status_ports::MultiTransactionRecord;

use super::send::BatchOutcome;
use super::{Batch, Execution, Prepared, SendError, Signer};

/// R, S and V of a signature, as digits without prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SignatureParts {
    pub(crate) r: String,
    pub(crate) s: String,
    pub(crate) v: String,
}

/// Signatures by the hash that was signed, `0x` and digits in lower case.
pub(crate) type Signatures = BTreeMap<String, SignatureParts>;

/// A transaction of a route that waits for its signature.
#[derive(Clone, Debug)]
pub(crate) struct BuiltStep {
    /// What it does.
    pub(crate) step: RouteStep,
    /// The transaction.
    pub(crate) prepared: Prepared,
}

/// What was built for a request and waits for its signatures.
#[derive(Clone, Debug)]
pub(super) struct Built {
    /// The request.
    uuid: String,
    steps: Vec<BuiltStep>,
}

/// What came of sending a route.
#[derive(Debug)]
pub(crate) struct SentRoute {
    /// What was sent: what it does, and its hash.
    pub(crate) sent: Vec<(BuiltStep, [u8; 32])>,
    /// Why the rest was not.
    pub(crate) error: Option<ErrorResponse>,
}

/// The text of a digest that is to be signed.
pub(crate) fn digest_text(prepared: &Prepared) -> String {
    format!("0x{}", hex::encode(prepared.transaction.signing_hash()))
}

fn to_response(error: &SendError) -> ErrorResponse {
    ErrorResponse::generic(error.to_string())
}

impl Execution {
    /// Builds the transactions of a route, which then wait for their signatures in place of what was built before.
    ///
    /// # Errors
    /// [`ErrorResponse`].
    pub(crate) async fn build_route(
        &self,
        uuid: &str,
        from: [u8; 20],
        best: &[Path],
    ) -> Result<Vec<BuiltStep>, ErrorResponse> {
        self.shared.set_built(None);
        if best.is_empty() {
            return Err(no_route());
        }
        let mut steps: Vec<BuiltStep> = Vec::new();
        for step in best.iter().flat_map(|path| route_steps(path, from)) {
            let before = steps.iter().rev().find(|earlier| earlier.step.from_chain == step.from_chain);
            let label = Label { symbol: step.from_token.clone(), ..Label::default() };
            let prepared = self
                .prepare(step.from_chain, step.request.clone(), label, before.map(|earlier| &earlier.prepared))
                .await
                .map_err(|error| to_response(&error))?;
            steps.push(BuiltStep { step, prepared });
        }
        self.shared.set_built(Some(Built { uuid: uuid.to_owned(), steps: steps.clone() }));
        Ok(steps)
    }

    /// Sends what was built, with its signatures.
    ///
    /// # Errors
    /// [`ErrorResponse`] if nothing was sent.
    pub(crate) async fn send_route(
        &self,
        uuid: &str,
        signatures: &Signatures,
        multi_transaction: MultiTransactionRecord,
    ) -> Result<SentRoute, ErrorResponse> {
        let built = self.shared.take_built().filter(|built| built.uuid == uuid).ok_or_else(nothing_built)?;
        let mut signed = Vec::with_capacity(built.steps.len());
        for step in &built.steps {
            let digest = digest_text(&step.prepared);
            let parts = signatures.get(&digest).ok_or_else(|| missing_signature(&digest))?;
            signed.push(signature_of_parts(&parts.r, &parts.s, &parts.v)?);
        }
        let batch = Batch {
            transactions: built.steps.iter().map(|step| step.prepared.clone()).collect(),
            signer: Signer::Signatures(signed),
            multi_transaction: Some(multi_transaction),
        };
        let BatchOutcome { sent, error, .. } = self.send(batch).await.map_err(|error| to_response(&error))?;
        let hashes = sent.into_iter().map(|sent| sent.hash);
        Ok(SentRoute { sent: built.steps.into_iter().zip(hashes).collect(), error: error.as_ref().map(to_response) })
    }
}
