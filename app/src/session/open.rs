//! A logged-in profile.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};
use status_domain::contact::unknown_contact;
use status_domain::crypto::PrivateKey;
use status_domain::identity::CustomizationColor;
use status_domain::profile::{self, OwnPictures, account_name};
use status_domain::settings;
use status_domain::settings::{LIGHT_CLIENT, LogLevel};
use status_domain::wallet::network::{Network as Chain, WalletSecrets};
use status_ports::{
    AccountRecord, AccountsStore, ContactImageRecord, ContactRecord, DataKey, Entropy, IdentityImageRecord,
    ProfileStore, ProfileStoreExt, SettingRecord, StorageError, UnixMillis, UnlockError, Waku, WakuMode, WebFetcher,
};

use tokio::sync::Mutex;

use super::LoginError;
use crate::api::Shaper;
use crate::backend::LogControl;
use crate::media::{Ipfs, MediaUrls, Pictures};
use crate::messenger::Messenger;
use crate::network::Network;
use crate::network::peers::PeerKeeper;
use crate::wallet::Wallet;
use crate::wallet::execution::Execution;
use crate::wallet::route::Router;
use crate::world::EntropySource;

/// What a client asked for this session only.
#[derive(Clone, Debug, Default)]
pub(crate) struct SessionOptions {
    /// The client's accounts with providers of chains.
    pub(crate) wallet_secrets: WalletSecrets,
    /// The only chains that a new profile is to know, if it is not the usual ones.
    pub(crate) networks: Option<Vec<Chain>>,
    /// Instead of the stored level.
    pub(crate) runtime_log_level: String,
    /// Instead of the stored one.
    pub(crate) nameserver: Option<String>,
    /// Whether traffic is counted.
    pub(crate) bandwidth_stats: bool,
}

/// Everything that a session holds.
pub(super) struct Parts {
    pub(super) root: PathBuf,
    pub(super) version: String,
    pub(super) options: SessionOptions,
    pub(super) accounts: Arc<dyn AccountsStore>,
    /// Held by whoever reads an account to change it.
    pub(super) changing_account: Mutex<()>,
    pub(super) profile: Arc<dyn ProfileStore>,
    pub(super) network: Network,
    /// Keeps the node connected, if others are looked for.
    pub(super) keeper: Option<PeerKeeper>,
    pub(super) messenger: Messenger,
    pub(super) wallet: Wallet,
    /// Finds routes for money.
    pub(super) router: Router,
    pub(super) execution: Execution,
    /// Where pictures are.
    pub(super) media_urls: MediaUrls,
    /// What works on pictures.
    pub(super) pictures: Pictures,
    /// Reads files of IPFS.
    pub(super) ipfs: Ipfs,
    /// Reads documents of the web.
    pub(super) web: Arc<dyn WebFetcher>,
    /// What sets how much is logged, if the program has that.
    pub(super) log: Option<LogControl>,
    pub(super) entropy: EntropySource,
    pub(super) opened: Opened,
}

/// Why the password stays as it is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RewrapError {
    /// Nobody could be asked for it.
    #[error("the new password is empty")]
    EmptyPassword,
    /// The old password does not open the profile.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// It is not stored.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What is read once when a profile is opened.
pub(super) struct Opened {
    pub(super) key_uid: String,
    pub(super) installation_id: String,
    pub(super) chat_key: PrivateKey,
    /// How the node takes part in the network.
    pub(super) mode: WakuMode,
}

/// A logged-in profile. Cloning gives another handle to the same session.
#[derive(Clone)]
pub(crate) struct Session {
    parts: Arc<Parts>,
    shaper: Shaper,
}

impl Session {
    pub(super) fn new(parts: Parts) -> Self {
        let shaper = parts.messenger.shaper().clone();
        Self { parts: Arc::new(parts), shaper }
    }

    /// The folder of all profiles.
    pub(crate) fn root(&self) -> &Path {
        &self.parts.root
    }

    /// The version that clients are told.
    pub(crate) fn version(&self) -> &str {
        &self.parts.version
    }

    /// What the client asked for this session only.
    pub(crate) fn options(&self) -> &SessionOptions {
        &self.parts.options
    }

    /// Whose profile this is.
    pub(crate) fn key_uid(&self) -> &str {
        &self.parts.opened.key_uid
    }

    /// This device.
    pub(crate) fn installation_id(&self) -> &str {
        &self.parts.opened.installation_id
    }

    /// The key that signs messages.
    pub(crate) fn chat_key(&self) -> &PrivateKey {
        &self.parts.opened.chat_key
    }

    /// The profile database.
    pub(crate) fn profile(&self) -> &Arc<dyn ProfileStore> {
        &self.parts.profile
    }

    /// The network.
    pub(crate) fn network(&self) -> &Network {
        &self.parts.network
    }

    /// What keeps the node connected, if others are looked for.
    pub(crate) fn keeper(&self) -> Option<&PeerKeeper> {
        self.parts.keeper.as_ref()
    }

    /// The node on the network.
    pub(crate) fn waku(&self) -> &Arc<dyn Waku> {
        self.parts.network.waku()
    }

