//! What a profile listens to.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use status_ports::{EnvelopeStore, ProfileTransaction, Secret32, StorageError};
use zeroize::Zeroizing;

use super::ahead::{Key, Opener};
use super::strangers::Strangers;
use crate::crypto::{PrivateKey, PublicKey, keccak256};
use crate::envelope::SymmetricKey;
use crate::envelope::topic::{ContentTopic, Shard, names};
use crate::envelope::waku_payload::{self, Frame, WakuPayloadError};

/// Why a topic is listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FilterKind {
    /// Whoever agreed on no topic with us writes here.
    Partitioned,
    /// Our own devices write here.
    Personal,
    /// This person publishes bundles and identity here.
    ContactCode(PublicKey),
    /// This person and we agreed on it.
    Negotiated(PublicKey),
    /// Everybody writes here; the hash of the name of the public chat.
    Public([u8; 32]),
}

/// How a filter opens payloads.
enum Lock {
    /// With our identity key.
    Identity,
    /// With the key derived from a name.
    Name(Name),
}

/// A name that a symmetric key is derived from. That of a negotiated topic is a secret, so stores and tables know it by
/// another one.
#[derive(Clone)]
pub(super) struct Name {
    secret: Zeroizing<String>,
    known_as: String,
}

impl Name {
    pub(super) fn public(name: String) -> Self {
        Self { secret: Zeroizing::new(name.clone()), known_as: name }
    }

    pub(super) fn negotiated(peer: &PublicKey, secret: &Secret32) -> Self {
        Self { secret: Zeroizing::new(hex::encode(secret.as_bytes())), known_as: names::negotiated_filter(peer) }
    }

    pub(super) fn topic(&self) -> ContentTopic {
        ContentTopic::of_name(&self.secret)
    }
}

/// A topic that is listened to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interest {
    /// The pubsub topic.
    pub shard: Shard,
    /// The content topic.
    pub content_topic: ContentTopic,
    /// Whether our backups come here.
    pub is_backup: bool,
    carries: Carries,
}

/// Whose messages of chats between two people come on a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Carries {
    Everybodys,
    Of(String),
    Nobodys,
}

impl Interest {
    fn new(shard: Shard, content_topic: ContentTopic, Filter { kind, lock }: &Filter) -> Self {
        let carries = match kind {
            FilterKind::Public(_) => match lock {
                Lock::Name(name) => Carries::Of(name.known_as.clone()),
                Lock::Identity => Carries::Nobodys,
            },
            FilterKind::Partitioned => Carries::Everybodys,
            FilterKind::Negotiated(peer) => Carries::Of(format!("0x{}", hex::encode(peer.to_uncompressed()))),
            FilterKind::Personal | FilterKind::ContactCode(_) => Carries::Nobodys,
        };
        Self { shard, content_topic, is_backup: *kind == FilterKind::Personal, carries }
    }

    /// Whether messages of the chat with this person come here.
    #[must_use]
    pub fn carries(&self, chat_id: &str) -> bool {
        match &self.carries {
            Carries::Everybodys => true,
            Carries::Of(peer) => peer == chat_id,
            Carries::Nobodys => false,
        }
    }

    /// Whether this person publishes here who they are.
    #[must_use]
    pub fn is_contact_code_of(&self, person: &PublicKey) -> bool {
        self.content_topic == ContentTopic::of_name(&names::contact_code(person))
    }
}

struct Filter {
    kind: FilterKind,
    lock: Lock,
}

/// A key that will be needed, but not yet.
pub struct PendingKey(Name);

/// A key that was derived ahead.
pub struct DerivedKey {
    known_as: String,
    key: SymmetricKey,
}

impl PendingKey {
    /// Derives it. Takes milliseconds, and needs nothing of the profile: to be done where nobody waits.
    #[must_use]
    pub fn derive(self) -> DerivedKey {
        DerivedKey { key: SymmetricKey::derive(&self.0.secret), known_as: self.0.known_as }
    }
}

/// A payload that a filter opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub(super) kind: FilterKind,
    pub(super) frame: Frame,
}

/// The filters of a profile by pubsub topic and content topic, and the symmetric keys derived so far.
///
/// Deriving a key costs milliseconds. It is put off until the first payload that needs it, and then done once in the
/// life of the profile.
#[derive(Default)]
pub(super) struct Filters {
    by_topic: BTreeMap<(Shard, ContentTopic), Vec<Filter>>,
    keys: BTreeMap<String, SymmetricKey>,
    pending: Vec<PendingKey>,
    /// How many keys were known when the opener was taken last. Nothing if a filter came or went since.
    opener_keys: Option<usize>,
    new_interests: Vec<(Shard, ContentTopic)>,
    strangers: Strangers,
}

