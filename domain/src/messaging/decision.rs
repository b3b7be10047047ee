//! A decision while it is taken: what was stored is listed at once, so that both never differ.

use prost::Message;
use status_ports::{ActivityRecord, ChatRecord, ContactRecord, GroupRecord, MessageRecord, StorageError};
use status_proto::status::application_metadata_message::Type;

use super::{Audience, Context, Delivery, Outcome, OutgoingMessage};
use crate::contact::ContactRequests as _;
use crate::crypto::PublicKey;
use crate::envelope::{ApplicationMessage, MessageId};
use crate::identity::public_key_text;
use crate::{chat, contact};

/// A decision in the making.
pub(crate) struct Decision<'c, 'a> {
    pub(crate) context: &'c mut Context<'a>,
    pub(crate) outcome: Outcome,
}

/// An application message that was signed: its id is known before it is sent.
pub(crate) struct Signed {
    kind: Type,
    bytes: Vec<u8>,
    pub(crate) id: String,
}

impl Signed {
    /// A message that was signed before.
    pub(crate) const fn again(kind: Type, bytes: Vec<u8>, id: String) -> Self {
        Self { kind, bytes, id }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl<'c, 'a> Decision<'c, 'a> {
    pub(crate) fn new(context: &'c mut Context<'a>) -> Self {
        Self { context, outcome: Outcome::default() }
    }

    /// The chat with a person; a new, hidden one if there is none yet. It is not stored by this.
    pub(crate) fn chat_with(&mut self, key: &PublicKey) -> Result<ChatRecord, StorageError> {
        let id = public_key_text(key);
        let found = self.context.stores.find_chat(&id)?;
        Ok(found.unwrap_or_else(|| chat::hidden_chat_with(key, self.context.now)))
    }

    /// What is known of a person, if only the key.
    pub(crate) fn contact(&mut self, key: &PublicKey) -> Result<ContactRecord, StorageError> {
        let key = key.to_compressed();
        Ok(self.context.stores.find_contact(&key)?.unwrap_or_else(|| contact::unknown_contact(key)))
    }

    pub(crate) fn save_chat(&mut self, chat: ChatRecord) -> Result<(), StorageError> {
        self.context.stores.save_chat(&chat)?;
        self.outcome.chats.insert(chat.id.clone(), chat);
        Ok(())
    }

    pub(crate) fn save_group(&mut self, group: &GroupRecord) -> Result<(), StorageError> {
        self.context.stores.save_group(group)?;
        self.outcome.groups.insert(group.chat_id.clone(), group.clone());
        Ok(())
    }

    /// Stores a person and lists them. Whoever becomes a contact, or stops to be one, can read more or less of what we
    /// say of ourselves: then that is published anew.
    pub(crate) fn save_contact(&mut self, contact: ContactRecord) -> Result<(), StorageError> {
        let before = self.context.stores.find_contact(&contact.public_key)?;
        let reads = |contact: &ContactRecord| (contact.is_added(), contact.is_mutual(), contact.verification_status);
        let read_before = before.as_ref().map_or((false, false, 0), reads);
        self.outcome.publish_contact_code |= reads(&contact) != read_before;
        self.context.stores.save_contact(&contact)?;
        self.outcome.contacts.insert(contact.public_key, contact);
        Ok(())
    }

    /// Stores a message and lists it. Of one that is deleted nothing is kept that was attached to it.
    pub(crate) fn save_message(&mut self, message: MessageRecord) -> Result<(), StorageError> {
        self.context.stores.save_message(&message)?;
        if message.deleted || message.deleted_for_me {
            self.context.stores.delete_attachment(&message.id)?;
        }
        self.outcome.messages.insert(message.id.clone(), message);
        Ok(())
    }

    /// Stores an entry of the activity center and lists it with the state of the center.
    pub(crate) fn save_activity(&mut self, entry: ActivityRecord) -> Result<(), StorageError> {
        self.context.stores.save_activity(&entry)?;
        self.outcome.activities.insert(entry.id.clone(), entry);
        self.outcome.activity_state = Some(self.context.stores.activity_state()?);
        Ok(())
    }

    /// Signs a payload.
    pub(crate) fn sign(&self, kind: Type, payload: &impl Message) -> Signed {
        let bytes = ApplicationMessage::wrap(kind, payload.encode_to_vec(), self.context.identity);
        let id = MessageId::of(&self.context.me, &bytes).to_string();
        Signed { kind, bytes, id }
    }

    /// Hands a signed message over for sending. A message to oneself needs no network.
    pub(crate) fn send(&mut self, signed: Signed, recipient: &PublicKey, delivery: Delivery) {
        self.send_to(signed, [Audience::Person(*recipient)], delivery);
    }

    /// Hands a signed message over for sending to each of several.
    pub(crate) fn send_to(
        &mut self,
        signed: Signed,
        audiences: impl IntoIterator<Item = Audience>,
        delivery: Delivery,
    ) {
        let me = Audience::Person(self.context.me);
        let Signed { kind, bytes, id } = signed;
        for audience in audiences.into_iter().filter(|audience| *audience != me) {
            let (id, bytes) = (id.clone(), bytes.clone());
            self.outcome.outgoing.push(OutgoingMessage { id, kind, audience, bytes, delivery });
        }
    }

    /// Signs a payload and sends it to everybody in a chat. Returns the id of the message.
    pub(crate) fn send_to_chat(
        &mut self,
        chat: &ChatRecord,
        kind: Type,
        payload: &impl Message,
    ) -> Result<String, StorageError> {
        let signed = self.sign(kind, payload);
        let id = signed.id.clone();
        let audiences = chat::audiences(self.context.stores, chat)?;
        self.send_to(signed, audiences, chat::delivery(chat.kind));
        Ok(id)
    }
}
