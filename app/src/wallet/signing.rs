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
    authorise(session, address, password).await?.key(session).await
}

/// An account whose key is here, for somebody who knows the password.
#[derive(Clone, Copy)]
pub(crate) struct Authorised {
    address: [u8; 20],
}

/// Sees whether an account can sign, before it is known what.
///
/// # Errors
/// [`SigningError`] if there is no such account, its key is not here, or the password is wrong.
pub(crate) async fn authorise(
    session: &Session,
    address: [u8; 20],
    password: &str,
) -> Result<Authorised, SigningError> {
    let authorised = Authorised { address };
    authorised.key(session).await?;
    if session.verify_password(password).await? { Ok(authorised) } else { Err(SigningError::WrongPassword) }
}

impl Authorised {
    /// The key.
    ///
    /// # Errors
    /// [`SigningError`] if it is gone meanwhile.
    pub(crate) async fn key(self, session: &Session) -> Result<PrivateKey, SigningError> {
        Ok(session.profile().query(move |stores| keypair::signing_key(stores, &self.address)).await?)
    }
}
