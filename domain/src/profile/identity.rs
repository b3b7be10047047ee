//! The keys that a new profile is made with: all of them, or the chat key alone while a keycard keeps the rest.

use status_ports::PrivateKeyRecord;

use crate::crypto::{PrivateKey, PublicKey};
use crate::identity::ProfileKeys;
use crate::keypair::{ProfileCard, private_key_record, single_key_record};

/// What of the keys of a profile is known here.
#[derive(Clone, Debug)]
pub struct ProfileIdentity {
    /// The name of the profile.
    pub key_uid: String,
    /// Address of the master key.
    pub master: [u8; 20],
    /// Address of the parent of all wallet accounts.
    pub wallet_root: [u8; 20],
    /// Address of what is stored as EIP1581 root.
    pub eip1581: [u8; 20],
    /// The first wallet account.
    pub wallet: PublicKey,
    /// The identity in messages.
    pub chat: PrivateKey,
    /// The keys that rest here.
    pub private_keys: Vec<PrivateKeyRecord>,
    /// Where the other keys are.
    pub card: Option<ProfileCard>,
}

impl From<&ProfileKeys> for ProfileIdentity {
    fn from(keys: &ProfileKeys) -> Self {
        let derived = keys.derived().into_iter().map(|(_, key)| key);
        Self {
            key_uid: keys.key_uid(),
            master: keys.master.address(),
            wallet_root: keys.wallet_root.address(),
            eip1581: keys.eip1581.address(),
            wallet: keys.default_wallet.public_key(),
            chat: keys.chat.private_key(),
            private_keys: std::iter::once(&keys.master).chain(derived).map(private_key_record).collect(),
            card: None,
        }
    }
}

impl ProfileIdentity {
    /// The same with its keys on a card. The chat key stays here: messages come without the card.
    #[must_use]
    pub fn on_card(self, card: ProfileCard) -> Self {
        Self { private_keys: vec![single_key_record(&self.chat)], card: Some(card), ..self }
    }
}
