//! What is done to a profile from outside, open or not: it gets another password, or is removed from this device.

use status_ports::UnlockError;

use super::{AccountsError, Lifecycle, RewrapError, Turn};

/// A password opens the profile and the wallet; clients of old saw both databases encrypted anew.
const DATABASES: usize = 2;

impl Lifecycle {
    /// Another password opens a profile from now on. One that is open stays open.
    pub(crate) async fn change_password(
        &self,
        turn: &Turn,
        key_uid: &str,
        password: &str,
        new_password: &str,
    ) -> Result<(), RewrapError> {
        if new_password.is_empty() {
            return Err(RewrapError::EmptyPassword);
        }
        let accounts = turn.accounts().ok_or(UnlockError::UnknownAccount)?;
        let data_key = accounts.unwrap_data_key(key_uid, password).await?;
        accounts.wrap_data_key(key_uid, new_password, &data_key).await?;
        for _ in 0..DATABASES {
            self.signals.emit("db.reEncryption.started", ());
            self.signals.emit("db.reEncryption.finished", ());
        }
        Ok(())
    }

    /// Removes a profile from this device: nothing of it can be read from then on. Whoever is logged in with it is logged
    /// out first. One that is not here is removed already.
    pub(crate) async fn remove_profile(&self, turn: &mut Turn, key_uid: &str) -> Result<(), AccountsError> {
        let accounts = turn.accounts().ok_or(AccountsError::NotInitialized)?;
        if accounts.find_account(key_uid).await?.is_none() {
            return Ok(());
        }
        if self.session().is_some_and(|session| session.key_uid() == key_uid) {
            self.logout(turn).await;
        }
        // Without the wrapped key the databases are noise, also if a crash keeps them here.
        accounts.delete_account(key_uid).await?;
        let root = turn.root.clone().unwrap_or_default();
        Ok(self.world.remove_profile(&root, key_uid).await?)
    }
}
