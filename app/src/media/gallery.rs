//! Where the media server finds what it shows.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use status_ports::{AccountRecord, AccountsStore, IdentityImageRecord, ProfileStore, WebFetcher};

/// The databases that are open. Cloning gives another handle to the same one.
#[derive(Clone, Default)]
pub(super) struct Gallery(Arc<RwLock<Open>>);

#[derive(Default)]
struct Open {
    accounts: Option<Arc<dyn AccountsStore>>,
    profile: Option<OpenProfile>,
}

/// What is there while somebody is logged in.
#[derive(Clone)]
pub(crate) struct OpenProfile {
    pub(crate) store: Arc<dyn ProfileStore>,
    pub(crate) web: Arc<dyn WebFetcher>,
    /// The folder of all profiles.
    pub(crate) root: PathBuf,
}

impl Gallery {
    pub(super) fn set_accounts(&self, accounts: Arc<dyn AccountsStore>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).accounts = Some(accounts);
    }

    pub(super) fn set_profile(&self, profile: Option<OpenProfile>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).profile = profile;
    }

    pub(super) fn open_profile(&self) -> Option<OpenProfile> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).profile.clone()
    }

    /// The database of whoever is logged in.
    pub(super) fn profile(&self) -> Option<Arc<dyn ProfileStore>> {
        Some(self.open_profile()?.store)
    }

    /// Who can log in here, by key UID.
    pub(super) async fn account(&self, key_uid: &str) -> Option<AccountRecord> {
        let accounts = self.0.read().unwrap_or_else(PoisonError::into_inner).accounts.clone()?;
        accounts.find_account(key_uid).await.unwrap_or_else(|error| {
            tracing::error!(%error, "The media server could not read an account.");
            None
        })
    }

    /// A picture of somebody who can log in here.
    pub(super) async fn account_image(
        &self,
        key_uid: &str,
        name: &str,
    ) -> Option<(AccountRecord, IdentityImageRecord)> {
        let mut account = self.account(key_uid).await?;
        let at = account.images.iter().position(|image| image.name == name)?;
        let image = account.images.swap_remove(at);
        Some((account, image))
    }
}
