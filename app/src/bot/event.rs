//! What others do, as a stream.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use futures::Stream;
use status_domain::crypto::PublicKey;
use status_domain::messaging::Outcome;
use status_domain::transport::Received;
use status_ports::{ChatRecord, GroupRecord, MessageRecord, UnixMillis};
use status_proto::status::chat_message::ContentType;
use tokio::sync::mpsc;

use super::{ChatId, MessageId, PersonId};

/// So many events may wait for a listener.
const CAPACITY: usize = 4096;

/// Which kind of chat something was said in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChatKind {
    /// With one person.
    Person,
    /// A private group.
    Group,
    /// A public chat, or a channel.
    Public,
}

/// Somebody said something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The message.
    pub id: MessageId,
    /// Where.
    pub chat: ChatId,
    /// In which kind of chat.
    pub chat_kind: ChatKind,
    /// Who.
    pub author: PersonId,
    /// What; empty for a picture or a sticker without words.
    pub text: String,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// Whether it mentions this account.
    pub mentions_me: bool,
    /// When it was written, by the clock of its author: Unix milliseconds.
    pub written_at: UnixMillis,
}

/// Somebody wants to be a contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRequest {
    /// The request, which is a message too.
    pub id: MessageId,
    /// Who.
    pub from: PersonId,
    /// What they say to it.
    pub text: String,
}

/// Somebody got a message of this account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// The message.
    pub id: MessageId,
    /// Where it was said.
    pub chat: ChatId,
}

/// A group came, or somebody changed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupChange {
    /// The group.
    pub chat: ChatId,
    /// What it is called now.
    pub name: String,
    /// Whether this account is in it and may write.
    pub is_active: bool,
}

/// Something that others did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// Somebody said something.
    Message(Message),
    /// Somebody changed what they had said; as it is now.
    Edited(Message),
    /// A message was deleted for everybody.
    Deleted(ChatId, MessageId),
    /// Somebody wants to be a contact.
    ContactRequest(ContactRequest),
    /// Somebody got a message of this account.
    Delivered(Delivered),
    /// A group came or changed.
    Group(GroupChange),
    /// The listener did not keep up: so many events are lost. What they told is stored all the same.
    Missed(u64),
}

/// A stream of events. It ends when the bot is shut down.
pub struct Events(mpsc::Receiver<Event>);

impl Events {
    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Event> {
        self.0.recv().await
    }
}

impl Stream for Events {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        self.0.poll_recv(context)
    }
}

/// Who is told of events.
#[derive(Default)]
pub(crate) struct Listeners(Mutex<Vec<Listener>>);

struct Listener {
    queue: mpsc::Sender<Event>,
    missed: u64,
}

impl Listener {
    /// Says whether it still listens. Nobody waits for it.
    fn tell(&mut self, event: &Event) -> bool {
        if self.missed > 0 && self.queue.try_send(Event::Missed(self.missed)).is_ok() {
            self.missed = 0;
        }
        let told = if self.missed > 0 { Err(()) } else { self.queue.try_send(event.clone()).map_err(|_| ()) };
        if told.is_err() {
            self.missed = self.missed.saturating_add(1);
        }
        !self.queue.is_closed()
    }
}

impl Listeners {
    pub(crate) fn add(&self) -> Events {
        let (queue, events) = mpsc::channel(CAPACITY);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Listener { queue, missed: 0 });
        Events(events)
    }

    /// Whether anybody listens: else nothing needs to be prepared.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    pub(crate) fn tell(&self, events: &[Event]) {
        let mut listeners = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            listeners.retain_mut(|listener| listener.tell(event));
        }
    }

    /// Ends all streams.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What a batch of received messages tells, in the order of the clocks of what was said.
pub(crate) fn events_of(received: &Received, me: &PublicKey) -> Vec<Event> {
    let outcome = &received.outcome;
    let mut events: Vec<Event> = outcome.groups.values().map(|group| group_change(outcome, group, me)).collect();
    let mut said: Vec<&MessageRecord> = outcome.messages.values().filter(|said| !said.deleted).collect();
    said.sort_by_key(|message| (message.clock, &message.id));
    for record in said {
        let is_new = outcome.received.contains(&record.id);
        events.extend(said_event(outcome, record, me, is_new));
    }
    let removed = outcome.removed_messages.iter().map(|removed| {
        Event::Deleted(ChatId::stored(removed.chat_id.clone()), MessageId::stored(removed.message_id.clone()))
    });
    events.extend(removed);
    events.extend(received.delivered.iter().map(|delivered| {
        let (id, chat) = (delivered.message_id.clone(), delivered.chat_id.clone());
        Event::Delivered(Delivered { id: MessageId::stored(id), chat: ChatId::stored(chat) })
    }));
    events
}

fn said_event(outcome: &Outcome, record: &MessageRecord, me: &PublicKey, is_new: bool) -> Option<Event> {
    let author = PersonId::from(PublicKey::from_bytes(&record.from).ok()?);
    let id = MessageId::stored(record.id.clone());
    if author.public_key() == me || (!is_new && record.edited_at == 0) {
        return None;
    }
    let kind = ContentType::try_from(record.content_type).unwrap_or_default();
    match kind {
        ContentType::ContactRequest if is_new => {
            return Some(Event::ContactRequest(ContactRequest { id, from: author, text: record.text.clone() }));
        }
        // What the messenger itself notes in a chat is no word of anybody.
        ContentType::ContactRequest
        | ContentType::SystemMessageContentPrivateGroup
        | ContentType::SystemMessagePinnedMessage
        | ContentType::SystemMessageGap
        | ContentType::SystemMessageMutualEventSent
        | ContentType::SystemMessageMutualEventAccepted
        | ContentType::SystemMessageMutualEventRemoved => return None,
        _ => {}
    }
    let chat = ChatId::stored(record.local_chat_id.clone());
    let chat_kind = match outcome.chats.get(&record.local_chat_id) {
        Some(chat) => kind_of(chat),
        None if chat.person().is_some() => ChatKind::Person,
        None => ChatKind::Group,
    };
    let reply_to = Some(record.response_to.clone()).filter(|id| !id.is_empty()).map(MessageId::stored);
    let message = Message {
        id,
        chat,
        chat_kind,
        author,
        text: record.text.clone(),
        reply_to,
        mentions_me: record.mentioned,
        written_at: record.timestamp,
    };
    Some(if is_new { Event::Message(message) } else { Event::Edited(message) })
}

fn kind_of(chat: &ChatRecord) -> ChatKind {
    match chat.kind {
        status_ports::ChatKind::OneToOne => ChatKind::Person,
        status_ports::ChatKind::PrivateGroup => ChatKind::Group,
        _ => ChatKind::Public,
    }
}

fn group_change(outcome: &Outcome, group: &GroupRecord, me: &PublicKey) -> Event {
    let me = me.to_compressed();
    let is_member = group.members.iter().any(|member| member.public_key == me);
    // The chat of a group that somebody left stays, with what was said in it.
    let is_shown = outcome.chats.get(&group.chat_id).is_none_or(|chat| chat.active);
    Event::Group(GroupChange {
        chat: ChatId::stored(group.chat_id.clone()),
        name: group.name.clone(),
        is_active: is_member && is_shown,
    })
}
