//! Two sides that talk: what one sends, the other handles.

mod agreement;
mod changes;
mod hostile;
mod order;
mod scenarios;

pub(crate) use scenarios::friends;

use prost::Message;
use status_memory::{MemoryTransaction, SeededEntropy};
use status_ports::{
    ActivityStore, ChatRecord, ChatStore, ContactRecord, ContactStore, MessageRecord, MessageStore, PinStore,
    ReactionStore, SettingRecord, SettingsStore, UnixMillis, VerificationStore,
};
use status_proto::status::application_metadata_message::Type;

use super::{Context, HandleError, Outcome, OutgoingMessage, ReceivedMessage, handle};
use crate::contact::unknown_contact;
use crate::crypto::{PrivateKey, PublicKey, keccak256};
use crate::envelope::ApplicationMessage;
use crate::identity::{CustomizationColor, public_key_text};
use crate::profile::OwnPictures;

/// A profile over the memory adapter.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) key: PrivateKey,
    pub(crate) stores: MemoryTransaction,
    pub(crate) now: UnixMillis,
    pub(crate) pictures: OwnPictures,
    entropy: SeededEntropy,
}

impl Person {
    pub(crate) fn new(name: &str, seed: u8) -> Self {
        let mut stores = MemoryTransaction::new();
        let value = serde_json::Value::from(name).to_string();
        stores.save_settings(&[SettingRecord { name: "display-name".to_owned(), value }]).unwrap();
        Self {
            key: PrivateKey::from_bytes(&[seed; 32]).unwrap(),
            stores,
            now: 1_700_000_000_000,
            pictures: OwnPictures::default(),
            entropy: SeededEntropy::new(seed.into()),
        }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        self.key.public_key()
    }

    pub(crate) fn id(&self) -> String {
        public_key_text(&self.public_key())
    }

    /// Runs a command a second later.
    pub(crate) fn run<T>(&mut self, command: impl FnOnce(&mut Context<'_>) -> T) -> T {
        self.now += 1000;
        command(&mut Context {
            stores: &mut self.stores,
            identity: &self.key,
            me: self.key.public_key(),
            customization_color: CustomizationColor::Army,
            pictures: &self.pictures,
            now: self.now,
            entropy: &mut self.entropy,
        })
    }

    pub(crate) fn handle(&mut self, message: &ReceivedMessage) -> Result<Outcome, HandleError> {
        self.run(|context| handle(context, message))
    }

    /// Handles what another one sent.
    pub(crate) fn receive(&mut self, from: &Self, sent: &[OutgoingMessage]) -> Outcome {
        let mut all = Outcome::default();
        for message in sent {
            all.merge(self.handle(&arrived(from, message)).unwrap());
        }
        all
    }

    pub(crate) fn contact(&mut self, of: &Self) -> ContactRecord {
        let key = of.public_key().to_compressed();
        self.stores.find_contact(&key).unwrap().unwrap_or_else(|| unknown_contact(key))
    }

    pub(crate) fn chat(&mut self, with: &Self) -> ChatRecord {
        self.stores.find_chat(&with.id()).unwrap().unwrap()
    }

    /// The messages of a chat, oldest first.
    pub(crate) fn messages(&mut self, with: &Self) -> Vec<MessageRecord> {
        let mut items = self.stores.chat_messages(&with.id(), "", 1000).unwrap().items;
        items.reverse();
        items
    }

    pub(crate) fn has_seen_all(&mut self) -> bool {
        self.stores.activity_state().unwrap().has_seen
    }
}

/// A message as the recipient gets it.
pub(crate) fn arrived(from: &Person, message: &OutgoingMessage) -> ReceivedMessage {
    let opened = ApplicationMessage::open(&message.bytes, &from.public_key()).unwrap();
    assert_eq!(opened.id.to_string(), message.id);
    assert_eq!(opened.kind(), Some(message.kind));
    ReceivedMessage {
        id: message.id.clone(),
        author: opened.author,
        envelope_signer: from.public_key(),
        kind: message.kind,
        payload: opened.payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

/// A message that somebody makes up.
pub(crate) fn says(from: &Person, kind: Type, payload: &impl Message) -> ReceivedMessage {
    let payload = payload.encode_to_vec();
    let digest = keccak256(&[&payload, &i32::from(kind).to_be_bytes()]);
    ReceivedMessage {
        id: format!("0x{}", hex::encode(digest)),
        author: from.public_key(),
        envelope_signer: from.public_key(),
        kind,
        payload,
        whisper_timestamp: from.now / 1000 * 1000,
    }
}

impl Person {
    /// Everything that clients could see, to compare.
    pub(crate) fn everything(&mut self) -> String {
        let contacts = self.stores.contacts().unwrap();
        let chats = self.stores.chats().unwrap();
        let pages = chats.iter().map(|chat| self.stores.chat_messages(&chat.id, "", 10_000).unwrap().items);
        let messages: Vec<_> = pages.collect();
        let ids: Vec<String> = messages.iter().flatten().map(|message| message.id.clone()).collect();
        let mut reactions = Vec::new();
        let mut pins = Vec::new();
        for chat in &chats {
            reactions.extend(self.stores.reactions_to(&chat.id, &ids, 10_000).unwrap());
            pins.extend(self.stores.pinned_messages(&chat.id, "", None).unwrap().items);
        }
        let activities = self.stores.activities(&[], status_ports::ReadFilter::All, "", 10_000).unwrap().items;
        let state = self.stores.activity_state().unwrap();
        let me = self.public_key().to_compressed();
        let asked = self.stores.verifications_of(&me).unwrap();
        format!("{contacts:?}\n{chats:?}\n{messages:?}\n{reactions:?}\n{pins:?}\n{activities:?}\n{state:?}\n{asked:?}")
    }
}
