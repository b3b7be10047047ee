//! The keys of a profile, all from one phrase.

use super::{ExtendedKeyError, ExtendedPrivateKey, HARDENED, key_uid, path, public_key_text};

/// The keys that a profile is made with.
#[derive(Clone, Debug)]
pub struct ProfileKeys {
    /// m: its public key gives the key UID, its address is where the keypair is derived from.
    pub master: ExtendedPrivateKey,
    /// m/44'/60'/0'/0: parent of all wallet accounts.
    pub wallet_root: ExtendedPrivateKey,
    /// What is stored as EIP1581 root: m/43'/60', see [`super::DerivationPath::parse`].
    pub eip1581: ExtendedPrivateKey,
    /// m/43'/60'/1581'/0'/0: the identity in messages.
    pub chat: ExtendedPrivateKey,
    /// m/44'/60'/0'/0/0: the first wallet account.
    pub default_wallet: ExtendedPrivateKey,
    /// m/43'/60'/1581'/1'/0: see [`Self::keycard_password`].
    pub encryption: ExtendedPrivateKey,
}

impl ProfileKeys {
    /// The keys of a phrase, which may be any text.
    ///
    /// # Errors
    /// [`ExtendedKeyError`] if the phrase leads to no key (chance of 2^-125).
    pub fn from_mnemonic(phrase: &str) -> Result<Self, ExtendedKeyError> {
        Self::from_master(ExtendedPrivateKey::from_mnemonic(phrase, "")?)
    }

    /// The keys below a master key.
    ///
    /// # Errors
    /// [`ExtendedKeyError`] if a path leads to no key (chance of 2^-125), or `master` is too deep to be one.
    pub fn from_master(master: ExtendedPrivateKey) -> Result<Self, ExtendedKeyError> {
        // One walk per branch: deriving each role from the master would take twice as many steps.
        let wallet_root = master.derive_all(&[44 | HARDENED, 60 | HARDENED, HARDENED, 0])?;
        let default_wallet = wallet_root.derive_child(0)?;
        let eip1581 = master.derive_all(&[43 | HARDENED, 60 | HARDENED])?;
        let roles = eip1581.derive_child(1581 | HARDENED)?;
        let chat = roles.derive_all(&[HARDENED, 0])?;
        let encryption = roles.derive_all(&[1 | HARDENED, 0])?;
        Ok(Self { master, wallet_root, eip1581, chat, default_wallet, encryption })
    }

    /// The derived keys with the text of their paths, in the order in which they are stored at creation.
    #[must_use]
    pub const fn derived(&self) -> [(&'static str, &ExtendedPrivateKey); 5] {
        [
            (path::WALLET_ROOT, &self.wallet_root),
            (path::EIP1581, &self.eip1581),
            (path::CHAT, &self.chat),
            (path::DEFAULT_WALLET, &self.default_wallet),
            (path::ENCRYPTION, &self.encryption),
        ]
    }

    /// Wallet account number `index`, below 2^31.
    ///
    /// # Errors
    /// [`ExtendedKeyError::Derivation`] for an index out of range.
    pub fn wallet(&self, index: u32) -> Result<ExtendedPrivateKey, ExtendedKeyError> {
        if index >= HARDENED {
            return Err(ExtendedKeyError::Derivation);
        }
        self.wallet_root.derive_child(index)
    }

    /// The name of the profile: see [`key_uid`].
    #[must_use]
    pub fn key_uid(&self) -> String {
        key_uid(&self.master.public_key())
    }

    /// The database password of a profile that lives on a keycard: the text of the encryption public key.
    #[must_use]
    pub fn keycard_password(&self) -> String {
        public_key_text(&self.encryption.public_key())
    }
}
