//! The process's one backend.

use std::sync::Arc;

use status_domain::media::Corners;
use status_ports::WakuMode;
use status_web::{CoinGecko, CryptoCompare};

use crate::endpoint::{self, EndpointAnswer};
use crate::json;
use crate::machine::Machine;
use crate::prometheus::{Exposition, Kind};
use crate::session::{ImageJson, Lifecycle};
use crate::signal::SignalHub;
use crate::world::World;

/// What a backend is told when it is made.
#[derive(Clone, Debug)]
pub struct BackendConfig {
    /// The version that clients are told.
    pub version: String,
    /// Private key of the network node as `0x` hex; random at each login if absent.
    pub node_key: Option<String>,
    /// Whether other nodes of the network are looked for, and connected to. Without it a node is connected to whom it is
    /// told to dial, and to who dials it.
    pub has_discovery: bool,
    /// Whether the web is read from servers of this machine too, as tests have them. Without it only the public internet
    /// is: what others write into messages must not reach what is at home.
    pub reads_local_web: bool,
    /// Where services are that tell what tokens are worth.
    pub market: MarketUrls,
    /// What sets how much is logged, for profiles that ask for it. Without it a level is only stored.
    pub log: Option<LogControl>,
}

/// Where services are that tell what tokens are worth: absolute URLs, to which the paths of the services are appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketUrls {
    /// CryptoCompare.
    pub cryptocompare: String,
    /// CoinGecko, which is asked when the other does not answer.
    pub coingecko: String,
}

impl Default for MarketUrls {
    fn default() -> Self {
        Self { cryptocompare: CryptoCompare::BASE_URL.to_owned(), coingecko: CoinGecko::BASE_URL.to_owned() }
    }
}

/// Sets how much a program logs.
#[derive(Clone)]
pub struct LogControl(Arc<dyn Fn(&str) + Send + Sync>);

impl LogControl {
    /// `set` is given one of the words `ERROR`, `WARN`, `INFO`, `DEBUG`, `TRACE`, which hold from then on.
    pub fn new(set: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(set))
    }

    pub(crate) fn set_level(&self, level: &str) {
        (self.0)(level);
    }
}

impl core::fmt::Debug for LogControl {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LogControl")
    }
}

impl Default for BackendConfig {
    fn default() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            node_key: None,
            has_discovery: true,
            reads_local_web: false,
            market: MarketUrls::default(),
            log: None,
        }
    }
}

/// The backend: at most one profile is logged in at a time. Cloning gives another handle to the same backend.
#[derive(Clone)]
pub struct Backend {
    signals: SignalHub,
    lifecycle: Arc<Lifecycle>,
}

impl Backend {
    /// A backend that knows no data folder yet. It touches no file and starts no task.
    #[must_use]
    pub fn new(config: BackendConfig) -> Self {
        let (version, log) = (config.version.clone(), config.log.clone());
        Self::in_world(Arc::new(Machine::new(config)), version, log)
    }

    pub(crate) fn in_world(world: Arc<dyn World>, version: String, log: Option<LogControl>) -> Self {
        let signals = SignalHub::default();
        let lifecycle = Arc::new(Lifecycle::new(world, signals.clone(), version, log));
        Self { signals, lifecycle }
    }

    /// Calls a function of the API by name with its one text argument, which is empty for functions without argument.
    ///
    /// Must run within a Tokio runtime; what goes on after the answer runs there too.
    pub async fn call(&self, function: &str, body: &str) -> EndpointAnswer {
        endpoint::call(self, function, body, false).await
    }

    /// Like [`Self::call`], for programs that have the backend in them: functions that hand out private keys are there,
    /// too.
    pub async fn call_in_library(&self, function: &str, body: &str) -> EndpointAnswer {
        endpoint::call(self, function, body, true).await
    }

    /// Makes profile pictures of a part of a picture on disk: left, upper, right and lower edge in pixels. The answer is
    /// that of the function `GenerateImages`: a list in JSON, or an error.
    pub async fn generate_images(&self, path: &str, [ax, ay, bx, by]: [i64; 4]) -> String {
        let part = Corners { ax, ay, bx, by };
        match self.lifecycle.media.pictures().of_profile(path, Some(part)).await {
            Ok(images) => {
                let images: Vec<_> = images.into_iter().map(|image| ImageJson::new("", image)).collect();
                json::to_text(&images).unwrap_or_else(endpoint::error_answer)
            }
            Err(error) => endpoint::error_answer(error),
        }
    }

    /// Signs a document in the older form that has no arrays, for the chain of the profile. The answer is that of the
    /// function `SignTypedData`: `{"result":…}` or `{"error":…}`.
    pub async fn sign_typed_data(&self, document: &str, address: &str, password: &str) -> String {
        endpoint::sign_typed_data(self, document, address, password).await
    }

    /// Signs a document (EIP-712). The answer is that of the function `SignTypedDataV4`.
    pub async fn sign_typed_data_v4(&self, document: &str, address: &str, password: &str) -> String {
        endpoint::sign_typed_data_v4(self, document, address, password).await
    }

    /// Signs a transaction with the key of its account and sends it, on a chain or that of the profile. The answer is that of
    /// the function `SendTransaction`: `{"result":<hash>}` or `{"error":…}`.
    pub async fn send_transaction(&self, chain_id: Option<u64>, transaction: &str, password: &str) -> String {
        endpoint::send_transaction(self, chain_id, transaction, password).await
    }

