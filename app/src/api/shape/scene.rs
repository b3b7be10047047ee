//! What shapes show besides the record they show, read at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use status_domain::contact::shown_pictures;
use status_domain::messaging::Outcome;
use status_ports::{
    ActivityRecord, ChatRecord, CompressedKey, ContactImageRecord, ContactRecord, MessageContactRequestState,
    MessageRecord, ProfileTransaction, StorageError, TrustStatus,
};

use super::face::{Face, Faces};
use super::group::{self, ShownGroup};
use super::message::is_note;
use crate::media::MediaUrls;

/// Records that the shown ones refer to.
pub(crate) struct Scene {
    pub(super) me: CompressedKey,
    pub(super) urls: MediaUrls,
    faces: Faces,
    chats: HashMap<String, ChatRecord>,
    messages: HashMap<String, MessageRecord>,
    contacts: HashMap<CompressedKey, ContactRecord>,
    groups: HashMap<String, ShownGroup>,
    trust: BTreeMap<CompressedKey, TrustStatus>,
    images: BTreeMap<CompressedKey, Vec<ContactImageRecord>>,
    /// The newest message of a chat before the event that the scene is about, where that made a newer one.
    earlier: HashMap<String, MessageRecord>,
    /// The images of albums that entries show, by the message which the entry names.
    albums: HashMap<String, Vec<MessageRecord>>,
    /// The images of the albums that are replied to, by chat and album.
    quoted_albums: BTreeMap<(String, String), Vec<String>>,
}

/// No entry shows more images of an album.
const MAX_ALBUM: u32 = 20;

/// What a scene should hold.
#[derive(Default)]
struct Wanted {
    chats: BTreeSet<String>,
    messages: BTreeSet<String>,
    people: BTreeSet<CompressedKey>,
}

impl Scene {
    pub(super) fn new(me: CompressedKey, faces: Faces, urls: MediaUrls) -> Self {
        Self {
            me,
            urls,
            faces,
            chats: HashMap::new(),
            messages: HashMap::new(),
            contacts: HashMap::new(),
            groups: HashMap::new(),
            trust: BTreeMap::new(),
            images: BTreeMap::new(),
            earlier: HashMap::new(),
            albums: HashMap::new(),
            quoted_albums: BTreeMap::new(),
        }
    }

    /// What belongs to chats: their newest messages, and the groups.
    pub(crate) fn with_chats(
        mut self,
        stores: &mut dyn ProfileTransaction,
        chats: &[ChatRecord],
    ) -> Result<Self, StorageError> {
        self.groups.extend(group::load(stores, chats.iter())?);
        let messages = chats.iter().filter_map(|chat| chat.last_message.as_ref()).map(|last| last.id.clone()).collect();
        self.load(stores, Wanted { messages, ..Wanted::default() })?;
        Ok(self)
    }

    /// What belongs to messages: those they reply to, and who wrote them.
    pub(crate) fn with_messages(
        mut self,
        stores: &mut dyn ProfileTransaction,
        messages: &[MessageRecord],
    ) -> Result<Self, StorageError> {
        let replied = messages.iter().map(|message| &message.response_to).filter(|id| !id.is_empty());
        let wanted = Wanted {
            messages: replied.cloned().collect(),
            people: messages.iter().map(|message| message.from).collect(),
            ..Wanted::default()
        };
        self.load(stores, wanted)?;
        self.load_quoted_albums(stores, messages)?;
        Ok(self)
    }

    /// Messages that are shown as they were read.
    pub(crate) fn with_own(mut self, messages: Vec<MessageRecord>) -> Self {
        self.messages.extend(messages.into_iter().map(|message| (message.id.clone(), message)));
        self
    }

    /// What belongs to one contact: what we say of the key, and the pictures.
    pub(crate) fn with_contact(
        mut self,
        stores: &mut dyn ProfileTransaction,
        contact: &ContactRecord,
    ) -> Result<Self, StorageError> {
        self.trust.insert(contact.public_key, stores.trust_status(&contact.public_key)?);
        self.load_images(stores, &[contact])?;
        Ok(self)
    }

    /// What belongs to contacts: what we say of their keys, and the pictures.
    pub(crate) fn with_contacts(
        mut self,
        stores: &mut dyn ProfileTransaction,
        contacts: &[&ContactRecord],
    ) -> Result<Self, StorageError> {
        self.trust = stores.trust_statuses()?.into_iter().collect();
        self.load_images(stores, contacts)?;
        Ok(self)
    }

    /// Our own pictures, which are not among those of contacts.
    pub(crate) fn with_own_images(mut self, images: Vec<ContactImageRecord>) -> Self {
        self.images.insert(self.me, images);
        self
    }

    fn load_images(
        &mut self,
        stores: &mut dyn ProfileTransaction,
        contacts: &[&ContactRecord],
    ) -> Result<(), StorageError> {
        for image in shown_pictures(stores, contacts)? {
            self.images.entry(image.contact).or_default().push(image);
        }
        Ok(())
    }