    /// The messenger, started or not.
    pub(crate) fn messenger(&self) -> &Messenger {
        &self.parts.messenger
    }

    /// What sends transactions.
    pub(crate) fn execution(&self) -> &Execution {
        &self.parts.execution
    }

    /// The wallet.
    pub(crate) fn wallet(&self) -> &Wallet {
        &self.parts.wallet
    }

    /// What finds routes for money.
    pub(crate) fn router(&self) -> &Router {
        &self.parts.router
    }

    /// Who can log in here.
    pub(crate) fn accounts(&self) -> &Arc<dyn AccountsStore> {
        &self.parts.accounts
    }

    /// Makes URLs of the media server.
    pub(crate) fn media_urls(&self) -> &MediaUrls {
        &self.parts.media_urls
    }

    /// Works on pictures.
    pub(crate) fn pictures(&self) -> &Pictures {
        &self.parts.pictures
    }

    /// Reads files of IPFS.
    pub(crate) fn ipfs(&self) -> &Ipfs {
        &self.parts.ipfs
    }

    /// What reads documents of the web.
    pub(crate) fn web(&self) -> &Arc<dyn WebFetcher> {
        &self.parts.web
    }

    /// A source of randomness.
    pub(crate) fn entropy(&self) -> Box<dyn Entropy + Send> {
        (self.parts.entropy)()
    }

    /// Shapes records for the client.
    pub(crate) fn shaper(&self) -> &Shaper {
        &self.shaper
    }

    /// What is known of ourselves, in the form in which others are known.
    pub(crate) async fn own_contact(&self) -> Result<ContactRecord, StorageError> {
        let stored = self.settings().await?;
        let text = |name| settings::setting(&stored, name).as_str().unwrap_or_default().to_owned();
        let account = self.parts.accounts.find_account(self.key_uid()).await?;
        let unknown = unknown_contact(*self.shaper.me());
        Ok(ContactRecord {
            display_name: text("display-name"),
            bio: text("bio"),
            ens_name: text("preferred-name"),
            customization_color: account.map_or(unknown.customization_color, |account| account.customization_color),
            ..unknown
        })
    }

    /// The time.
    pub(crate) fn now(&self) -> UnixMillis {
        self.parts.messenger.now()
    }

    /// Changes an account of this device; the logged-in one shows it at once. Nothing is stored if `change` refuses. `None`
    /// if there is no such account.
    pub(crate) async fn change_account<E: From<StorageError>>(
        &self,
        key_uid: &str,
        change: impl FnOnce(&mut AccountRecord) -> Result<(), E> + Send,
    ) -> Result<Option<AccountRecord>, E> {
        let _turn = self.parts.changing_account.lock().await;
        let Some(before) = self.parts.accounts.find_account(key_uid).await? else { return Ok(None) };
        let mut account = before.clone();
        change(&mut account)?;
        if account != before {
            self.parts.accounts.save_account(&account).await?;
            let looks_differ =
                (&account.customization_color, &account.images) != (&before.customization_color, &before.images);
            if key_uid == self.key_uid() && looks_differ {
                let color = CustomizationColor::from_name(&account.customization_color);
                self.parts.messenger.looks_changed(color, OwnPictures::new(account.images.clone()));
            }
        }
        Ok(Some(account))
    }

    /// Lists the profile for the login under the name that it has now.
    pub(crate) async fn name_account(&self) -> Result<(), StorageError> {
        self.keep_account(|_| {}).await
    }

    /// Notes when this login was. A name that a crash kept from the list gets there now.
    pub(super) async fn logged_in(&self, at: UnixMillis) -> Result<(), StorageError> {
        self.parts.messenger.command(profile::repair_display_name).await?;
        self.keep_account(move |account| account.login_timestamp = at).await
    }

    async fn keep_account(&self, change: impl FnOnce(&mut AccountRecord) + Send) -> Result<(), StorageError> {
        let settings = self.settings().await?;
        let display_name = settings::setting(&settings, "display-name").as_str().unwrap_or_default().to_owned();
        let name = account_name(&display_name, &self.chat_key().public_key());
        let changed = self.change_account(self.key_uid(), |account| {
            account.name = name;
            change(account);
            Ok::<_, StorageError>(())
        });
        changed.await.map(|_| ())
    }

    /// Our pictures, in the form in which those of others are known.
    pub(crate) async fn own_images(&self) -> Result<Vec<ContactImageRecord>, StorageError> {
        let account = self.parts.accounts.find_account(self.key_uid()).await?;
        let contact = *self.shaper.me();
        let known = |image: IdentityImageRecord| ContactImageRecord {
            contact,
            name: image.name,
            clock: image.clock,
            payload: image.payload,
        };
        Ok(account.map(|account| account.images).unwrap_or_default().into_iter().map(known).collect())
    }

    /// All stored settings.
    pub(crate) async fn settings(&self) -> Result<Vec<SettingRecord>, StorageError> {
        self.parts.profile.query(|transaction| transaction.settings()).await
    }

