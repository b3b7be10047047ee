//! Bots and services: the messenger as Rust, without JSON.
//!
//! A [`Bot`] is one account that is open in this process. It sends by its methods, and everything that others do comes out
//! of a stream of [`Event`]s. Nothing here is global: a process may run as many bots as it likes, each in a folder of
//! its own, on the threads of the Tokio runtime in which it was opened.
//!
//! ```no_run
//! use status_app::bot::{Bot, BotConfig, BotError, Event};
//!
//! # async fn run() -> Result<(), BotError> {
//! let bot = Bot::open(BotConfig::new("echo-data", "echo-bot", "a long password")).await?;
//! let mut events = bot.events();
//! bot.start().await?;
//! println!("write to {}", bot.me());
//! while let Some(event) = events.next().await {
//!     match event {
//!         Event::ContactRequest(request) => bot.accept_contact(&request.id).await?,
//!         Event::Message(message) => {
//!             bot.reply(&message, &message.text).await?;
//!         }
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod command;
mod config;
mod error;
mod event;
mod id;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::backend::BackendConfig;
use crate::machine::Machine;
use crate::session::{CreateAccount, Lifecycle, Login, LoginError, Session};
use crate::signal::SignalHub;
use crate::world::World;

pub use command::Emoji;
pub use config::BotConfig;
pub use error::BotError;
pub use event::{ChatKind, ContactRequest, Delivered, Event, Events, GroupChange, Message};
pub(crate) use event::{Listeners, events_of};
pub use id::{ChatId, IdError, MessageId, PersonId};
pub use status_domain::crypto::PublicKey;
pub use status_domain::delivery::{DeliveryReport, RecipientReport, Stage, Wait};
pub use status_domain::identity::CustomizationColor;

/// An open account. Cloning gives another handle to the same one.
#[derive(Clone)]
pub struct Bot {
    session: Session,
    me: PersonId,
}

impl Bot {
    /// Opens the account of this name in the folder, and makes it if there is none. Messages are sent and received from
    /// [`Bot::start`] on.
    ///
    /// # Errors
    /// [`BotError::Open`] if the password is wrong, the name is none, the folder cannot be used, or the network node does
    /// not start. Nothing that was there is changed then.
    pub async fn open(config: BotConfig) -> Result<Self, BotError> {
        let world = Machine::new(BackendConfig {
            node_key: config.node_key.clone(),
            has_discovery: config.has_discovery,
            ..BackendConfig::default()
        });
        Self::in_world(Arc::new(world), config).await
    }

    pub(crate) async fn in_world(world: Arc<dyn World>, config: BotConfig) -> Result<Self, BotError> {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        // Whoever composes Rust listens to events, not to signals.
        let lifecycle = Lifecycle::new(world, SignalHub::default(), version, None);
        let mut turn = lifecycle.turn().await;
        let root = config.folder.to_string_lossy().into_owned();
        let accounts = lifecycle.open_accounts(&mut turn, &root).await.map_err(LoginError::from)?;
        let known = accounts.accounts().await.map_err(LoginError::from)?;
        let session = match known.into_iter().find(|account| account.name == config.name) {
            Some(account) => {
                let request = Login { key_uid: account.key_uid, password: config.password.clone(), ..Login::default() };
                lifecycle.open_session(&turn, request).await?
            }
            None => {
                let mut request = CreateAccount {
                    root_data_dir: root,
                    display_name: config.name.clone(),
                    password: config.password.clone(),
                    customization_color: config.color.name().to_owned(),
                    light_client: config.is_light_client,
                    fleet: config.fleet.clone(),
                    ..CreateAccount::default()
                };
                request.validate(false).map_err(|error| BotError::Account(error.to_string()))?;
                lifecycle.create_session(&mut turn, request).await?
            }
        };
        let me = PersonId::from(session.chat_key().public_key());
        Ok(Self { session, me })
    }

    /// Whose account this is.
    #[must_use]
    pub const fn me(&self) -> &PersonId {
        &self.me
    }

    /// Begins to send and to receive. What was said before that, and what others sent meanwhile, comes then.
    ///
    /// # Errors
    /// [`BotError::Started`] if it did already.
    pub async fn start(&self) -> Result<(), BotError> {
        Ok(self.session.messenger().start().await?)
    }

    /// Everything that others do from now on. Ask for it before [`Bot::start`], so that nothing is missed.
    #[must_use]
    pub fn events(&self) -> Events {
        self.session.messenger().listen()
    }

    /// Connects to the node of the network at a multiaddress that ends in its peer id, and keeps it connected.
    ///
    /// # Errors
    /// [`BotError::Network`].
    pub async fn connect(&self, address: &str) -> Result<(), BotError> {
        Ok(self.session.waku().dial_peer(address).await?)
    }

    /// Where others can connect to this node.
    ///
    /// # Errors
    /// [`BotError::Network`] after [`Bot::shut_down`].
    pub async fn addresses(&self) -> Result<Vec<String>, BotError> {
        Ok(self.session.waku().listen_addresses().await?)
    }

    /// Ends what is under way, leaves the network, and closes the databases. What waits to be sent is sent after the next
    /// [`Bot::open`]. Streams of events end.
    pub async fn shut_down(&self) {
        self.session.close().await;
    }
}
