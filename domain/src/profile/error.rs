//! What one cannot say of oneself.

use crate::identity::{BioError, DisplayNameError};
use crate::showcase::ShowcaseError;
use crate::user_status::UserStatusError;

/// Why a command about the own profile is refused. The texts are those of the API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// A display name that nobody may have.
    #[error(transparent)]
    DisplayName(#[from] DisplayNameError),
    /// Too much about oneself.
    #[error(transparent)]
    Bio(#[from] BioError),
    /// No colour, or none that there is.
    #[error("customizationColor: invalid color")]
    Color,
    /// No account is named.
    #[error("keyUid: invalid id")]
    KeyUid,
    /// Pictures are shown to nobody, to contacts or to everyone.
    #[error("unknown audience of profile pictures")]
    PicturesAudience,
    /// A status that cannot be.
    #[error(transparent)]
    UserStatus(#[from] UserStatusError),
    /// Something that cannot be shown.
    #[error(transparent)]
    Showcase(#[from] ShowcaseError),
}
