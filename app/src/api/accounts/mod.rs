//! Keypairs, accounts and keycards of the profile, and in which order assets are shown.

mod account;
mod import;
mod keycard;
mod keypair;
mod preference;
mod shape;

use status_domain::keypair::{KeyAccess, KeypairError, Keyring};
use status_domain::messaging::Outcome;
use status_ports::{ProfileStoreExt as _, ProfileTransaction, StorageError, UnixMillis};

use crate::rpc::{RpcError, Table};
use crate::session::Session;

pub(crate) use shape::AccountJson;

pub(super) fn register(table: &mut Table) {
    account::register(table);
    import::register(table);
    keycard::register(table);
    keypair::register(table);
    preference::register(table);
}

/// Keypairs, accounts and cards from one snapshot.
async fn ring(session: &Session) -> Result<Keyring, StorageError> {
    session.profile().query(Keyring::read).await
}

/// Runs a change of the ring in one transaction.
async fn change(
    session: &Session,
    decide: impl FnOnce(&mut dyn ProfileTransaction, UnixMillis) -> Result<Outcome, KeypairError> + Send + 'static,
) -> Result<(), KeypairError> {
    session.messenger().command(move |context| decide(context.stores, context.now)).await.map(drop)
}

/// Takes accounts away, and what the wallet knows of them.
async fn remove(
    session: &Session,
    decide: impl FnOnce(&mut dyn ProfileTransaction, UnixMillis) -> Result<Outcome, KeypairError> + Send + 'static,
) -> Result<(), KeypairError> {
    change(session, decide).await?;
    if let Err(error) = session.wallet().forget_removed_accounts().await {
        // They are gone; the wallet forgets them when it is started.
        tracing::warn!(%error, "The transfers of a removed account are still there.");
    }
    Ok(())
}

/// Whether keys may be made: not without a password, and only with the right one. Slow on purpose.
async fn key_access(session: &Session, password: &str) -> Result<KeyAccess, RpcError> {
    if password.is_empty() {
        return Ok(KeyAccess::Withheld);
    }
    if session.verify_password(password).await? {
        Ok(KeyAccess::Granted)
    } else {
        Err(RpcError::method(status_domain::keypair::DeriveError::WrongPassword))
    }
}

/// Only whoever knows the password brings in keys.
async fn check_password(session: &Session, password: &str) -> Result<(), RpcError> {
    if session.verify_password(password).await? { Ok(()) } else { Err(RpcError::method("wrong password provided")) }
}
