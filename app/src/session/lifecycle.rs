//! From process start to login and back (specification: API, section 8). One thing happens at a time: whoever comes
//! while a login is under way waits for its end.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as StdMutex, PoisonError, RwLock};

use serde::Serialize;
use serde_json::{Map, Value};
use status_domain::identity::CustomizationColor;
use status_domain::profile::OwnPictures;
use status_domain::settings::LogLevel;
use status_domain::transport::{Device, Reach};
use status_ports::{
    AccountRecord, AccountsStore, Entropy, ProfileStore, Secret32, StorageError, WakuMode, WalletStore, WebFetcher,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::open::{Opened, Parts};
use super::{AccountJson, AccountsError, GeneratedKeys, LoginError, Session, SessionOptions};
use crate::api::{EnsUsernameJson, ProfileSources};
use crate::backend::LogControl;
use crate::media::{MediaServer, OpenProfile};
use crate::messenger::{Messenger, MessengerConfig};
use crate::network::{Network, NetworkConfig};
use crate::signal::SignalHub;
use crate::wallet::execution::Execution;
use crate::wallet::route::Router;
use crate::wallet::{self, Wallet, WalletConfig};
use crate::world::{EntropySource, StartedNode, World};

/// What only one task may touch at a time.
#[derive(Default)]
pub(crate) struct State {
    /// The folder of all profiles.
    pub(super) root: Option<PathBuf>,
    /// Opened once for the life of the process.
    pub(super) accounts: Option<Arc<dyn AccountsStore>>,
}

impl State {
    /// Who can log in here, once the accounts database was opened.
    pub(crate) fn accounts(&self) -> Option<Arc<dyn AccountsStore>> {
        self.accounts.clone()
    }

    /// Whether the accounts database was opened.
    pub(crate) fn is_initialized(&self) -> bool {
        self.accounts.is_some()
    }
}

/// Whether the system stops this process while it is in the background, without a word to its peers.
const PAUSES_IN_BACKGROUND: bool = cfg!(target_os = "ios");

/// The right to change who is logged in.
pub(crate) type Turn = OwnedMutexGuard<State>;

/// Who is logged in, and how that changes.
pub(crate) struct Lifecycle {
    pub(super) world: Arc<dyn World>,
    pub(super) signals: SignalHub,
    pub(crate) media: MediaServer,
    version: String,
    log: Option<LogControl>,
    state: Arc<Mutex<State>>,
    session: RwLock<Option<Session>>,
    /// What is known of the device, logged in or not.
    device: StdMutex<Device>,
    /// Keys that a client made before it has an account for them.
    pub(crate) generated: GeneratedKeys,
}

/// A profile that was opened, with its row of the accounts database.
pub(super) struct Arrival {
    pub(super) session: Session,
    pub(super) account: AccountRecord,
}

/// The databases of a profile.
pub(super) struct Stores {
    pub(super) profile: Arc<dyn ProfileStore>,
    pub(super) wallet: Arc<dyn WalletStore>,
}

impl Stores {
    pub(super) async fn close(&self) {
        self.profile.close().await;
        self.wallet.close().await;
    }
}

/// The event of `node.login`.
#[derive(Default, Serialize)]
struct LoginEvent {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<AccountJson>,
    #[serde(rename = "ensUsernames", skip_serializing_if = "Option::is_none")]
    ens_usernames: Option<Vec<EnsUsernameJson>>,
}

impl Lifecycle {
    pub(crate) fn new(world: Arc<dyn World>, signals: SignalHub, version: String, log: Option<LogControl>) -> Self {
        Self {
            media: MediaServer::new(world.images()),
            world,
            signals,
            version,
            log,
            state: Arc::default(),
            session: RwLock::default(),
            device: StdMutex::new(Device::new(PAUSES_IN_BACKGROUND)),
            generated: GeneratedKeys::default(),
        }
    }

    /// A source of randomness.
    pub(crate) fn entropy(&self) -> Box<dyn Entropy + Send> {
        self.world.entropy()
    }

    /// Waits for the end of what is under way.
    pub(crate) async fn turn(&self) -> Turn {
        Arc::clone(&self.state).lock_owned().await
    }

    /// Who is logged in now.
    pub(crate) fn session(&self) -> Option<Session> {
        self.session.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_session(&self, session: Option<Session>) -> Option<Session> {
        self.media.show_profile(session.as_ref().map(|session| OpenProfile {
            store: Arc::clone(session.profile()),
            web: Arc::clone(session.web()),
            root: session.root().to_owned(),
        }));
        let mut current = self.session.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *current, session)
    }

    /// Opens the accounts database below `root`, once for the process; a later root only moves the profiles.
    pub(crate) async fn initialize(&self, turn: &mut Turn, root: &str) -> Result<Vec<AccountRecord>, StorageError> {
        let is_first = turn.accounts.is_none();
        let accounts = self.open_accounts(turn, root).await?;
        if is_first {
            self.announce_media_server();
        }
        accounts.accounts().await
    }

    pub(crate) async fn open_accounts(
        &self,
        turn: &mut Turn,
        root: &str,
    ) -> Result<Arc<dyn AccountsStore>, StorageError> {
        let root = Path::new(root).to_owned();
        let accounts = match &turn.accounts {
            Some(accounts) => Arc::clone(accounts),
            None => self.world.open_accounts(&root).await?,
        };
        self.media.show_accounts(Arc::clone(&accounts));
        turn.accounts = Some(Arc::clone(&accounts));
        turn.root = Some(root);
        Ok(accounts)
    }

    /// Remembers that whoever logged in last accepted the terms of use.
    pub(crate) async fn accept_terms(&self, turn: &Turn) -> Result<(), AccountsError> {
        let accounts = turn.accounts.as_ref().ok_or(AccountsError::NotInitialized)?;
        let mut account = accounts.accounts().await?.into_iter().next().ok_or(AccountsError::NobodyHere)?;
        account.has_accepted_terms = true;
        Ok(accounts.save_account(&account).await?)
    }

    /// Logs so much from now on, if the program lets its backend decide. A profile that keeps a level logs by that.
    pub(crate) fn set_log_level(&self, level: LogLevel) {
        if let Some(control) = &self.log {
            control.set_level(level.as_str());
        }
    }

    /// Tells clients where pictures are.
    fn announce_media_server(&self) {
        #[derive(Serialize)]
        struct MediaServerStarted {
            port: u16,
        }
        match self.media.start() {
            Ok(port) => self.signals.emit("mediaserver.started", MediaServerStarted { port }),
            Err(error) => tracing::error!(%error, "The media server did not start."),
        }
    }

    /// Takes in what the device tells of itself.
    pub(crate) fn device_changed(&self, change: impl Fn(&mut Device) -> Reach) {
        let mut device = self.device.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut device);
        if let Some(session) = self.session() {
            session.network().device_changed(change);
        }
    }

    /// Nobody may be logged in yet.
    pub(super) fn check_free(&self) -> Result<(), LoginError> {
        if self.session().is_some() { Err(LoginError::AlreadyRunning) } else { Ok(()) }
    }

    /// Starts what runs while a profile is open.
    pub(super) async fn start_session(
        &self,
        turn: &Turn,
        accounts: Arc<dyn AccountsStore>,
        stores: Stores,
        opened: Opened,
        account: &AccountRecord,
        options: SessionOptions,
    ) -> Result<Session, LoginError> {
        let configured = options.networks.clone();
        let networks = match wallet::configure(&stores.wallet, configured, &options.wallet_secrets).await {
            Ok(networks) => networks,
            Err(error) => {
                stores.close().await;
                return Err(error.into());
            }
        };
        let ((waku, events), node_key, web) = match self.reach_out(opened.mode).await {
            Ok(reached) => reached,
            Err(error) => {
                stores.close().await;
                return Err(error);
            }
        };
        let Stores { profile, wallet } = stores;
        let world = Arc::clone(&self.world);
        let entropy: EntropySource = Arc::new(move || world.entropy());
        let (network, events) = Network::start(NetworkConfig {
            waku,
            events,
            clock: self.world.clock(),
            entropy: Arc::clone(&entropy),
            mode: opened.mode,
            device: self.device.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        });
        let nameserver = options.nameserver.as_deref().unwrap_or_default();
        let keeper = self.start_keeper(&network, &profile, &entropy, node_key, nameserver).await;
        let providers = Arc::clone(&self.world);
        let wallet = Wallet::new(WalletConfig {
            store: wallet,
            profile: Arc::clone(&profile),
            clock: self.world.clock(),
            signals: self.signals.clone(),
            providers: Arc::new(move |endpoint| providers.chain_provider(endpoint)),
            market: self.world.market_providers(&options.wallet_secrets),
            functions: self.world.function_directories(),
            version: self.version.clone(),
            secrets: options.wallet_secrets.clone(),
            networks,
        });
        let messenger = Messenger::new(MessengerConfig {
            store: Arc::clone(&profile),
            network: network.clone(),
            events,
            clock: self.world.clock(),
            entropy: Arc::clone(&entropy),
            signals: self.signals.clone(),
            media_urls: self.media.urls().clone(),
            identity: opened.chat_key.clone(),
            customization_color: CustomizationColor::from_name(&account.customization_color),
            pictures: OwnPictures::new(account.images.clone()),
            account: Some((Arc::clone(&accounts), account.key_uid.clone())),
            installation_id: opened.installation_id.clone(),
            names: Arc::new(wallet.clone()),
        });
        let execution = Execution::new(Arc::clone(wallet.store()), Arc::new(wallet.clone()), self.world.clock());
        execution.resume_in_background();
        Ok(Session::new(Parts {
            root: turn.root.clone().unwrap_or_default(),
            version: self.version.clone(),
            options,
            accounts,
            changing_account: Mutex::default(),
            profile,
            network,
            keeper,
            messenger,
            router: Router::new(Arc::new(ProfileSources::new(wallet.clone()))),
            wallet,
            execution,
            media_urls: self.media.urls().clone(),
            pictures: self.media.pictures().clone(),
            ipfs: self.media.ipfs().clone(),
            web,
            log: self.log.clone(),
            entropy,
            opened,
        }))
    }

    /// A node of the network with its key, and the web.
    async fn reach_out(&self, mode: WakuMode) -> Result<(StartedNode, Secret32, Arc<dyn WebFetcher>), LoginError> {
        let web = self.world.web(&format!("status-go/{}", self.version))?;
        let key = self.world.node_key()?;
        Ok((self.world.start_network(mode, key.clone()).await?, key, web))
    }

    /// Tells clients how a login or a creation ended.
    pub(super) async fn arrive(&self, outcome: Result<Arrival, LoginError>) {
        let arrival = match outcome {
            Ok(arrival) => arrival,
            Err(error) => return self.fail(&error),
        };
        let read =
            async { Ok((arrival.session.settings_object().await?, EnsUsernameJson::all(&arrival.session).await?)) };
        let (settings, ens_usernames) = match read.await {
            Ok(read) => read,
            Err(error) => {
                arrival.session.close().await;
                return self.fail(&LoginError::Storage(error));
            }
        };
        if let Err(error) = arrival.session.log_as_configured().await {
            tracing::warn!(%error, "How much to log cannot be read.");
        }
        self.show(arrival.session);
        self.generated.reset();
        self.announce_media_server();
        self.signals.emit("node.started", ());
        self.signals.emit("node.ready", ());
        let account = Some(AccountJson::from(arrival.account));
        self.signals.emit("node.login", LoginEvent { error: None, settings: Some(settings), account, ens_usernames });
    }

    /// From now on the session is the one that is asked, and it knows what the device told while it was opened.
    fn show(&self, session: Session) {
        let device = self.device.lock().unwrap_or_else(PoisonError::into_inner);
        session.network().device_changed(|known| known.catch_up(&device));
        self.set_session(Some(session));
    }

    /// Tells clients that nobody is logged in.
    pub(super) fn fail(&self, error: &LoginError) {
        tracing::warn!(%error, "Login failed.");
        self.signals.emit("node.login", LoginEvent { error: Some(error.to_string()), ..LoginEvent::default() });
    }

    /// Ends the session. Says whether there was one.
    pub(crate) async fn logout(&self, _: &mut Turn) -> bool {
        let Some(session) = self.set_session(None) else {
            return false;
        };
        session.close().await;
        self.signals.emit("node.stopped", ());
        self.announce_media_server();
        true
    }
}
