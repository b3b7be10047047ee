//! A group is what its events come to, in their order (specification: messaging, sections 13.1 and 13.2).

use status_ports::{CompressedKey, EventPosition, EventSignature, GroupMember, GroupRecord};

use super::event::{Change, Event};
use super::{GroupError, MAX_MEMBERS};
use crate::crypto::{PublicKey, sha256};
use crate::identity::parse_public_key;

/// Characters of the key at the end of a chat id.
const KEY_LENGTH: usize = 132;

/// Characters of the longest chat id: a UUID, a dash and a key make 169.
const MAX_CHAT_ID_LENGTH: usize = 256;

/// A private group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    record: GroupRecord,
    creator: CompressedKey,
    /// The picture, if an event has changed it.
    image: Option<Vec<u8>>,
}

/// What a history comes to.
#[derive(Clone, Debug)]
pub struct Fold {
    /// The group.
    pub group: Group,
    /// The events that count, in their order.
    pub accepted: Vec<Event>,
    /// The events that do not count, each with the rule that it breaks.
    pub refused: Vec<(Event, GroupError)>,
}

impl Group {
    /// A group of which nothing has happened.
    ///
    /// # Errors
    /// [`GroupError::InvalidChatId`] if the id does not say who makes the group.
    pub fn new(chat_id: &str) -> Result<Self, GroupError> {
        let record = GroupRecord {
            chat_id: chat_id.to_owned(),
            name: String::new(),
            color: String::new(),
            members: Vec::new(),
            accepted_events: 0,
            refused_events: 0,
            last_event: None,
            digest: [0; 32],
            invitation_admin: None,
            received_invitation_admin: None,
        };
        Self::from_record(record)
    }

    /// A group as it was kept.
    ///
    /// # Errors
    /// [`GroupError::InvalidChatId`] as for [`Self::new`].
    pub fn from_record(record: GroupRecord) -> Result<Self, GroupError> {
        let creator = creator_of(&record.chat_id)?.to_compressed();
        Ok(Self { record, creator, image: None })
    }

    /// The group that events make. They may be given in any order and more than once.
    ///
    /// # Errors
    /// [`GroupError::InvalidChatId`] as for [`Self::new`]. Events are refused one by one: [`Fold::refused`].
    pub fn fold(chat_id: &str, mut events: Vec<Event>) -> Result<Fold, GroupError> {
        events.sort_unstable_by_key(Event::position);
        events.dedup_by_key(|event| event.position());
        let mut group = Self::new(chat_id)?;
        let (mut accepted, mut refused) = (Vec::with_capacity(events.len()), Vec::new());
        for event in events {
            match group.apply(&event) {
                Ok(()) => accepted.push(event),
                Err(error) => refused.push((event, error)),
            }
        }
        Ok(Fold { group, accepted, refused })
    }

    /// One event more, which stands behind all others. A refused one changes nothing.
    ///
    /// # Errors
    /// [`GroupError`]: the rule that it breaks.
    pub fn apply(&mut self, event: &Event) -> Result<(), GroupError> {
        self.change(event.author(), event.change())?;
        self.record.accepted_events = self.record.accepted_events.saturating_add(1);
        self.record.digest = digest_with(&self.record.digest, &event.position().signature);
        self.note_position(event.position());
        Ok(())
    }

    fn change(&mut self, author: &CompressedKey, change: &Change) -> Result<(), GroupError> {
        if let Change::Created { name, color } = change {
            return self.create(author, name, color);
        }
        if !self.is_created() {
            return Err(GroupError::NotCreated);
        }
        match change {
            Change::Created { .. } => {}
            Change::NameChanged(name) => {
                self.require_member(author)?;
                self.record.name.clone_from(name);
            }
            Change::MembersAdded(keys) => {
                self.require_member(author)?;
                self.add_members(keys)?;
            }
            Change::MemberJoined => self.require_member(author)?,
            Change::MemberRemoved(key) => {
                if key != author {
                    self.require_admin(author)?;
                    if self.is_admin(key) {
                        return Err(GroupError::AdminRemoved);
                    }
                }
                self.record.members.retain(|member| member.public_key != *key);
            }
            Change::AdminsAdded(keys) => {
                self.require_admin(author)?;
                self.add_admins(keys)?;
            }
            Change::AdminRemoved(key) => {
                self.require_admin(author)?;
                if key != author {
                    return Err(GroupError::AdminRemoved);
                }
                for member in self.record.members.iter_mut().filter(|member| member.public_key == *key) {
                    member.is_admin = false;
                }
            }
            Change::ColorChanged(color) => {
                self.require_member(author)?;
                self.record.color.clone_from(color);
            }
            Change::ImageChanged(image) => {
                self.require_member(author)?;
                self.image = Some(image.clone());
            }
        }
        Ok(())
    }