    /// Sends a transaction that was signed elsewhere, on the chain of the profile. The signature is R, S and V in hex without
    /// prefix; the answer is that of the function `SendTransactionWithSignature`.
    pub async fn send_transaction_with_signature(&self, transaction: &str, signature: &str) -> String {
        endpoint::send_transaction_with_signature(self, transaction, signature).await
    }

    /// Whether the key of an account is here and this is the password of the profile. The answer is that of the function
    /// `VerifyAccountPassword`: `{"error":…}`.
    pub async fn verify_account_password(&self, address: &str, password: &str) -> String {
        endpoint::verify_account_password(self, address, password).await
    }

    /// Whether this is the password of a profile, open or not. The answer is that of the function `VerifyDatabasePassword`.
    pub async fn verify_database_password(&self, key_uid: &str, password: &str) -> String {
        endpoint::verify_database_password(self, key_uid, password).await
    }

    /// Another password opens a profile from now on; one that is open stays open. The answer is that of the function
    /// `ChangeDatabasePassword`: `{"error":…}`.
    pub async fn change_database_password(&self, key_uid: &str, password: &str, new_password: &str) -> String {
        endpoint::change_database_password(self, key_uid, password, new_password).await
    }

    /// Removes a profile from this device, after a logout if it is open. The answer is that of the function
    /// `DeleteMultiaccount`: `{"error":…}`.
    pub async fn delete_multiaccount(&self, key_uid: &str) -> String {
        endpoint::delete_multiaccount(self, key_uid).await
    }

    /// Takes another fleet from the next login on, with a configuration of the node, which may be empty. The answer is that
    /// of the function `SwitchFleet`: `{"error":…}`.
    pub async fn switch_fleet(&self, fleet: &str, config: &str) -> String {
        endpoint::switch_fleet(self, fleet, config).await
    }

    /// Forgets a key that was brought in and is of no account. The answer is that of the function `DeleteImportedKey`.
    pub async fn delete_imported_key(&self, address: &str, password: &str) -> String {
        endpoint::delete_imported_key(self, address, password).await
    }

    /// Checks the password of an account; there are no key files to move. The answer is that of the function
    /// `MigrateKeyStoreDir`.
    pub async fn migrate_key_store_dir(&self, account: &str, password: &str) -> String {
        endpoint::migrate_key_store_dir(self, account, password).await
    }

    /// Moves the keys of the profile to a keycard; another password opens it from then on. `account` and `settings` are the
    /// JSON of the account and of the settings, `keycard_uid` names the card. The answer is that of the function
    /// `ConvertToKeycardAccount`: `{"error":…}`.
    pub async fn convert_to_keycard_account(
        &self,
        account: &str,
        settings: &str,
        keycard_uid: &str,
        password: &str,
        new_password: &str,
    ) -> String {
        endpoint::convert_to_keycard_account(self, account, settings, keycard_uid, password, new_password).await
    }

    /// Takes the keys of the profile back from a keycard by its phrase; another password opens it from then on. The answer
    /// is that of the function `ConvertToRegularAccount`.
    pub async fn convert_to_regular_account(&self, phrase: &str, password: &str, new_password: &str) -> String {
        endpoint::convert_to_regular_account(self, phrase, password, new_password).await
    }

    /// Takes in that the device has another connection to the network: `wifi`, `cellular` and so on. Only exactly `none`
    /// means that it is offline; then nothing is tried until there is a connection again.
    pub fn connection_changed(&self, kind: &str, is_metered: bool) {
        self.lifecycle.device_changed(|device| device.connection_changed(kind, is_metered));
    }

    /// Takes in that the application came to the foreground (`active`) or left it (`background`, `inactive`). Other texts
    /// change nothing.
    pub fn app_state_changed(&self, state: &str) {
        self.lifecycle.device_changed(|device| device.app_state_changed(state));
    }

    /// Numbers about the network of the session, as Prometheus reads them. Empty if nobody is logged in.
    pub async fn metrics(&self) -> String {
        let Some(session) = self.lifecycle.session() else { return String::new() };
        let mut text = Exposition::default();
        text.single("waku_peers", Kind::Gauge, "Connected peers.", self.connected_peers().await);
        let is_light = u8::from(session.network().mode() == WakuMode::Light);
        text.single("waku_light_client", Kind::Gauge, "Whether service nodes are asked instead of relaying.", is_light);
        text.traffic(&session.waku().traffic().await.unwrap_or_default());
        text.finish()
    }

    /// How many peers are connected.
    pub async fn connected_peers(&self) -> usize {
        match self.lifecycle.session() {
            Some(session) => session.waku().peers().await.map(|peers| peers.len()).unwrap_or_default(),
            None => 0,
        }
    }

    /// Where signals come out.
    #[must_use]
    pub fn signals(&self) -> &SignalHub {
        &self.signals
    }

    /// Ends what is under way and closes the databases, for a process that is about to end.
    pub async fn shut_down(&self) {
        let mut turn = self.lifecycle.turn().await;
        self.lifecycle.logout(&mut turn).await;
    }

    pub(crate) fn lifecycle(&self) -> &Arc<Lifecycle> {
        &self.lifecycle
    }
}