    /// The settings object that clients are shown.
    pub(crate) async fn settings_object(&self) -> Result<Map<String, Value>, StorageError> {
        let mut object = settings::current(&self.settings().await?);
        let (compressed_key, emoji_hash) = self.shaper.own_looks();
        object.insert("compressedKey".to_owned(), Value::from(compressed_key));
        object.insert("emojiHash".to_owned(), Value::from(emoji_hash));
        Ok(object)
    }

    /// Relays from now on or asks service nodes, in this session and in later ones.
    pub(crate) async fn set_light_client(&self, enabled: bool) -> Result<(), StorageError> {
        let store = self.parts.profile.transact(move |stores| {
            let kept = settings::write_node_config(&stores.settings()?, LIGHT_CLIENT, Value::from(enabled));
            stores.save_settings(&[kept])
        });
        store.await?;
        self.parts.network.set_mode(mode(enabled));
        self.parts.messenger.history_settings_changed();
        Ok(())
    }

    /// Acts by the stored configuration of the node as far as that is possible before the next login.
    pub(crate) async fn node_config_changed(&self) -> Result<(), StorageError> {
        let stored = self.settings().await?;
        let wanted = mode(settings::node_config(&stored, LIGHT_CLIENT) == true);
        if wanted != self.parts.network.mode() {
            self.parts.network.set_mode(wanted);
        }
        self.parts.messenger.history_settings_changed();
        self.log_as_configured().await
    }

    /// Logs as much as the client asked for at this login, or else as the profile keeps.
    pub(super) async fn log_as_configured(&self) -> Result<(), StorageError> {
        let kept = settings::node_config(&self.settings().await?, "LogLevel");
        let asked = Some(self.options().runtime_log_level.as_str()).filter(|level| !level.is_empty());
        if let Ok(level) = LogLevel::parse(asked.or(kept.as_str()).unwrap_or_default()) {
            self.set_log_level(level);
        }
        Ok(())
    }

    /// Logs so much from now on, if the program lets its backend decide.
    pub(crate) fn set_log_level(&self, level: LogLevel) {
        if let Some(control) = &self.parts.log {
            control.set_level(level.as_str());
        }
    }

    /// The data key, for whoever knows the password, before it is wrapped with another one.
    pub(crate) async fn rewrapping(&self, password: &str, new_password: &str) -> Result<DataKey, RewrapError> {
        if new_password.is_empty() {
            return Err(RewrapError::EmptyPassword);
        }
        Ok(self.parts.accounts.unwrap_data_key(self.key_uid(), password).await?)
    }

    /// Another password opens the profile from now on, and the account has another pairing with a keycard. Both, or
    /// nothing.
    pub(crate) async fn rewrap(
        &self,
        data_key: &DataKey,
        password: &str,
        keycard_pairing: String,
    ) -> Result<(), RewrapError> {
        let _turn = self.parts.changing_account.lock().await;
        let account = self.parts.accounts.find_account(self.key_uid()).await?.ok_or(UnlockError::UnknownAccount)?;
        let account = AccountRecord { keycard_pairing, ..account };
        Ok(self.parts.accounts.save_account_with_key(&account, password, data_key).await?)
    }

    /// Whether this is the profile's password. Slow on purpose.
    pub(crate) async fn verify_password(&self, password: &str) -> Result<bool, StorageError> {
        match self.parts.accounts.unwrap_data_key(self.key_uid(), password).await {
            Ok(_) => Ok(true),
            Err(UnlockError::Storage(error)) => Err(error),
            Err(_) => Ok(false),
        }
    }

    /// Leaves the network and closes the databases. Whoever still holds a handle gets errors from then on.
    pub(crate) async fn close(&self) {
        self.parts.messenger.stop().await;
        if let Some(keeper) = &self.parts.keeper {
            keeper.stop().await;
        }
        self.parts.network.stop().await;
        self.parts.router.stop();
        self.parts.execution.close();
        self.parts.wallet.close().await;
        self.parts.profile.close().await;
    }
}

/// Reads what a session needs from an open profile.
pub(super) async fn read_opened(profile: &Arc<dyn ProfileStore>, key_uid: &str) -> Result<Opened, LoginError> {
    let (stored, chat_key) = profile
        .query(|transaction| {
            let chat = transaction.keypair_accounts()?.into_iter().find(|account| account.chat);
            let key = match chat {
                Some(chat) => transaction.find_private_key(&chat.address)?,
                None => None,
            };
            Ok::<_, StorageError>((transaction.settings()?, key))
        })
        .await?;
    let chat_key = chat_key.ok_or(LoginError::ChatKey("no chat key"))?;
    let chat_key =
        PrivateKey::from_bytes(&chat_key.private_key).map_err(|_| LoginError::ChatKey("damaged chat key"))?;
    Ok(Opened {
        key_uid: key_uid.to_owned(),
        installation_id: settings::setting(&stored, "installation-id").as_str().unwrap_or_default().to_owned(),
        chat_key,
        mode: mode(settings::node_config(&stored, LIGHT_CLIENT) == true),
    })
}

/// How a node takes part in the network, as clients put it.
pub(super) const fn mode(is_light_client: bool) -> WakuMode {
    if is_light_client { WakuMode::Light } else { WakuMode::Relay }
}