impl Filters {
    /// Listens to where people write to us: the partitioned topic, the personal one, and our own contact code, where our
    /// other devices publish.
    pub(super) fn add_own(&mut self, me: &PublicKey) {
        self.add_identity(FilterKind::Partitioned, &names::partitioned(me));
        self.add_identity(FilterKind::Personal, &names::personal(me));
        self.add_contact_code(me);
    }

    /// Listens to what a person publishes.
    pub(super) fn add_contact_code(&mut self, person: &PublicKey) {
        self.strangers.meet(&person.to_compressed());
        let name = Name::public(names::contact_code(person));
        self.add(name.topic(), Filter { kind: FilterKind::ContactCode(*person), lock: Lock::Name(name) });
    }

    /// Listens to what everybody says in a public chat.
    pub(super) fn add_public_chat(&mut self, id: &str) {
        let name = Name::public(id.to_owned());
        let kind = FilterKind::Public(keccak256(&[id.as_bytes()]));
        self.add(name.topic(), Filter { kind, lock: Lock::Name(name) });
    }

    /// Listens to the topic that we share with a peer. Of strangers only so many are listened to: what was kept for the
    /// one who was silent for longest is then forgotten.
    pub(super) fn add_negotiated(
        &mut self,
        stores: &mut dyn ProfileTransaction,
        peer: &PublicKey,
        secret: &Secret32,
    ) -> Result<(), StorageError> {
        let name = Name::negotiated(peer, secret);
        self.add(name.topic(), Filter { kind: FilterKind::Negotiated(*peer), lock: Lock::Name(name) });
        let Some(silent) = self.strangers.hear(&peer.to_compressed()) else {
            return Ok(());
        };
        let Ok(silent) = PublicKey::from_bytes(&silent) else {
            return Ok(());
        };
        self.remove(FilterKind::Negotiated(silent));
        let name = names::negotiated_filter(&silent);
        self.keys.remove(&name);
        stores.remove_symmetric_key(&name)?;
        stores.remove_agreed_secret(&silent.to_compressed())
    }

    /// Whether we have nothing to do with somebody.
    pub(super) fn is_stranger(&self, person: &PublicKey) -> bool {
        self.strangers.is_stranger(&person.to_compressed())
    }

    fn remove(&mut self, kind: FilterKind) {
        self.by_topic.retain(|_, filters| {
            filters.retain(|filter| filter.kind != kind);
            !filters.is_empty()
        });
        self.opener_keys = None;
    }

    fn add_identity(&mut self, kind: FilterKind, name: &str) {
        self.add(ContentTopic::of_name(name), Filter { kind, lock: Lock::Identity });
    }

    /// The same filter twice is one.
    fn add(&mut self, topic: ContentTopic, filter: Filter) {
        let interest = (Shard::DEFAULT, topic);
        let filters = match self.by_topic.entry(interest) {
            Entry::Occupied(place) => place.into_mut(),
            Entry::Vacant(place) => {
                self.new_interests.push(interest);
                place.insert(Vec::new())
            }
        };
        if filters.iter().any(|present| present.kind == filter.kind) {
            return;
        }
        if let Lock::Name(name) = &filter.lock {
            self.pending.push(PendingKey(name.clone()));
        }
        filters.push(filter);
        self.opener_keys = None;
    }

    /// Every topic that is listened to, once.
    pub(super) fn interests(&self) -> impl Iterator<Item = (Shard, ContentTopic)> {
        self.by_topic.keys().copied()
    }

    /// Topics that are listened to since this was asked last.
    pub(super) fn take_new_interests(&mut self) -> Vec<(Shard, ContentTopic)> {
        std::mem::take(&mut self.new_interests)
    }

    /// Keys of filters that were added, and that were never derived. If the store fails, they are pending still.
    pub(super) fn take_pending(&mut self, store: &mut dyn EnvelopeStore) -> Result<Vec<PendingKey>, StorageError> {
        let mut unknown = Vec::new();
        for PendingKey(name) in &self.pending {
            if !self.keys.contains_key(&name.known_as) && store.find_symmetric_key(&name.known_as)?.is_none() {
                unknown.push(PendingKey(name.clone()));
            }
        }
        self.pending.clear();
        Ok(unknown)
    }

    /// What is pending now waits until somebody needs it, but for the key of `name` if it was never derived.
    pub(super) fn put_off_pending(&mut self, store: &mut dyn EnvelopeStore, name: &str) -> Result<(), StorageError> {
        self.pending.clear();
        if store.find_symmetric_key(name)?.is_none() {
            self.pending.push(PendingKey(Name::public(name.to_owned())));
        }
        Ok(())
    }

