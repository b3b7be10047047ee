//! Why a transaction is not sent.

use status_domain::wallet::TransactionError;
use status_domain::wallet::execution::{ExecutionError, Refusal};
use status_ports::{ChainError, StorageError};

/// Why a transaction is not sent. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SendError {
    /// It is none.
    #[error(transparent)]
    Transaction(#[from] TransactionError),
    /// Its chain does not answer what has to be known.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// It is not stored, or its chain refuses it.
    #[error(transparent)]
    Execution(#[from] ExecutionError),
}

impl From<StorageError> for SendError {
    fn from(error: StorageError) -> Self {
        Self::Execution(error.into())
    }
}

impl From<Refusal> for SendError {
    fn from(refusal: Refusal) -> Self {
        Self::Execution(refusal.into())
    }
}
