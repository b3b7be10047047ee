//! Updates of groups, and the messages that come with them (specification: messaging, section 13.3).

use std::collections::BTreeSet;

use prost::Message as _;
use status_ports::{ChatKind, ChatRecord, EventSignature, GroupEventRecord, GroupMember, StorageError};
use status_proto::status::application_metadata_message::Type;
use status_proto::status::membership_update_message::ChatEntity;
use status_proto::status::{MembershipUpdateMessage, MessageType};

use super::aggregate::Group;
use super::draft::{Draft, listen_to_members, send_history};
use super::event::{Change, split};
use super::history::Update;
use super::{GroupError, invitation, record};
use crate::chat;
use crate::contact::ContactRequests as _;
use crate::crypto::PublicKey;
use crate::messaging::{Decision, HandleError, ReceivedMessage, allows_messages_of_strangers};
use crate::notification;

/// Events of a group, and maybe a message to it.
pub(crate) fn handle_membership_update(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let message = MembershipUpdateMessage::decode(received.payload.as_slice())?;
    check_belongs(&message)?;
    let chat = decision.context.stores.find_chat(&message.chat_id)?;
    if chat.as_ref().is_some_and(|chat| chat.kind != ChatKind::PrivateGroup) {
        return Err(GroupError::NotAGroup.into());
    }
    let group = match decision.context.stores.find_group(&message.chat_id)? {
        Some(record) => Group::from_record(record)?,
        None => Group::new(&message.chat_id)?,
    };
    require_allowed(decision, received, chat.as_ref(), &group)?;
    let now = decision.context.now;
    let update = Update::read(decision.context.stores, group, &message.events, now)?;
    let refusal = update.refused.first().filter(|_| update.is_known()).cloned();
    take(decision, received, chat, update, &message.events)?;
    match (message.chat_entity, refusal) {
        (Some(ChatEntity::Message(content)), _) => chat::receive_message(decision, received, &content),
        (Some(ChatEntity::EmojiReaction(reaction)), _) => {
            let (kind, payload) = (Type::EmojiReaction, reaction.encode_to_vec());
            chat::handle_reaction(decision, &ReceivedMessage { kind, payload, ..received.clone() })
        }
        (None, Some(refusal)) => Err(refusal.into()),
        (None, None) => Ok(()),
    }
}

/// What comes with an update is for its group.
fn check_belongs(message: &MembershipUpdateMessage) -> Result<(), GroupError> {
    let (chat_id, message_type) = match &message.chat_entity {
        None => return Ok(()),
        Some(ChatEntity::Message(content)) => (&content.chat_id, content.message_type()),
        Some(ChatEntity::EmojiReaction(reaction)) => (&reaction.chat_id, reaction.message_type()),
    };
    if *chat_id == message.chat_id && message_type == MessageType::PrivateGroup {
        Ok(())
    } else {
        Err(GroupError::ForeignChat)
    }
}

/// Whoever takes messages of contacts only takes no groups from others, except that members talk in a group that is in
/// use, and that whom we asked to let us in may do so.
fn require_allowed(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    chat: Option<&ChatRecord>,
    group: &Group,
) -> Result<(), HandleError> {
    let author = received.author.to_compressed();
    let is_at_home = chat.is_some_and(|chat| chat.active) && group.is_member(&author);
    let is_asked = group.record().invitation_admin == Some(author);
    let is_own = received.author == decision.context.me;
    if is_own || is_at_home || is_asked || decision.contact(&received.author)?.is_added() {
        return Ok(());
    }
    if allows_messages_of_strangers(decision.context.stores)? { Ok(()) } else { Err(HandleError::NotAllowed) }
}

