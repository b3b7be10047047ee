//! Identities that cannot be.

use super::pictures::MAX_PICTURE_BYTES;
use crate::crypto::ReadersError;
use crate::showcase::ShowcaseError;

/// Why what somebody says of himself is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// Far larger than profile pictures are made.
    #[error("a profile picture is larger than {MAX_PICTURE_BYTES} bytes")]
    PictureTooLarge,
    /// The bytes begin like no picture.
    #[error("a profile picture is no picture")]
    NoPicture,
    /// A picture that is sealed for us, but wrongly.
    #[error("profile picture: {0}")]
    SealedPicture(ReadersError),
    /// A showcase that breaks a rule.
    #[error(transparent)]
    Showcase(#[from] ShowcaseError),
}
