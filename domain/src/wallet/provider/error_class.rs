//! What the error of one provider says about it, and about asking another (specification: wallet, sections 4.2 and 4.3).

use status_ports::ChainError;

/// How contracts fail. They would fail everywhere.
const EXECUTION_TEXTS: [&str; 13] = [
    "out of gas",
    "max call depth exceeded",
    "insufficient balance for transfer",
    "contract address collision",
    "execution reverted",
    "max code size exceeded",
    "invalid jump destination",
    "write protection",
    "return data out of bounds",
    "gas uint64 overflow",
    "invalid code",
    "nonce uint64 overflow",
    "vm execution error",
];

/// What the chain says of a transaction or a contract, whoever is asked.
const VERDICT_TEXTS: [&str; 8] = [
    "insufficient funds for gas * price + value",
    "no contract code at given address",
    "nonce too low",
    "already known",
    "replacement transaction underpriced",
    "transaction underpriced",
    "intrinsic gas too low",
    "invalid chain id",
];

/// What providers say of a range of blocks that is too large, or of too many events in it.
const SIZE_TEXTS: [&str; 10] = [
    "query returned more than",
    "block range",
    "range is too large",
    "range too large",
    "too many results",
    "too many events",
    "response size",
    "answer is too large",
    "query timeout",
    "exceeds the limit",
];

/// What providers say that keep only what accounts have now.
const HISTORY_TEXTS: [&str; 7] = [
    "missing trie node",
    "state not available",
    "state is not available",
    "historical state",
    "archive",
    "pruned",
    "distance to target block exceeds",
];

/// The code of providers for failed execution.
const EXECUTION_CODE: i64 = -32015;
/// The code of contracts that reverted.
const REVERT_CODE: i64 = 3;
/// Codes of requests that are wrong or of methods that are missing.
const REQUEST_CODES: [i64; 3] = [-32600, -32601, -32602];

fn is_one_of(message: &str, texts: &[&str]) -> bool {
    let message = message.to_lowercase();
    texts.iter().any(|text| message.contains(text))
}

/// Whether no other provider would say anything else: what a contract or the chain itself decided. Upper and lower case
/// are the same.
#[must_use]
pub fn ends_fallback(error: &ChainError) -> bool {
    match error {
        ChainError::Rpc { code, message, .. } => {
            matches!(*code, EXECUTION_CODE | REVERT_CODE)
                || is_one_of(message, &EXECUTION_TEXTS)
                || is_one_of(message, &VERDICT_TEXTS)
        }
        _ => false,
    }
}

/// Whether a provider that says so is worse than others: not if it has enough of us for now, if the request was wrong or
/// too large, or if it told what the chain says.
#[must_use]
pub fn counts_against_provider(error: &ChainError) -> bool {
    match error {
        ChainError::RateLimited { .. } | ChainError::Http { status: 413 } => false,
        ChainError::Rpc { code, message, .. } => {
            !ends_fallback(error) && !REQUEST_CODES.contains(code) && !is_one_of(message, &["not found"])
        }
        _ => true,
    }
}

/// Whether one of the providers that were asked would have answered about less.
#[must_use]
pub fn asks_for_too_much(error: &ChainError) -> bool {
    match error {
        ChainError::Http { status: 413 } => true,
        ChainError::Rpc { message, .. } | ChainError::Malformed(message) => is_one_of(message, &SIZE_TEXTS),
        ChainError::AllFailed(failures) => failures.iter().any(|(_, error)| asks_for_too_much(error)),
        _ => false,
    }
}

/// Whether nobody who answered knows what accounts had in the past.
#[must_use]
pub fn lacks_history(error: &ChainError) -> bool {
    match error {
        ChainError::Rpc { message, .. } => is_one_of(message, &HISTORY_TEXTS),
        ChainError::AllFailed(failures) => failures.iter().any(|(_, error)| lacks_history(error)),
        _ => false,
    }
}

/// Whether one of the providers that were asked did not answer in time, which may be because it was asked for too much.
#[must_use]
pub fn is_late(error: &ChainError) -> bool {
    match error {
        ChainError::Timeout => true,
        ChainError::AllFailed(failures) => failures.iter().any(|(_, error)| is_late(error)),
        _ => false,
    }
}