/// Keeps what an update brings, and shows it.
fn take(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    chat: Option<ChatRecord>,
    mut update: Update,
    events: &[Vec<u8>],
) -> Result<(), HandleError> {
    require_for_us(decision, received, &update)?;
    let me = decision.context.me.to_compressed();
    let author = received.author.to_compressed();
    let is_own = author == me;
    let is_member = update.group.is_member(&me);
    let was_added = is_member && !update.members_before.iter().any(|member| member.public_key == me);
    let is_approved = was_added && update.group.record().invitation_admin.is_some();
    let is_trusted = is_own
        || is_approved
        || decision.contact(&received.author)?.is_added()
        || (was_added && is_trustworthy(decision, &update)?);

    let is_shown = is_trusted && (is_member || chat.is_none());
    let mut chat = match chat {
        Some(chat) if update.is_known() && (chat.active || !is_shown) => return Ok(()),
        Some(chat) => chat,
        None => new_chat(decision, &update.group)?,
    };
    chat.active |= is_shown;
    chat.highlight |= was_added && !is_own;
    record::show(&mut chat, &update.group, &update.accepted, decision.context.now);
    if !update.was_created {
        update.group.record_mut().received_invitation_admin = Some(author);
    }
    if is_approved {
        update.group.record_mut().invitation_admin = None;
        invitation::approve(decision, &chat.id, &me)?;
    }
    update.save(decision)?;
    record::note_events(decision, &chat, &update.accepted)?;
    pass_on(decision, &update, events)?;
    if is_member {
        let known = if was_added { &[][..] } else { &update.members_before[..] };
        listen_to_members(decision, &update.group, known);
    }
    if was_added && !chat.active {
        notification::raise_group_invitation(decision, &chat, received)?;
    }
    if was_added && is_own {
        chat.joined = decision.context.now;
    }
    if was_added && chat.active && !is_own {
        Draft::new(chat, update.group).join(decision)?;
    } else {
        decision.save_chat(chat)?;
    }
    Ok(())
}

/// Somebody let people in while we changed the group, and told those whom we did not know yet what they knew: then the
/// new ones have not heard of what we did. Everybody tells them of their own events only, so that each comes once.
fn pass_on(decision: &mut Decision<'_, '_>, update: &Update, told: &[Vec<u8>]) -> Result<(), StorageError> {
    let me = decision.context.me.to_compressed();
    let new: Vec<GroupMember> = update.new_members().filter(|member| member.public_key != me).copied().collect();
    if new.is_empty() || !update.was_created {
        return Ok(());
    }
    let chat_id = &update.group.record().chat_id;
    let told: BTreeSet<&EventSignature> = told.iter().filter_map(|sent| Some(split(sent)?.0)).collect();
    let kept = decision.context.stores.accepted_group_events_of(std::slice::from_ref(chat_id))?;
    let is_untold = |event: &GroupEventRecord| event.author == me && !told.contains(&event.position.signature);
    if kept.iter().any(|(_, event)| is_untold(event)) {
        send_history(decision, chat_id, &new)?;
    }
    Ok(())
}

/// An update comes from a member, old or new, and makes no group of which we were never a part.
fn require_for_us(decision: &Decision<'_, '_>, received: &ReceivedMessage, update: &Update) -> Result<(), HandleError> {
    if !update.group.is_created() {
        let refusal = update.refused.first().cloned();
        return Err(refusal.unwrap_or(GroupError::NotCreated).into());
    }
    if !update.is_of_member(&received.author.to_compressed()) {
        return Err(HandleError::NotAllowed);
    }
    let me = decision.context.me.to_compressed();
    let is_awaited = update.group.record().invitation_admin.is_some();
    let is_ours = update.group.is_member(&me) || (!is_awaited && update.ever_had(&me));
    if update.was_created || is_ours { Ok(()) } else { Err(GroupError::NotForUs.into()) }
}

/// A chat for a group that was not known.
fn new_chat(decision: &mut Decision<'_, '_>, group: &Group) -> Result<ChatRecord, HandleError> {
    let creator = PublicKey::from_bytes(group.creator()).map_err(|_| GroupError::InvalidChatId)?;
    Ok(record::new_chat(&group.record().chat_id, &creator, decision.context.now))
}

/// Whether somebody whom we trust made the group, or added us.
fn is_trustworthy(decision: &mut Decision<'_, '_>, update: &Update) -> Result<bool, HandleError> {
    let me = decision.context.me.to_compressed();
    let stores = &mut *decision.context.stores;
    if stores.find_contact(update.group.creator())?.is_some_and(|creator| creator.is_mutual()) {
        return Ok(true);
    }
    let added_us = update
        .accepted
        .iter()
        .rev()
        .find(|event| matches!(event.change(), Change::MembersAdded(keys) if keys.contains(&me)));
    let Some(event) = added_us else { return Ok(false) };
    Ok(stores.find_contact(event.author())?.is_some_and(|adder| adder.is_added()))
}
