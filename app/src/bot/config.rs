//! What a bot is opened with.

use std::path::PathBuf;

use status_domain::identity::CustomizationColor;
use zeroize::Zeroizing;

/// Which account is opened, and how. [`BotConfig::new`] gives what most bots want.
#[derive(Clone)]
pub struct BotConfig {
    /// The folder of the databases; made if it is not there.
    pub folder: PathBuf,
    /// The display name: 5 to 24 letters, digits, `-` and `_`. It names the account in the folder.
    pub name: String,
    /// The password of the databases, at least one character.
    pub password: Zeroizing<String>,
    /// The colour of the account, if it is made.
    pub color: CustomizationColor,
    /// The network, if the account is made; empty for that of the Status applications.
    pub fleet: String,
    /// Whether service nodes are asked instead of relaying, if the account is made.
    pub is_light_client: bool,
    /// Whether other nodes are looked for. Without it there are those that [`Bot::connect`](super::Bot::connect) names.
    pub has_discovery: bool,
    /// Private key of the network node as hex; random at each start if absent.
    pub node_key: Option<String>,
}

impl BotConfig {
    /// An account in a folder, on the network of the Status applications.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>, name: &str, password: &str) -> Self {
        Self {
            folder: folder.into(),
            name: name.to_owned(),
            password: Zeroizing::new(password.to_owned()),
            color: CustomizationColor::default(),
            fleet: String::new(),
            is_light_client: false,
            has_discovery: true,
            node_key: None,
        }
    }
}

impl core::fmt::Debug for BotConfig {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("BotConfig").field("folder", &self.folder).field("name", &self.name).finish_non_exhaustive()
    }
}
