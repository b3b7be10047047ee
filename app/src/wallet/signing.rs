//! The keys of wallet accounts, for whoever knows the password and for the moment of signing.

use status_domain::crypto::PrivateKey;
use status_domain::identity::parse_address;
use status_domain::keypair::{self, SigningKeyError};
use status_ports::{ProfileStoreExt as _, StorageError};

use crate::session::Session;

/// Why an account does not sign. The texts are those of the API.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SigningError {
    /// The account is not ours, or its key is not here.
    #[error(transparent)]
    NoKey(#[from] SigningKeyError),
    /// Not the password of the profile.
    #[error("could not decrypt key with given password")]
    WrongPassword,
    /// The profile cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The key of an account. It is wiped when dropped; nobody keeps it longer than it takes to sign.
///
/// # Errors
/// [`SigningError`] if there is no such account, its key is not here, or the password is wrong.
pub(crate) async fn signing_key(session: &Session, account: &str, password: &str) -> Result<PrivateKey, SigningError> {
    let address = parse_address(account).map_err(|_| SigningKeyError::UnknownAccount)?;
    let key = session.profile().query(move |stores| keypair::signing_key(stores, &address)).await?;
    if !session.verify_password(password).await? {
        return Err(SigningError::WrongPassword);
    }
    Ok(key)
}
