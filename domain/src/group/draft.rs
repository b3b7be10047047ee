//! A group while we change it.

use status_ports::{ChatKind, ChatRecord, GroupMember, StorageError};
use status_proto::status::application_metadata_message::Type;

use super::aggregate::Group;
use super::event::{Change, Event};
use super::{GroupError, MAX_EVENTS, history, record};
use crate::chat::next_clock;
use crate::crypto::PublicKey;
use crate::messaging::{Audience, CommandError, Decision, Delivery};

/// A group, its chat, and what we did to it so far. Nothing of it is stored before [`Self::publish`].
pub(super) struct Draft {
    pub(super) chat: ChatRecord,
    pub(super) group: Group,
    events: Vec<Event>,
}

impl Draft {
    pub(super) const fn new(chat: ChatRecord, group: Group) -> Self {
        Self { chat, group, events: Vec::new() }
    }

    /// The group of a chat.
    pub(super) fn open(decision: &mut Decision<'_, '_>, chat_id: &str) -> Result<Self, CommandError> {
        let chat = decision.context.stores.find_chat(chat_id)?.ok_or(CommandError::ChatNotFound)?;
        if chat.kind != ChatKind::PrivateGroup {
            return Err(GroupError::NotAGroup.into());
        }
        let record = decision.context.stores.find_group(chat_id)?.ok_or(GroupError::NotCreated)?;
        Ok(Self::new(chat, Group::from_record(record)?))
    }

    /// Signs an event. It must be one that every member accepts.
    pub(super) fn act(&mut self, decision: &Decision<'_, '_>, change: Change) -> Result<(), GroupError> {
        let record = self.group.record();
        if record.accepted_events.saturating_add(record.refused_events) >= MAX_EVENTS {
            return Err(GroupError::HistoryTooLong);
        }
        // Behind everything that is known of the group.
        let last_clock = record.last_event.map(|last| last.clock).unwrap_or_default();
        self.chat.last_clock_value = self.chat.last_clock_value.max(last_clock);
        let clock = next_clock(&mut self.chat, decision.context.now);
        let event = Event::sign(&self.chat.id, clock, change, decision.context.identity);
        // What is signed must be readable: that is what limits names and pictures.
        let event = Event::from_record(event.to_record(true))?;
        self.group.apply(&event)?;
        self.events.push(event);
        Ok(())
    }

    /// We say that we have joined, unless nothing can be said any more in a group.
    pub(super) fn join(mut self, decision: &mut Decision<'_, '_>) -> Result<(), JoinError> {
        self.chat.joined = decision.context.now;
        match self.act(decision, Change::MemberJoined) {
            Err(GroupError::HistoryTooLong) => return Ok(decision.save_chat(self.chat)?),
            acted => acted?,
        }
        let recipients = self.group.members().to_vec();
        self.publish(decision, &recipients)?;
        Ok(())
    }

    /// Stores what was done, notes it in the chat, and sends it.
    pub(super) fn publish(
        mut self,
        decision: &mut Decision<'_, '_>,
        recipients: &[GroupMember],
    ) -> Result<(), StorageError> {
        let stores = &mut *decision.context.stores;
        let chat_id = self.chat.id.clone();
        let kept: Vec<_> = self.events.iter().map(|event| event.to_record(true)).collect();
        stores.save_group_events(&chat_id, &kept)?;
        if let Some(image) = self.group.new_image() {
            stores.save_group_image(&chat_id, image)?;
        }
        decision.save_group(self.group.record())?;
        record::show(&mut self.chat, &self.group, &self.events, decision.context.now);
        record::note_events(decision, &self.chat, &self.events)?;
        decision.save_chat(self.chat)?;

        send_history(decision, &chat_id, recipients)
    }
}

/// Sends the whole history of a group.
pub(super) fn send_history(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
    recipients: &[GroupMember],
) -> Result<(), StorageError> {
    let message = history::message(decision.context.stores, chat_id, None)?;
    let signed = decision.sign(Type::MembershipUpdateMessage, &message);
    decision.send_to(signed, keys(recipients).map(Audience::Person), Delivery::Datasync);
    Ok(())
}

/// Why we cannot join.
#[derive(Debug, thiserror::Error)]
pub(super) enum JoinError {
    #[error(transparent)]
    Group(#[from] GroupError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<JoinError> for CommandError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Group(error) => error.into(),
            JoinError::Storage(error) => error.into(),
        }
    }
}

impl From<JoinError> for crate::messaging::HandleError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Group(error) => error.into(),
            JoinError::Storage(error) => error.into(),
        }
    }
}

/// What members publish of themselves is listened to, except of those who were `known` before.
pub(super) fn listen_to_members(decision: &mut Decision<'_, '_>, group: &Group, known: &[GroupMember]) {
    let me = decision.context.me;
    let new = group.members().iter().filter(|member| known.iter().all(|other| other.public_key != member.public_key));
    let new: Vec<GroupMember> = new.copied().collect();
    decision.outcome.listen_to.extend(keys(&new).filter(|key| *key != me));
}

fn keys(members: &[GroupMember]) -> impl Iterator<Item = PublicKey> {
    members.iter().filter_map(|member| PublicKey::from_bytes(&member.public_key).ok())
}
