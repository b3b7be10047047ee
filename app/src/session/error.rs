//! Why nobody is logged in now. The texts are those of the signal `node.login`.

use status_domain::identity::ExtendedKeyError;
use status_domain::identity::mnemonic::MnemonicError;
use status_ports::{StorageError, UnlockError, WakuError, WebError};

use super::card::CardError;
use crate::media::PictureError;

/// Why a login or a creation did not succeed. Nothing that was there before is changed then.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoginError {
    /// Another profile is open.
    #[error("failed to start node: node is already running")]
    AlreadyRunning,
    /// The password is wrong.
    #[error("failed to open database: failed to set `journal_mode` pragma: file is not a database")]
    WrongPassword,
    /// Nobody with this key UID logged in here before.
    #[error("failed to open database: account not found")]
    UnknownAccount,
    /// The phrase belongs to a profile that is here already.
    #[error("[validation] keypair already added -  keyuid: {0}")]
    AlreadyHere(String),
    /// A database failed.
    #[error("failed to open database: {0}")]
    Storage(#[from] StorageError),
    /// The profile lacks its chat key.
    #[error("failed to select account: {0}")]
    ChatKey(&'static str),
    /// The phrase leads to no key.
    #[error("failed to derive keys: {0}")]
    Keys(#[from] ExtendedKeyError),
    /// No phrase could be drawn.
    #[error("failed to generate a mnemonic: {0}")]
    Mnemonic(#[from] MnemonicError),
    /// The keycard is not one that a profile can be made with.
    #[error("failed to prepare for keycard: {0}")]
    Card(#[from] CardError),
    /// The picture of the profile is none.
    #[error(transparent)]
    Picture(#[from] PictureError),
    /// The network node did not start.
    #[error("failed to start node: {0}")]
    Network(#[from] WakuError),
    /// The web cannot be read.
    #[error("failed to start node: {0}")]
    Web(#[from] WebError),
}

impl From<UnlockError> for LoginError {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::WrongPassword => Self::WrongPassword,
            UnlockError::UnknownAccount => Self::UnknownAccount,
            UnlockError::Storage(error) => Self::Storage(error),
            other => Self::Storage(StorageError::Backend(other.to_string())),
        }
    }
}

/// Why the list of accounts stays as it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountsError {
    /// The accounts database was not opened yet.
    #[error("accounts db wasn't initialized")]
    NotInitialized,
    /// There is no account.
    #[error("accounts is empty")]
    NobodyHere,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