    /// Takes a key that was derived ahead, unless it is there already.
    pub(super) fn keep(&mut self, store: &mut dyn EnvelopeStore, derived: DerivedKey) -> Result<(), StorageError> {
        if let Entry::Vacant(place) = self.keys.entry(derived.known_as)
            && store.find_symmetric_key(place.key())?.is_none()
        {
            store.save_symmetric_key(place.key(), derived.key.as_bytes())?;
            place.insert(derived.key);
        }
        Ok(())
    }

    /// All topics, those of messages to us first.
    pub(super) fn history_interests(&self) -> Vec<Interest> {
        let of_topic = |((shard, topic), filters): (&(Shard, ContentTopic), &Vec<Filter>)| {
            let interests = filters.iter().map(|filter| Interest::new(*shard, *topic, filter));
            interests.collect::<Vec<_>>()
        };
        let mut interests: Vec<Interest> = self.by_topic.iter().flat_map(of_topic).collect();
        interests.sort_by(|one, other| one.carries.cmp(&other.carries));
        interests
    }

    /// What opens payloads without the database, if that changed since it was taken last. A topic is in it when all of its
    /// keys are known.
    pub(super) fn take_opener(&mut self, identity: &PrivateKey) -> Option<Opener> {
        if self.opener_keys == Some(self.keys.len()) {
            return None;
        }
        self.opener_keys = Some(self.keys.len());
        let with_keys = |filter: &Filter| {
            let key = match &filter.lock {
                Lock::Identity => Key::Identity,
                Lock::Name(name) => Key::Symmetric(self.keys.get(&name.known_as)?.clone()),
            };
            Some((filter.kind, key))
        };
        let topics = self.by_topic.iter();
        let by_topic = topics.filter_map(|(topic, filters)| {
            let filters: Option<Vec<_>> = filters.iter().map(with_keys).collect();
            Some((*topic, filters?))
        });
        Some(Opener { identity: identity.clone(), by_topic: by_topic.collect() })
    }

    /// Whether anything is listened to on a topic.
    pub(super) fn listens_to(&self, shard: Shard, topic: ContentTopic) -> bool {
        self.by_topic.contains_key(&(shard, topic))
    }

    /// Opens a payload with the first filter of its topic that can. A topic is shared by many people, so that none can is
    /// the usual case: `Ok(None)`.
    pub(super) fn open(
        &mut self,
        store: &mut dyn EnvelopeStore,
        identity: &PrivateKey,
        (shard, topic): (Shard, ContentTopic),
        payload: &[u8],
    ) -> Result<Option<Result<Opened, WakuPayloadError>>, StorageError> {
        let Some(filters) = self.by_topic.get(&(shard, topic)) else {
            return Ok(None);
        };
        for Filter { kind, lock } in filters {
            let frame = match lock {
                Lock::Identity => waku_payload::open_asymmetric(payload, identity),
                Lock::Name(name) => waku_payload::open_symmetric(payload, key(&mut self.keys, store, name)?),
            };
            match frame {
                Ok(frame) => return Ok(Some(Ok(Opened { kind: *kind, frame }))),
                Err(WakuPayloadError::Asymmetric | WakuPayloadError::Symmetric(_)) => {}
                Err(error) => return Ok(Some(Err(error))),
            }
        }
        Ok(None)
    }

    /// The key of a name.
    pub(super) fn key(&mut self, store: &mut dyn EnvelopeStore, name: &Name) -> Result<&SymmetricKey, StorageError> {
        key(&mut self.keys, store, name)
    }
}

/// The key of a name: from memory, from the store, or derived and stored.
fn key<'a>(
    keys: &'a mut BTreeMap<String, SymmetricKey>,
    store: &mut dyn EnvelopeStore,
    name: &Name,
) -> Result<&'a SymmetricKey, StorageError> {
    if !keys.contains_key(&name.known_as) {
        let stored = store.find_symmetric_key(&name.known_as)?;
        let key = match stored.and_then(|bytes| SymmetricKey::from_bytes(bytes).ok()) {
            Some(key) => key,
            None => {
                let key = SymmetricKey::derive(&name.secret);
                store.save_symmetric_key(&name.known_as, key.as_bytes())?;
                key
            }
        };
        keys.insert(name.known_as.clone(), key);
    }
    keys.get(&name.known_as).ok_or_else(|| StorageError::Corrupt("symmetric key".to_owned()))
}
