//! What cannot be shown.

use super::preferences::MAX_TEXT_BYTES;
use crate::crypto::ReadersError;

/// Why a showcase is refused, our own or a received one. The texts of status-go are kept, spelling included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShowcaseError {
    /// More than 100.
    #[error("exeed maximum profile showcase communities limit")]
    TooManyCommunities,
    /// More than 100.
    #[error("exeed maximum profile showcase accounts limit")]
    TooManyAccounts,
    /// More than 100.
    #[error("exeed maximum profile showcase collectibles limit")]
    TooManyCollectibles,
    /// More than 100.
    #[error("exeed maximum profile showcase verified tokens limit")]
    TooManyVerifiedTokens,
    /// More than 100.
    #[error("exeed maximum profile showcase unverified tokens limit")]
    TooManyUnverifiedTokens,
    /// More than 20.
    #[error("exeed maximum profile showcase communities limit")]
    TooManySocialLinks,
    /// What belongs to an account is shown with one.
    #[error("no account provided with tokens or collectible")]
    NoAccount,
    /// An account is shown once.
    #[error("duplicate account address")]
    DuplicateAccount,
    /// Collectibles have decimal ids.
    #[error("failed to convert collectible token id to bigint")]
    TokenId,
    /// Only a chain tells whose a collectible is, and this version asks none.
    #[error("the owner of a collectible cannot be checked: no chain is asked for it")]
    OwnerUnknown,
    /// Nobody, verified contacts, contacts or everyone.
    #[error("unknown showcase visibility")]
    Visibility,
    /// Places in a list are counted from 0.
    #[error("the order of a showcase entry is out of range")]
    Order,
    /// A text is longer than anything that it could be.
    #[error("a text of the profile showcase is longer than {MAX_TEXT_BYTES} bytes")]
    TooLong,
    /// What is for some cannot be opened although we are one of them.
    #[error(transparent)]
    Sealed(#[from] ReadersError),
    /// What was opened is no showcase.
    #[error("malformed profile showcase")]
    Malformed,
}
