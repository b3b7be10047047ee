//! Making a profile, new or from a phrase.

use std::sync::Arc;

use serde_json::{Value, json};
use status_domain::discovery::fleet::DEFAULT_FLEET;
use status_domain::identity::{ProfileKeys, mnemonic};
use status_domain::media::Corners;
use status_domain::profile::{NewProfile, ProfilePlan};
use status_ports::{AccountsStore, DataKey, Entropy, IdentityImageRecord, ProfileStore, ProfileStoreExt, StorageError};
use zeroize::Zeroizing;

use super::lifecycle::{Arrival, Stores};
use super::open::{Opened, mode};
use super::request::ImageCropRectangle;
use super::{CreateAccount, Lifecycle, LoginError, Session, SessionOptions, Turn};

impl Lifecycle {
    /// Makes a profile and logs in, in the background: a new one, or the one of `phrase`. The signal `node.login` tells
    /// how it ended.
    pub(crate) fn create(self: &Arc<Self>, mut turn: Turn, request: CreateAccount, phrase: Option<Zeroizing<String>>) {
        let this = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = this.try_create(&mut turn, request, phrase).await;
            this.arrive(outcome).await;
        });
    }

    /// Makes a profile and opens it. Nobody is told by signals.
    pub(crate) async fn create_session(&self, turn: &mut Turn, request: CreateAccount) -> Result<Session, LoginError> {
        Ok(self.try_create(turn, request, None).await?.session)
    }

    async fn try_create(
        &self,
        turn: &mut Turn,
        request: CreateAccount,
        phrase: Option<Zeroizing<String>>,
    ) -> Result<Arrival, LoginError> {
        self.check_free()?;
        let accounts = self.open_accounts(turn, &request.root_data_dir).await?;
        let is_first_account = accounts.accounts().await?.is_empty();
        let world = Arc::clone(&self.world);
        let mode = mode(request.light_client);
        let options = options(&request);
        let images = self.images(&request).await?;
        let password = request.password.clone();
        // Hashing a phrase into keys takes milliseconds of computing: not on the threads that serve clients.
        let now = self.world.clock().unix_millis();
        let planned = tokio::task::spawn_blocking(move || {
            let mut entropy = world.entropy();
            let plan = plan(request, phrase, is_first_account, entropy.as_mut())?;
            let profile = NewProfile::create(&plan, now, entropy.as_mut())?;
            let mut data_key = DataKey([0; 32]);
            entropy.fill(&mut data_key.0);
            Ok::<_, LoginError>((plan, profile, data_key))
        });
        let (plan, mut new, data_key) =
            planned.await.map_err(|_| LoginError::Storage(StorageError::Backend("creation crashed".to_owned())))??;

        new.account.images = images;
        let key_uid = new.account.key_uid.clone();
        if accounts.find_account(&key_uid).await?.is_some() {
            return Err(LoginError::AlreadyHere(key_uid));
        }
        let root = turn.root.clone().unwrap_or_default();
        let profile = self.world.create_profile(&root, &key_uid, &data_key).await?;
        let wallet = match self.world.open_wallet(&root, &key_uid, &data_key).await {
            Ok(wallet) => wallet,
            Err(error) => {
                profile.close().await;
                return Err(error.into());
            }
        };
        let stores = Stores { profile, wallet };
        let account = new.account.clone();
        if let Err(error) = fill(&accounts, &stores.profile, new, &password, data_key).await {
            stores.close().await;
            return Err(error);
        }
        let opened =
            Opened { key_uid, installation_id: plan.installation_id, chat_key: plan.keys.chat.private_key(), mode };
        let session = self.start_session(turn, accounts, stores, opened, &account, options).await?;
        Ok(Arrival { session, account })
    }
}

impl Lifecycle {
    /// The picture of the profile in its sizes, if there is to be one.
    async fn images(&self, request: &CreateAccount) -> Result<Vec<IdentityImageRecord>, LoginError> {
        if request.image_path.is_empty() {
            return Ok(Vec::new());
        }
        let part = request.image_crop_rectangle;
        let part = part.map(|ImageCropRectangle { ax, ay, bx, by }| Corners { ax, ay, bx, by });
        Ok(self.media.pictures().of_profile(&request.image_path, part).await?)
    }
}

/// Stores a profile. The account is listed last: a creation that ends half-way leaves nothing to log in to.
async fn fill(
    accounts: &Arc<dyn AccountsStore>,
    profile: &Arc<dyn ProfileStore>,
    new: NewProfile,
    password: &str,
    data_key: DataKey,
) -> Result<(), LoginError> {
    let account = new.account.clone();
    profile.transact(move |transaction| new.store(transaction)).await?;
    accounts.wrap_data_key(&account.key_uid, password, &data_key).await?;
    accounts.save_account(&account).await?;
    Ok(())
}

fn options(request: &CreateAccount) -> SessionOptions {
    SessionOptions {
        wallet_secrets: request.wallet_secrets(),
        networks: (!request.networks_override.is_empty())
            .then(|| request.networks_override.iter().map(|network| network.clone().into_configured()).collect()),
        ..SessionOptions::default()
    }
}

fn plan(
    request: CreateAccount,
    phrase: Option<Zeroizing<String>>,
    is_first_account: bool,
    entropy: &mut dyn Entropy,
) -> Result<ProfilePlan, LoginError> {
    let node_config = node_config(&request);
    let (keys, mnemonic) = match phrase {
        Some(phrase) => (ProfileKeys::from_mnemonic(&phrase)?, None),
        None => {
            let phrase = mnemonic::generate(mnemonic::DEFAULT_WORDS, entropy)?;
            (ProfileKeys::from_mnemonic(&phrase)?, Some(phrase))
        }
    };
    let mut installation_id = [0; 16];
    entropy.fill(&mut installation_id);
    Ok(ProfilePlan {
        keys,
        mnemonic,
        display_name: request.display_name,
        device_name: request.device_name,
        installation_id: uuid::Builder::from_random_bytes(installation_id).into_uuid().to_string(),
        customization_color: request.customization_color,
        kdf_iterations: request.kdf_iterations,
        fleet: if request.fleet.is_empty() { DEFAULT_FLEET.to_owned() } else { request.fleet },
        preview_privacy: request.preview_privacy,
        test_networks_enabled: request.test_networks_enabled,
        current_network: request.current_network,
        node_config,
        is_first_account,
    })
}

/// What of the node's configuration was asked for at creation and is kept, by the names of the configuration.
fn node_config(request: &CreateAccount) -> Value {
    json!({
        "NetworkId": request.network_id,
        "LogLevel": request.log_level,
        "LightClient": request.light_client,
        "Nameserver": request.nameserver,
        "EnableStoreConfirmationForMessagesSent": request.store_confirmation,
        "EnableMissingMessageVerification": request.missing_message_verification,
        "TelemetryServerURL": request.telemetry_server_url,
    })
}
