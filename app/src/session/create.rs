//! Making a profile: new, from a phrase, or with its keys on a keycard.

use std::sync::Arc;

use serde_json::{Value, json};
use status_domain::discovery::fleet::DEFAULT_FLEET;
use status_domain::identity::{ProfileKeys, mnemonic};
use status_domain::keypair::ProfileCard;
use status_domain::media::Corners;
use status_domain::profile::{NewProfile, ProfileIdentity, ProfilePlan};
use status_ports::{AccountsStore, DataKey, Entropy, IdentityImageRecord, ProfileStore, ProfileStoreExt, StorageError};
use zeroize::Zeroizing;

use super::card::{CardError, find_card};
use super::lifecycle::{Arrival, Stores};
use super::open::{Opened, mode};
use super::request::ImageCropRectangle;
use super::{CreateAccount, Lifecycle, LoginError, Origin, Session, SessionOptions, Turn};

impl Lifecycle {
    /// Makes a profile and logs in, in the background. The signal `node.login` tells how it ended.
    pub(crate) fn create(self: &Arc<Self>, mut turn: Turn, request: CreateAccount, origin: Origin) {
        let this = Arc::clone(self);
        tokio::spawn(async move {
            let outcome = this.try_create(&mut turn, request, origin).await;
            this.arrive(outcome).await;
        });
    }

    /// Makes a profile and opens it. Nobody is told by signals.
    pub(crate) async fn create_session(&self, turn: &mut Turn, request: CreateAccount) -> Result<Session, LoginError> {
        Ok(self.try_create(turn, request, Origin::Chance).await?.session)
    }

    async fn try_create(&self, turn: &mut Turn, request: CreateAccount, origin: Origin) -> Result<Arrival, LoginError> {
        self.check_free()?;
        let accounts = self.open_accounts(turn, &request.root_data_dir).await?;
        let is_first_account = accounts.accounts().await?.is_empty();
        let world = Arc::clone(&self.world);
        let mode = mode(request.light_client);
        let options = options(&request);
        let images = self.images(&request).await?;
        // Hashing a phrase into keys takes milliseconds of computing: not on the threads that serve clients.
        let now = self.world.clock().unix_millis();
        let planned = tokio::task::spawn_blocking(move || {
            let mut entropy = world.entropy();
            let card = find_card(&request, now)?;
            let (card, pairings) = card.map(|paired| (paired.card, paired.pairings)).unzip();
            let (plan, password) = plan(request, origin, card, is_first_account, entropy.as_mut())?;
            let mut profile = NewProfile::create(&plan, now, entropy.as_mut())?;
            profile.settings.extend(pairings);
            let mut data_key = DataKey([0; 32]);
            entropy.fill(&mut data_key.0);
            Ok::<_, LoginError>((plan, password, profile, data_key))
        });
        let (plan, password, mut new, data_key) =
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
        let opened = Opened { key_uid, installation_id: plan.installation_id, chat_key: plan.keys.chat, mode };
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

/// What decides about a profile, and the password that opens it. A keycard knows one that no person has to.
fn plan(
    request: CreateAccount,
    origin: Origin,
    card: Option<ProfileCard>,
    is_first_account: bool,
    entropy: &mut dyn Entropy,
) -> Result<(ProfilePlan, Zeroizing<String>), LoginError> {
    let node_config = node_config(&request);
    let mut mnemonic = None;
    let (keys, password_of_card) = match origin {
        Origin::Card(keycard) => (keycard.identity()?, keycard.encryption_public_key),
        Origin::Phrase(phrase) => of_phrase(&phrase)?,
        Origin::Chance => {
            let phrase = mnemonic::generate(mnemonic::DEFAULT_WORDS, entropy)?;
            of_phrase(mnemonic.insert(phrase))?
        }
    };
    let (keys, password) = match card {
        Some(card) => (keys.on_card(card), password_of_card),
        None if keys.private_keys.is_empty() => return Err(CardError::NoInstance.into()),
        None => (keys, request.password),
    };
    let mut installation_id = [0; 16];
    entropy.fill(&mut installation_id);
    let plan = ProfilePlan {
        keys,
        mnemonic,
        display_name: request.display_name,
        device_name: request.device_name,
        installation_id: uuid::Builder::from_random_bytes(installation_id).into_uuid().to_string(),
        customization_color: request.customization_color,
        kdf_iterations: u32::try_from(request.kdf_iterations.max(0)).unwrap_or(u32::MAX),
        fleet: if request.fleet.is_empty() { DEFAULT_FLEET.to_owned() } else { request.fleet },
        preview_privacy: request.preview_privacy,
        test_networks_enabled: request.test_networks_enabled,
        current_network: request.current_network,
        node_config,
        is_first_account,
    };
    Ok((plan, password))
}

/// The keys of a phrase, and what a keycard with them would say for a password.
fn of_phrase(phrase: &str) -> Result<(ProfileIdentity, Zeroizing<String>), LoginError> {
    let keys = ProfileKeys::from_mnemonic(phrase)?;
    Ok((ProfileIdentity::from(&keys), Zeroizing::new(keys.keycard_password())))
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
