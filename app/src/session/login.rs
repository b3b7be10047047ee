//! Logging in.

use std::sync::Arc;

use status_domain::identity::ProfileKeys;
use status_ports::{AccountRecord, StorageError};
use zeroize::Zeroizing;

use super::lifecycle::{Arrival, Stores};
use super::{Lifecycle, Login, LoginError, Session, SessionOptions, Turn, open};

impl Lifecycle {
    /// Logs in, in the background. The signal `node.login` tells how it ended.
    pub(crate) fn login(self: &Arc<Self>, turn: Turn, request: Login) {
        let this = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = this.try_login(&turn, request).await;
            let arrived =
                outcome.as_ref().ok().map(|arrival| (arrival.session.clone(), arrival.account.login_timestamp));
            this.arrive(outcome).await;
            // The time of the login orders the list of accounts at the next start: nobody waits for it now.
            if let Some((session, at)) = arrived
                && let Err(error) = session.logged_in(at).await
            {
                tracing::error!(%error, "The time of this login was not stored.");
            }
        });
    }

    /// Opens a profile. Nobody is told by signals.
    pub(crate) async fn open_session(&self, turn: &Turn, request: Login) -> Result<Session, LoginError> {
        Ok(self.try_login(turn, request).await?.session)
    }

    async fn try_login(&self, turn: &Turn, request: Login) -> Result<Arrival, LoginError> {
        self.check_free()?;
        let (Some(accounts), Some(root)) = (turn.accounts.clone(), &turn.root) else {
            return Err(LoginError::UnknownAccount);
        };
        let account = accounts.find_account(&request.key_uid).await?.ok_or(LoginError::UnknownAccount)?;
        let password = password(&request).await?;
        let data_key = accounts.unwrap_data_key(&request.key_uid, &password).await?;
        let profile = self.world.open_profile(root, &request.key_uid, &data_key).await?;
        let wallet = match self.world.open_wallet(root, &request.key_uid, &data_key).await {
            Ok(wallet) => wallet,
            Err(error) => {
                profile.close().await;
                return Err(error.into());
            }
        };
        let stores = Stores { profile, wallet };
        let opened = match open::read_opened(&stores.profile, &request.key_uid).await {
            Ok(opened) => opened,
            Err(error) => {
                stores.close().await;
                return Err(error);
            }
        };
        let options = SessionOptions {
            wallet_secrets: request.wallet_secrets(),
            networks: None,
            runtime_log_level: request.runtime_log_level,
            nameserver: Some(request.nameserver),
            bandwidth_stats: request.bandwidth_stats_enabled,
        };
        let session = self.start_session(turn, accounts, stores, opened, &account, options).await?;
        let account = AccountRecord { login_timestamp: self.world.clock().unix_millis(), ..account };
        Ok(Arrival { session, account })
    }
}

/// What opens the profile: the password, or what a keycard with the same phrase would say in its place.
async fn password(request: &Login) -> Result<Zeroizing<String>, LoginError> {
    if request.mnemonic.is_empty() {
        return Ok(request.password.clone());
    }
    let phrase = request.mnemonic.clone();
    // Hashing a phrase takes milliseconds of computing: not on the threads that serve clients.
    let derived = tokio::task::spawn_blocking(move || ProfileKeys::from_mnemonic(&phrase)).await;
    let keys = derived.map_err(|_| LoginError::Storage(StorageError::Backend("derivation crashed".to_owned())))??;
    Ok(Zeroizing::new(keys.keycard_password()))
}
