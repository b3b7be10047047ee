//! What providers say when they are given a transaction.

use status_ports::ChainError;

/// Code of JSON-RPC for what went wrong inside of a node or of a proxy before it.
const INTERNAL_ERROR: i64 = -32603;

/// Why the network does not take a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefusalKind {
    /// Another transaction with its nonce is in a block.
    NonceTooLow,
    /// Transactions before it are missing.
    NonceTooHigh,
    /// Another one with its nonce waits, and pays nearly as much or more.
    ReplacementUnderpriced,
    /// It pays less than the network takes.
    Underpriced,
    /// The account has too little for value and fees.
    InsufficientFunds,
    /// It has too little gas even to begin.
    IntrinsicGas,
    /// It asks for more gas than a block has.
    GasLimit,
    /// Its tip is higher than the fee that it is a part of.
    TipAboveFee,
    /// It pays more than the provider lets anybody pay.
    FeeCap,
    /// Its signature is of nobody, or for another chain.
    Signature,
    /// It has more data than is taken.
    Oversized,
    /// Nobody was asked, or whoever was asked did not listen.
    NotAsked,
    /// Another reason, in words that are not known here.
    Other,
}

/// Why the network does not take a transaction, in the words of the providers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Which kind of reason.
    pub kind: RefusalKind,
    /// What was said.
    pub message: String,
}

/// What came of giving a transaction to the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has it.
    Taken,
    /// Every provider refuses it.
    Refused(Refusal),
    /// It may have it: an answer is missing.
    Unknown,
}

/// Words of nodes (geth, Erigon, Nethermind, Besu, reth, anvil) for transactions that they have already.
const KNOWN: [&str; 6] = [
    "already known",
    "alreadyknown",
    "known transaction",
    "already imported",
    "already in mempool",
    "transaction already exists",
];

/// Words of nodes for their reasons. The first that is found counts.
const REASONS: [(&str, RefusalKind); 34] = [
    ("replacement transaction underpriced", RefusalKind::ReplacementUnderpriced),
    ("replacement not allowed", RefusalKind::ReplacementUnderpriced),
    ("gas price too low to replace", RefusalKind::ReplacementUnderpriced),
    ("could not replace existing tx", RefusalKind::ReplacementUnderpriced),
    ("nonce too low", RefusalKind::NonceTooLow),
    ("nonce is too low", RefusalKind::NonceTooLow),
    ("oldnonce", RefusalKind::NonceTooLow),
    ("nonce has already been used", RefusalKind::NonceTooLow),
    ("nonce too high", RefusalKind::NonceTooHigh),
    ("nonce too distant", RefusalKind::NonceTooHigh),
    ("nonce gap", RefusalKind::NonceTooHigh),
    ("insufficient funds", RefusalKind::InsufficientFunds),
    ("insufficientfunds", RefusalKind::InsufficientFunds),
    ("insufficient balance", RefusalKind::InsufficientFunds),
    ("exceeds account balance", RefusalKind::InsufficientFunds),
    ("out of funds", RefusalKind::InsufficientFunds),
    ("intrinsic gas", RefusalKind::IntrinsicGas),
    ("gas floor", RefusalKind::IntrinsicGas),
    ("floor data gas", RefusalKind::IntrinsicGas),
    ("exceeds block gas limit", RefusalKind::GasLimit),
    ("gas limit exceeded", RefusalKind::GasLimit),
    ("gas limit too high", RefusalKind::GasLimit),
    ("exceeds transaction gas limit", RefusalKind::GasLimit),
    ("max priority fee per gas higher than max fee", RefusalKind::TipAboveFee),
    ("exceeds the configured cap", RefusalKind::FeeCap),
    ("max fee per gas less than block base fee", RefusalKind::Underpriced),
    ("underpriced", RefusalKind::Underpriced),
    ("fee too low", RefusalKind::Underpriced),
    ("gas price below", RefusalKind::Underpriced),
    ("feetoolow", RefusalKind::Underpriced),
    ("invalid sender", RefusalKind::Signature),
    ("invalid signature", RefusalKind::Signature),
    ("invalid chain id", RefusalKind::Signature),
    ("oversized data", RefusalKind::Oversized),
];

impl Verdict {
    /// What an answer to `eth_sendRawTransaction` means.
    #[must_use]
    pub fn of<T>(answer: &Result<T, ChainError>) -> Self {
        let Err(error) = answer else { return Self::Taken };
        match judge(error) {
            Judgement::Taken => Self::Taken,
            Judgement::Unknown => Self::Unknown,
            Judgement::Refused(kind) => Self::Refused(Refusal { kind, message: error.to_string() }),
        }
    }
}

enum Judgement {
    Taken,
    Refused(RefusalKind),
    Unknown,
}

fn judge(error: &ChainError) -> Judgement {
    match error {
        ChainError::Rpc { code, message, .. } => judge_words(*code, message),
        ChainError::RateLimited { .. }
        | ChainError::Unauthorised
        | ChainError::OtherChain { .. }
        | ChainError::NoProvider(_)
        | ChainError::UnknownChain(_) => Judgement::Refused(RefusalKind::NotAsked),
        ChainError::AllFailed(failures) => judge_all(failures),
        // The request may have arrived, and only the answer is missing.
        _ => Judgement::Unknown,
    }
}

/// One that has it is enough; all must have refused it to be sure that nobody has it. The reason is that of the first
/// who said one.
fn judge_all(failures: &[(String, ChainError)]) -> Judgement {
    let mut reason = RefusalKind::NotAsked;
    let mut is_certain = true;
    for (_, error) in failures {
        match judge(error) {
            Judgement::Taken => return Judgement::Taken,
            Judgement::Unknown => is_certain = false,
            Judgement::Refused(kind) if reason == RefusalKind::NotAsked => reason = kind,
            Judgement::Refused(_) => {}
        }
    }
    if is_certain { Judgement::Refused(reason) } else { Judgement::Unknown }
}

fn judge_words(code: i64, message: &str) -> Judgement {
    let words = message.to_lowercase();
    if KNOWN.iter().any(|known| words.contains(known)) {
        return Judgement::Taken;
    }
    match REASONS.iter().find(|(reason, _)| words.contains(reason)) {
        Some((_, kind)) => Judgement::Refused(*kind),
        // A proxy that failed may have handed it on before.
        None if code == INTERNAL_ERROR => Judgement::Unknown,
        None => Judgement::Refused(RefusalKind::Other),
    }
}
