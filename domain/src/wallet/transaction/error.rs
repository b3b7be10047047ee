//! How transactions fail. The texts are those of the API.

/// Why there is no transaction, or no signature of one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionError {
    /// `input` and `data` say different things.
    #[error("transaction arguments are invalid")]
    AmbiguousInput,
    /// It is not the account that signs.
    #[error("transaction can only be send by its creator")]
    InvalidSender,
    /// The signature has not 65 bytes.
    #[error("signature size must be 65")]
    SignatureSize,
    /// No key answers to the signature, or no chain takes it.
    #[error("invalid transaction v, r, s values")]
    InvalidSignature,
    /// The nonce is not the next one.
    #[error("bad nonce. expected {expected}, got {found}")]
    BadNonce {
        /// The next one.
        expected: u64,
        /// The one that was given.
        found: u64,
    },
    /// Something that a transaction needs was neither given nor asked of the chain.
    #[error("transaction misses {0}")]
    Missing(&'static str),
    /// Bytes that are no transaction.
    #[error("malformed transaction: {0}")]
    Malformed(alloy_rlp::Error),
    /// A type that is not known here.
    #[error("transaction type not supported")]
    UnsupportedKind,
    /// It names no chain: whoever sees it can repeat it on every other (EIP-155).
    #[error("only replay-protected (EIP-155) transactions allowed over RPC")]
    Unprotected,
}

impl From<alloy_rlp::Error> for TransactionError {
    fn from(error: alloy_rlp::Error) -> Self {
        Self::Malformed(error)
    }
}