    fn create(&mut self, author: &CompressedKey, name: &str, color: &str) -> Result<(), GroupError> {
        if self.is_created() {
            return Err(GroupError::CreatedBefore);
        }
        if *author != self.creator {
            return Err(GroupError::NotTheCreator);
        }
        name.clone_into(&mut self.record.name);
        color.clone_into(&mut self.record.color);
        self.record.members = vec![GroupMember { public_key: *author, is_admin: true }];
        Ok(())
    }

    /// All of them or nobody.
    fn add_members(&mut self, keys: &[CompressedKey]) -> Result<(), GroupError> {
        let before = self.record.members.len();
        for key in keys {
            if !self.is_member(key) {
                self.record.members.push(GroupMember { public_key: *key, is_admin: false });
            }
        }
        if self.record.members.len() > MAX_MEMBERS {
            self.record.members.truncate(before);
            return Err(GroupError::TooManyMembers);
        }
        Ok(())
    }

    /// Those who are no members do not become admins, whoever else does.
    fn add_admins(&mut self, keys: &[CompressedKey]) -> Result<(), GroupError> {
        if !keys.iter().any(|key| self.is_member(key)) {
            return Err(GroupError::NoMemberNamed);
        }
        for member in &mut self.record.members {
            member.is_admin |= keys.contains(&member.public_key);
        }
        Ok(())
    }

    fn require_member(&self, key: &CompressedKey) -> Result<(), GroupError> {
        if self.is_member(key) { Ok(()) } else { Err(GroupError::NotAMember) }
    }

    fn require_admin(&self, key: &CompressedKey) -> Result<(), GroupError> {
        if self.is_admin(key) { Ok(()) } else { Err(GroupError::NotAnAdmin) }
    }

    /// An event is kept, whether it counts or not.
    pub(super) fn note_position(&mut self, position: EventPosition) {
        self.record.last_event = self.record.last_event.max(Some(position));
    }

    pub(super) const fn record_mut(&mut self) -> &mut GroupRecord {
        &mut self.record
    }

    /// The group as it is kept.
    #[must_use]
    pub const fn record(&self) -> &GroupRecord {
        &self.record
    }

    /// The new picture, if an event has brought one since [`Self::from_record`].
    #[must_use]
    pub fn new_image(&self) -> Option<&[u8]> {
        self.image.as_deref()
    }

    /// Who made it.
    #[must_use]
    pub const fn creator(&self) -> &CompressedKey {
        &self.creator
    }

    /// Whether it was made.
    #[must_use]
    pub const fn is_created(&self) -> bool {
        self.record.accepted_events > 0
    }

    /// Everybody in it, in the order of joining.
    #[must_use]
    pub fn members(&self) -> &[GroupMember] {
        &self.record.members
    }

    /// Whether somebody is in it.
    #[must_use]
    pub fn is_member(&self, key: &CompressedKey) -> bool {
        self.record.members.iter().any(|member| member.public_key == *key)
    }

    /// Whether somebody is in it and an admin.
    #[must_use]
    pub fn is_admin(&self, key: &CompressedKey) -> bool {
        self.record.members.iter().any(|member| member.public_key == *key && member.is_admin)
    }
}

/// Who makes the group of a chat id: it is the end of the id, behind a name of its own.
fn creator_of(chat_id: &str) -> Result<PublicKey, GroupError> {
    let name_length = chat_id.len().checked_sub(KEY_LENGTH).filter(|length| *length > 0);
    let key = name_length.filter(|_| chat_id.len() <= MAX_CHAT_ID_LENGTH).and_then(|length| chat_id.get(length..));
    key.and_then(|key| parse_public_key(key).ok()).ok_or(GroupError::InvalidChatId)
}

/// The digest of a history with one event more.
pub(super) fn digest_with(digest: &[u8; 32], signature: &EventSignature) -> [u8; 32] {
    sha256(&[digest, signature])
}
