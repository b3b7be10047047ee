//! The history of a group as it is kept: what is new in an update, and where it belongs.

use std::collections::{BTreeMap, BTreeSet};

use status_ports::{
    CompressedKey, EventSignature, GroupEventRecord, GroupMember, ProfileTransaction, StorageError, UnixMillis,
};
use status_proto::status::MembershipUpdateMessage;
use status_proto::status::membership_update_message::ChatEntity;

use super::aggregate::{Fold, Group, digest_with};
use super::event::{Change, Event, sent_bytes, split};
use super::{GroupError, MAX_EVENTS};
use crate::chat::validate_clock;
use crate::messaging::Decision;

/// Events that break a rule where they stand, yet may be allowed by an earlier one that comes late: so many are kept.
const MAX_REFUSED_EVENTS: u32 = 200;

/// What an update comes to. Nothing of it is stored yet.
pub(super) struct Update {
    /// The group with it.
    pub(super) group: Group,
    /// Whether the group was made before.
    pub(super) was_created: bool,
    /// Who was in the group before.
    pub(super) members_before: Vec<GroupMember>,
    /// The events that count now and did not before, in their order.
    pub(super) accepted: Vec<Event>,
    /// Why others do not count.
    pub(super) refused: Vec<GroupError>,
    /// Events that are new, or count no more, or do now.
    kept: Vec<GroupEventRecord>,
}

impl Update {
    /// What events bring that somebody sent: each as signature and serialized event, in any order. Those that are known
    /// cost little, nobody's signature is looked at twice.
    ///
    /// # Errors
    /// [`StorageError`]. Events that cannot be are refused one by one.
    pub(super) fn read(
        stores: &mut dyn ProfileTransaction,
        group: Group,
        sent: &[Vec<u8>],
        now: UnixMillis,
    ) -> Result<Self, StorageError> {
        let mut refused = Vec::new();
        let mut new = Vec::new();
        for bytes in unknown(stores, &group, sent, &mut refused)? {
            match open(&group.record().chat_id, bytes, now) {
                Ok(event) => new.push(event),
                Err(error) => refused.push(error),
            }
        }
        Self::with_events(stores, group, new, refused)
    }

    fn with_events(
        stores: &mut dyn ProfileTransaction,
        group: Group,
        mut new: Vec<Event>,
        refused: Vec<GroupError>,
    ) -> Result<Self, StorageError> {
        let (was_created, members_before) = (group.is_created(), group.members().to_vec());
        let mut update = Self { group, was_created, members_before, accepted: Vec::new(), refused, kept: Vec::new() };
        new.sort_unstable_by_key(Event::position);
        let record = update.group.record();
        let room = MAX_EVENTS.saturating_sub(record.accepted_events).saturating_sub(record.refused_events);
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        if new.len() > room {
            new.truncate(room);
            update.refused.push(GroupError::HistoryTooLong);
        }
        let is_behind_all = new.first().is_none_or(|first| Some(first.position()) > record.last_event);
        if is_behind_all {
            update.append(new)
        } else {
            update.insert(stores, new)?
        }
        Ok(update)
    }

    /// Events behind all that are kept: those say what these may do.
    fn append(&mut self, new: Vec<Event>) {
        for event in new {
            match self.group.apply(&event) {
                Ok(()) => {
                    self.kept.push(event.to_record(true));
                    self.accepted.push(event);
                }
                Err(error) => self.refuse(&event, error),
            }
        }
    }

    /// Events among those that are kept: whatever follows them may count now, or no more.
    fn insert(&mut self, stores: &mut dyn ProfileTransaction, new: Vec<Event>) -> Result<(), StorageError> {
        let mut events = new;
        let mut counted_before = BTreeMap::new();
        for record in stores.group_events(&self.group.record().chat_id)? {
            counted_before.insert(record.position.signature, record.is_accepted);
            let event = Event::from_record(record).map_err(|error| StorageError::Corrupt(error.to_string()))?;
            events.push(event);
        }
        let Fold { group, accepted, refused } = Group::fold(&self.group.record().chat_id, events)
            .map_err(|error| StorageError::Corrupt(error.to_string()))?;
        self.replace(group);
        for event in accepted {
            if counted_before.get(&event.position().signature) != Some(&true) {
                self.kept.push(event.to_record(true));
                self.accepted.push(event);
            }
        }
        for (event, error) in refused {
            match counted_before.get(&event.position().signature) {
                None => self.refuse(&event, error),
                Some(was_counted) => {
                    self.note_refused(&event);
                    if *was_counted {
                        self.kept.push(event.to_record(false));
                    }
                }
            }
        }
        Ok(())
    }

