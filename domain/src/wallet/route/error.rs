//! Why there is no route, or none that can be paid. Codes and words are those that clients know.

use super::ProcessorKind;
use crate::wallet::ErrorResponse;

/// Why a request is none (`WRR`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// WRR-001
    #[error("username and public key are required for ENSRegister")]
    RegisterRequiresUsernameAndKey,
    /// WRR-002
    #[error("only STT is supported for ENSRegister on testnet")]
    RegisterOnTestnetTakesStt,
    /// WRR-003
    #[error("only SNT is supported for ENSRegister on mainnet")]
    RegisterOnMainnetTakesSnt,
    /// WRR-004
    #[error("username is required for ENSRelease")]
    ReleaseRequiresUsername,
    /// WRR-005
    #[error("username and public key are required for ENSSetPubKey")]
    SetKeyRequiresUsernameAndKey,
    /// WRR-006
    #[error("packID is required for StickersBuy")]
    StickersRequirePack,
    /// WRR-007
    #[error("toTokenID is required for Swap")]
    SwapRequiresToToken,
    /// WRR-008
    #[error("tokenID and toTokenID must be different")]
    SwapTokensMustDiffer,
    /// WRR-009
    #[error("only one of amountIn or amountOut can be set")]
    SwapAmountsAreExclusive,
    /// WRR-012
    #[error("locked amount is not supported for the selected network")]
    LockedChainUnsupported,
    /// WRR-013
    #[error("locked amount must not be negative")]
    LockedAmountMissing,
    /// WRR-014
    #[error("locked amount exceeds the total amount to send")]
    LockedExceedsTotal,
    /// WRR-015
    #[error("locked amount is less than the total amount to send, but all networks are locked")]
    LockedBelowTotal,
    /// WRR-016
    #[error("disabled chain found among locked networks")]
    LockedChainDisabled,
    /// WRR-017
    #[error("a valid username, ending in '.eth', is required for ENSSetPubKey")]
    SetKeyUsernameInvalid,
    /// WRR-018
    #[error("all supported chains are excluded, routing impossible")]
    AllChainsExcluded,
    /// No code of its own.
    #[error("unsupported send type: {0}")]
    SendTypeUnknown(i64),
    /// No code of its own.
    #[error("amountIn is required")]
    AmountMissing,
}

impl From<RequestError> for ErrorResponse {
    fn from(error: RequestError) -> Self {
        let code = match error {
            RequestError::RegisterRequiresUsernameAndKey => "WRR-001",
            RequestError::RegisterOnTestnetTakesStt => "WRR-002",
            RequestError::RegisterOnMainnetTakesSnt => "WRR-003",
            RequestError::ReleaseRequiresUsername => "WRR-004",
            RequestError::SetKeyRequiresUsernameAndKey => "WRR-005",
            RequestError::StickersRequirePack => "WRR-006",
            RequestError::SwapRequiresToToken => "WRR-007",
            RequestError::SwapTokensMustDiffer => "WRR-008",
            RequestError::SwapAmountsAreExclusive => "WRR-009",
            RequestError::LockedChainUnsupported => "WRR-012",
            RequestError::LockedAmountMissing => "WRR-013",
            RequestError::LockedExceedsTotal => "WRR-014",
            RequestError::LockedBelowTotal => "WRR-015",
            RequestError::LockedChainDisabled => "WRR-016",
            RequestError::SetKeyUsernameInvalid => "WRR-017",
            RequestError::AllChainsExcluded => "WRR-018",
            RequestError::SendTypeUnknown(_) | RequestError::AmountMissing => crate::wallet::GENERIC_ERROR_CODE,
        };
        Self::new(code, error.to_string())
    }
}

/// Why no route was found, or why the best cannot be paid (`WR`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// WR-001
    #[error("not enough token balance, token: {symbol}, chainId: {chain_id}")]
    TokenBalanceTooLow {
        /// The token.
        symbol: String,
        /// The chain.
        chain_id: u64,
    },
    /// WR-002. Clients know the native token by this symbol.
    #[error("not enough native balance, token: ETH, chainId: {chain_id}")]
    NativeBalanceTooLow {
        /// The chain.
        chain_id: u64,
    },
    /// WR-003
    #[error("native token not found")]
    NativeTokenNotFound,
    /// WR-004
    #[error("token not found")]
    TokenNotFound,
    /// WR-005
    #[error("no best route found")]
    NoBestRoute,
    /// WR-007
    #[error("bonder fee greater than estimated received, a higher amount is needed to cover fees")]
    BonderFeeTooHigh,
    /// WR-008
    #[error("no positive balance")]
    NoPositiveBalance,
}