    /// What belongs to entries of the activity center: their chats with the newest messages, and what they show.
    pub(crate) fn with_activities(
        mut self,
        stores: &mut dyn ProfileTransaction,
        entries: &[ActivityRecord],
    ) -> Result<Self, StorageError> {
        let mut wanted = Wanted::default();
        wanted.want_activities(entries);
        self.load(stores, wanted)?;
        self.load_albums(stores, entries)?;
        Ok(self)
    }

    /// What belongs to an outcome. Its own records are newer than stored ones.
    pub(crate) fn with_outcome(
        mut self,
        stores: &mut dyn ProfileTransaction,
        outcome: &Outcome,
    ) -> Result<Self, StorageError> {
        self.messages.extend(outcome.messages.iter().map(|(id, message)| (id.clone(), message.clone())));
        self.chats.extend(outcome.chats.iter().map(|(id, chat)| (id.clone(), chat.clone())));
        self.contacts.extend(outcome.contacts.iter().map(|(key, contact)| (*key, contact.clone())));
        self.groups.extend(group::load(stores, outcome.chats.values())?);
        let mut wanted = Wanted::default();
        wanted.messages.extend(outcome.chats.values().filter_map(|chat| Some(chat.last_message.as_ref()?.id.clone())));
        for message in outcome.messages.values() {
            wanted.messages.insert(message.response_to.clone());
            wanted.people.insert(message.from);
        }
        let entries: Vec<ActivityRecord> = outcome.activities.values().cloned().collect();
        wanted.want_activities(&entries);
        wanted.messages.extend(outcome.pins.values().map(|pin| pin.message_id.clone()));
        self.load(stores, wanted)?;
        self.load_pinned(stores, outcome)?;
        self.load_albums(stores, &entries)?;
        self.load_earlier(stores, outcome)?;
        self.load_quoted_albums(stores, outcome.messages.values())?;
        if outcome.contacts.is_empty() {
            return Ok(self);
        }
        let contacts: Vec<&ContactRecord> = outcome.contacts.values().collect();
        self.with_contacts(stores, &contacts)
    }

    /// Pinned messages are shown with what they reply to.
    fn load_pinned(&mut self, stores: &mut dyn ProfileTransaction, outcome: &Outcome) -> Result<(), StorageError> {
        let pinned = outcome.pins.values().filter_map(|pin| self.messages.get(&pin.message_id));
        let messages = pinned.map(|message| message.response_to.clone()).collect();
        self.load(stores, Wanted { messages, ..Wanted::default() })
    }

    /// Entries about an image of an album show the others, too.
    fn load_albums(
        &mut self,
        stores: &mut dyn ProfileTransaction,
        entries: &[ActivityRecord],
    ) -> Result<(), StorageError> {
        for entry in entries {
            let Some(image) = self.messages.get(&entry.message_id).filter(|image| !image.album_id.is_empty()) else {
                continue;
            };
            let album = stores.album_messages(&image.local_chat_id, &image.album_id, MAX_ALBUM)?;
            let author = image.from;
            let album = album.into_iter().filter(|other| other.from == author && !other.deleted).collect();
            self.albums.insert(entry.message_id.clone(), album);
        }
        Ok(())
    }