    /// The group was made anew from its history; who was asked, and who told of it, is no part of that.
    fn replace(&mut self, mut group: Group) {
        let before = self.group.record();
        group.record_mut().invitation_admin = before.invitation_admin;
        group.record_mut().received_invitation_admin = before.received_invitation_admin;
        self.group = group;
    }

    fn refuse(&mut self, event: &Event, error: GroupError) {
        if self.group.record().refused_events < MAX_REFUSED_EVENTS {
            self.note_refused(event);
            self.kept.push(event.to_record(false));
        }
        self.refused.push(error);
    }

    fn note_refused(&mut self, event: &Event) {
        let record = self.group.record_mut();
        record.refused_events = record.refused_events.saturating_add(1);
        self.group.note_position(event.position());
    }

    /// Whether there is nothing in it that was not known.
    pub(super) const fn is_known(&self) -> bool {
        self.kept.is_empty()
    }

    /// Who is in the group now and was not before.
    pub(super) fn new_members(&self) -> impl Iterator<Item = &GroupMember> {
        let was_member = |key| self.members_before.iter().any(|member| member.public_key == key);
        self.group.members().iter().filter(move |member| !was_member(member.public_key))
    }

    /// Whether somebody is in the group, or was before.
    pub(super) fn is_of_member(&self, key: &CompressedKey) -> bool {
        self.group.is_member(key) || self.members_before.iter().any(|member| member.public_key == *key)
    }

    /// Whether somebody made the group, or was added by one of the events that count now.
    pub(super) fn ever_had(&self, key: &CompressedKey) -> bool {
        self.group.creator() == key
            || self
                .accepted
                .iter()
                .any(|event| matches!(event.change(), Change::MembersAdded(keys) if keys.contains(key)))
    }

    /// Stores the group and what is new of its history.
    pub(super) fn save(&self, decision: &mut Decision<'_, '_>) -> Result<(), StorageError> {
        let chat_id = &self.group.record().chat_id;
        let stores = &mut *decision.context.stores;
        stores.save_group_events(chat_id, &self.kept)?;
        if let Some(image) = self.group.new_image() {
            stores.save_group_image(chat_id, image)?;
        }
        decision.save_group(self.group.record())
    }
}

fn open(chat_id: &str, sent: &[u8], now: UnixMillis) -> Result<Event, GroupError> {
    let event = Event::open(chat_id, sent)?;
    validate_clock(event.position().clock, now)?;
    Ok(event)
}

/// The events that are not kept yet, each once.
fn unknown<'e>(
    stores: &mut dyn ProfileTransaction,
    group: &Group,
    sent: &'e [Vec<u8>],
    refused: &mut Vec<GroupError>,
) -> Result<Vec<&'e Vec<u8>>, StorageError> {
    let sent = without_known_begin(group, sent);
    let mut seen = BTreeSet::new();
    let mut events = Vec::new();
    for bytes in sent {
        match split(bytes) {
            None => refused.push(GroupError::Malformed),
            Some((signature, _)) if seen.insert(*signature) => events.push((*signature, bytes)),
            Some(_) => {}
        }
    }
    if events.len() > usize::try_from(MAX_EVENTS).unwrap_or(usize::MAX) {
        refused.push(GroupError::HistoryTooLong);
        return Ok(Vec::new());
    }
    let record = group.record();
    if record.last_event.is_some() && !events.is_empty() {
        let signatures: Vec<EventSignature> = events.iter().map(|(signature, _)| *signature).collect();
        let known: BTreeSet<EventSignature> =
            stores.known_group_events(&record.chat_id, &signatures)?.into_iter().collect();
        events.retain(|(signature, _)| !known.contains(signature));
    }
    Ok(events.into_iter().map(|(_, bytes)| bytes).collect())
}

/// Nearly every update begins with just the history that we have. Then one hash tells, and no look at the store is
/// needed.
fn without_known_begin<'e>(group: &Group, sent: &'e [Vec<u8>]) -> &'e [Vec<u8>] {
    let count = usize::try_from(group.record().accepted_events).unwrap_or(usize::MAX);
    let Some((begin, rest)) = sent.split_at_checked(count) else { return sent };
    let digest = begin.iter().try_fold([0; 32], |digest, bytes| Some(digest_with(&digest, split(bytes)?.0)));
    if digest == Some(group.record().digest) { rest } else { sent }
}

/// The message that carries the whole history of a group, and what is said in it.
pub(super) fn message(
    stores: &mut dyn ProfileTransaction,
    chat_id: &str,
    chat_entity: Option<ChatEntity>,
) -> Result<MembershipUpdateMessage, StorageError> {
    let events = stores.accepted_group_events_of(&[chat_id.to_owned()])?;
    let events = events.iter().map(|(_, event)| sent_bytes(event)).collect();
    Ok(MembershipUpdateMessage { chat_id: chat_id.to_owned(), events, chat_entity })
}