impl From<RouteError> for ErrorResponse {
    fn from(error: RouteError) -> Self {
        let code = match error {
            RouteError::TokenBalanceTooLow { .. } => "WR-001",
            RouteError::NativeBalanceTooLow { .. } => "WR-002",
            RouteError::NativeTokenNotFound => "WR-003",
            RouteError::TokenNotFound => "WR-004",
            RouteError::NoBestRoute => "WR-005",
            RouteError::BonderFeeTooHigh => "WR-007",
            RouteError::NoPositiveBalance => "WR-008",
        };
        Self::new(code, error.to_string())
    }
}

/// Why a processor has no path (`WPP`).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProcessorError {
    /// WPP-010
    #[error("from chain not supported")]
    FromChainUnsupported,
    /// WPP-013
    #[error("ENS resolver not found")]
    ResolverNotFound,
    /// WPP-014
    #[error("ENS registrar not found")]
    RegistrarNotFound,
    /// WPP-015
    #[error("to and from tokens must be set")]
    TokensMissing,
    /// WPP-019
    #[error("no chain set")]
    ChainMissing,
    /// WPP-020
    #[error("no token set")]
    TokenMissing,
    /// WPP-021
    #[error("to token should not be set")]
    UnexpectedToToken,
    /// WPP-022
    #[error("from and to chains must be different")]
    ChainsMustDiffer,
    /// WPP-023
    #[error("from and to chains must be same")]
    ChainsMustMatch,
    /// WPP-024
    #[error("from and to tokens must be different")]
    TokensMustDiffer,
    /// WPP-025 to WPP-034, one for each processor
    #[error("{details}")]
    Other {
        /// Whose error it is.
        processor: ProcessorKind,
        /// What it says.
        details: String,
    },
    /// WPP-035
    #[error("context cancelled")]
    Cancelled,
    /// WPP-036
    #[error("context deadline exceeded")]
    DeadlineExceeded,
}

impl ProcessorError {
    /// An error of something that a processor asked.
    #[must_use]
    pub fn other(processor: ProcessorKind, details: impl Into<String>) -> Self {
        Self::Other { processor, details: details.into() }
    }

    /// Whether it says something that no other code says: such errors are told first.
    #[must_use]
    pub const fn is_particular(&self) -> bool {
        matches!(self, Self::Other { .. })
    }
}

impl From<ProcessorError> for ErrorResponse {
    fn from(error: ProcessorError) -> Self {
        let code = match &error {
            ProcessorError::FromChainUnsupported => "WPP-010",
            ProcessorError::ResolverNotFound => "WPP-013",
            ProcessorError::RegistrarNotFound => "WPP-014",
            ProcessorError::TokensMissing => "WPP-015",
            ProcessorError::ChainMissing => "WPP-019",
            ProcessorError::TokenMissing => "WPP-020",
            ProcessorError::UnexpectedToToken => "WPP-021",
            ProcessorError::ChainsMustDiffer => "WPP-022",
            ProcessorError::ChainsMustMatch => "WPP-023",
            ProcessorError::TokensMustDiffer => "WPP-024",
            ProcessorError::Other { processor, .. } => processor.error_code(),
            ProcessorError::Cancelled => "WPP-035",
            ProcessorError::DeadlineExceeded => "WPP-036",
        };
        Self::new(code, error.to_string())
    }
}

/// Words of a chain, before an address of which they tell the balance.
const INSUFFICIENT_FUNDS: &str = "insufficient funds for gas * price + value: address ";

/// Characters of an address.
const ADDRESS_LENGTH: usize = 42;

/// What a chain says when gas cannot be paid, without the numbers behind the address.
#[must_use]
pub fn without_balances(mut error: ErrorResponse) -> ErrorResponse {
    if let Some(start) = error.details.find(INSUFFICIENT_FUNDS) {
        let end = start.saturating_add(INSUFFICIENT_FUNDS.len()).saturating_add(ADDRESS_LENGTH);
        if error.details.is_char_boundary(end) {
            error.details.truncate(end);
        }
    }
    error
}