    /// The albums whose images messages reply to.
    fn load_quoted_albums<'a>(
        &mut self,
        stores: &mut dyn ProfileTransaction,
        messages: impl IntoIterator<Item = &'a MessageRecord>,
    ) -> Result<(), StorageError> {
        for message in messages {
            let Some(quoted) = self.messages.get(&message.response_to) else { continue };
            let album = (quoted.local_chat_id.clone(), quoted.album_id.clone());
            if !album.1.is_empty() && !self.quoted_albums.contains_key(&album) {
                let images = stores.album_messages(&album.0, &album.1, MAX_ALBUM)?;
                self.quoted_albums.insert(album, images.into_iter().map(|image| image.id).collect());
            }
        }
        Ok(())
    }

    /// Entries of the activity center that change show their chat as it was before.
    fn load_earlier(&mut self, stores: &mut dyn ProfileTransaction, outcome: &Outcome) -> Result<(), StorageError> {
        let is_new = |message: &MessageRecord| {
            outcome.received.contains(&message.id) || (is_note(message) && outcome.messages.contains_key(&message.id))
        };
        let newest = |chat: &&ChatRecord| {
            let last = chat.last_message.as_ref().and_then(|last| self.messages.get(&last.id));
            last.is_some_and(is_new)
        };
        let changed = outcome.activities.values().filter(|entry| !outcome.raised.contains(&entry.id));
        let chats: BTreeSet<String> = changed
            .filter_map(|entry| self.chats.get(&entry.chat_id))
            .filter(newest)
            .map(|chat| chat.id.clone())
            .collect();
        for chat in chats {
            let new = outcome.messages.values().filter(|message| message.local_chat_id == chat && is_new(message));
            let most = u32::try_from(new.count()).unwrap_or(u32::MAX).saturating_add(1);
            let found = stores.chat_messages(&chat, "", most)?.items.into_iter().find(|message| !is_new(message));
            if let Some(mut message) = found {
                // What was answered just now was waiting for an answer.
                if outcome.messages.contains_key(&message.id) && is_answered(&message) {
                    message.contact_request_state = MessageContactRequestState::Pending;
                }
                self.earlier.insert(chat, message);
            }
        }
        Ok(())
    }

    /// Reads what is wanted and not there yet: chats first, because their newest messages are wanted too, and people
    /// last, because messages say who wrote them.
    fn load(&mut self, stores: &mut dyn ProfileTransaction, mut wanted: Wanted) -> Result<(), StorageError> {
        let ids: Vec<String> = wanted.chats.into_iter().filter(|id| !self.chats.contains_key(id)).collect();
        // The statement for one is prepared once; one for several is prepared each time.
        let found = match ids.as_slice() {
            [] => Vec::new(),
            [id] => stores.find_chat(id)?.into_iter().collect(),
            ids => stores.chats_of(ids)?,
        };
        for chat in found {
            wanted.messages.extend(chat.last_message.as_ref().map(|last| last.id.clone()));
            self.chats.insert(chat.id.clone(), chat);
        }
        wanted.messages.remove("");
        let ids: Vec<String> = wanted.messages.into_iter().filter(|id| !self.messages.contains_key(id)).collect();
        let found = match ids.as_slice() {
            [] => Vec::new(),
            [id] => stores.find_message(id)?.into_iter().collect(),
            ids => stores.messages(ids)?,
        };
        for message in found {
            wanted.people.insert(message.from);
            self.messages.insert(message.id.clone(), message);
        }
        let keys: Vec<CompressedKey> =
            wanted.people.into_iter().filter(|key| !self.contacts.contains_key(key)).collect();
        let found = match keys.as_slice() {
            [] => Vec::new(),
            [key] => stores.find_contact(key)?.into_iter().collect(),
            keys => stores.contacts_of(keys)?,
        };
        for contact in found {
            self.contacts.insert(contact.public_key, contact);
        }
        Ok(())
    }

    pub(super) fn face(&self, key: &CompressedKey) -> Arc<Face> {
        self.faces.of(key)
    }

    /// The short form of a key.
    pub(in crate::api) fn compressed_key(&self, key: &CompressedKey) -> String {
        self.faces.of(key).compressed.clone()
    }

    pub(super) fn chat(&self, id: &str) -> Option<&ChatRecord> {
        self.chats.get(id)
    }

    pub(super) fn group(&self, chat_id: &str) -> Option<&ShownGroup> {
        self.groups.get(chat_id)
    }

    pub(super) fn earlier(&self, chat_id: &str) -> Option<&MessageRecord> {
        self.earlier.get(chat_id)
    }

    /// The images of the album that a message belongs to.
    pub(super) fn quoted_album_of(&self, message: &MessageRecord) -> &[String] {
        let album = (message.local_chat_id.clone(), message.album_id.clone());
        self.quoted_albums.get(&album).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn message(&self, id: &str) -> Option<&MessageRecord> {
        self.messages.get(id)
    }

    /// The album that a message belongs to, if an entry shows it.
    pub(super) fn album_of(&self, message_id: &str) -> impl Iterator<Item = &MessageRecord> {
        self.albums.get(message_id).into_iter().flatten()
    }

    pub(super) fn contact(&self, key: &CompressedKey) -> Option<&ContactRecord> {
        self.contacts.get(key)
    }

    /// Whether somebody is more than a sender.
    pub(super) fn is_contact(&self, key: &CompressedKey) -> bool {
        self.contacts.contains_key(key)
    }

    /// The pictures of somebody.
    pub(super) fn images(&self, key: &CompressedKey) -> &[ContactImageRecord] {
        self.images.get(key).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn trust(&self, key: &CompressedKey) -> TrustStatus {
        self.trust.get(key).copied().unwrap_or_default()
    }
}

/// Whether a contact request was accepted or dismissed.
pub(super) fn is_answered(message: &MessageRecord) -> bool {
    matches!(
        message.contact_request_state,
        MessageContactRequestState::Accepted | MessageContactRequestState::Dismissed
    )
}

impl Wanted {
    fn want_activities(&mut self, entries: &[ActivityRecord]) {
        for entry in entries {
            self.chats.insert(entry.chat_id.clone());
            self.messages.insert(entry.message_id.clone());
            self.messages.insert(entry.reply_message_id.clone());
        }
        self.chats.remove("");
    }
}
