//! What a server offers.

use async_trait::async_trait;
use status_app::{Backend, EndpointAnswer, SignalHub};

/// Functions that are called by name with one text, and signals.
#[async_trait]
pub trait Functions: Send + Sync + 'static {
    /// Calls a function.
    async fn call(&self, function: &str, body: &str) -> EndpointAnswer;

    /// Where signals come from.
    fn signals(&self) -> &SignalHub;

    /// Ends what is under way, since the process is about to end.
    async fn shut_down(&self);
}

#[async_trait]
impl Functions for Backend {
    async fn call(&self, function: &str, body: &str) -> EndpointAnswer {
        Self::call(self, function, body).await
    }

    fn signals(&self) -> &SignalHub {
        Self::signals(self)
    }

    async fn shut_down(&self) {
        Self::shut_down(self).await;
    }
}
