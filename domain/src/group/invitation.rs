//! Wishes to join groups (specification: messaging, section 13.6).

use prost::Message as _;
use status_ports::{CompressedKey, InvitationRecord, StorageError};
use status_proto::status::GroupChatInvitation;
use status_proto::status::application_metadata_message::Type;
use status_proto::status::group_chat_invitation::State;

use super::GroupError;
use super::aggregate::Group;
use super::draft::Draft;
use super::event::key_text;
use crate::chat::{MAX_TEXT_LENGTH, next_clock, validate_clock};
use crate::contact::ContactRequests as _;
use crate::crypto::{PublicKey, keccak256};
use crate::messaging::{
    CommandError, Context, Decision, Delivery, HandleError, Outcome, ReceivedMessage, allows_messages_of_strangers,
};

/// The id of somebody's wish to be in a group.
fn id_of(from: &CompressedKey, chat_id: &str) -> String {
    format!("0x{}", hex::encode(keccak256(&[key_text(from).as_bytes(), chat_id.as_bytes()])))
}

/// Asks an admin of a group to let us in.
///
/// # Errors
/// [`CommandError::ChatNotFound`], [`CommandError::Group`] if the chat is no group or the text is too long, or
/// [`CommandError::Storage`].
pub fn request_invitation(
    context: &mut Context<'_>,
    chat_id: &str,
    admin: &PublicKey,
    message: &str,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut draft = Draft::open(&mut decision, chat_id)?;
    if message.chars().nth(MAX_TEXT_LENGTH).is_some() {
        return Err(GroupError::InvalidInvitation.into());
    }
    let me = decision.context.me.to_compressed();
    let invitation = InvitationRecord {
        id: id_of(&me, chat_id),
        chat_id: chat_id.to_owned(),
        from: me,
        introduction_message: message.to_owned(),
        state: State::Request.into(),
        clock: next_clock(&mut draft.chat, decision.context.now),
    };
    draft.group.record_mut().invitation_admin = Some(admin.to_compressed());
    decision.save_group(draft.group.record())?;
    // Clients have never been shown the chat with it.
    decision.context.stores.save_chat(&draft.chat)?;
    send(&mut decision, &invitation, admin);
    save(&mut decision, invitation)?;
    Ok(decision.outcome)
}

/// Says no to somebody who wants to be in a group.
///
/// # Errors
/// [`CommandError::Group`] if nobody asked under this id, [`CommandError::ChatNotFound`], or [`CommandError::Storage`].
pub fn reject_invitation(context: &mut Context<'_>, id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let found = decision.context.stores.find_invitation(id)?;
    reject(&mut decision, found.ok_or(GroupError::InvitationNotFound)?)?;
    Ok(decision.outcome)
}

/// Says no to every wish of somebody that waits for an answer.
pub(crate) fn reject_invitations_of(decision: &mut Decision<'_, '_>, from: &CompressedKey) -> Result<(), CommandError> {
    let mut waiting = decision.context.stores.invitations()?;
    waiting.retain(|wish| wish.from == *from && wish.state == i32::from(State::Request));
    for wish in waiting {
        // A group that was deleted here is nobody's to join.
        if decision.context.stores.find_chat(&wish.chat_id)?.is_some() {
            reject(decision, wish)?;
        }
    }
    Ok(())
}

fn reject(decision: &mut Decision<'_, '_>, mut invitation: InvitationRecord) -> Result<(), CommandError> {
    let requester = PublicKey::from_bytes(&invitation.from).map_err(|_| GroupError::InvalidInvitation)?;
    if requester == decision.context.me {
        return Err(GroupError::InvalidInvitation.into());
    }
    let mut draft = Draft::open(decision, &invitation.chat_id)?;
    invitation.state = State::Rejected.into();
    invitation.clock = next_clock(&mut draft.chat, decision.context.now).max(invitation.clock.saturating_add(1));
    draft.chat.last_clock_value = draft.chat.last_clock_value.max(invitation.clock);
    decision.context.stores.save_chat(&draft.chat)?;
    send(decision, &invitation, &requester);
    Ok(save(decision, invitation)?)
}

/// Somebody who had asked for it is in the group.
pub(super) fn approve(
    decision: &mut Decision<'_, '_>,
    chat_id: &str,
    from: &CompressedKey,
) -> Result<(), StorageError> {
    let Some(mut invitation) = decision.context.stores.find_invitation(&id_of(from, chat_id))? else { return Ok(()) };
    invitation.state = State::Approved.into();
    save(decision, invitation)
}

fn save(decision: &mut Decision<'_, '_>, invitation: InvitationRecord) -> Result<(), StorageError> {
    decision.context.stores.save_invitation(&invitation)?;
    decision.outcome.invitations.insert(invitation.id.clone(), invitation);
    Ok(())
}

fn send(decision: &mut Decision<'_, '_>, invitation: &InvitationRecord, recipient: &PublicKey) {
    let payload = GroupChatInvitation {
        clock: invitation.clock,
        chat_id: invitation.chat_id.clone(),
        introduction_message: invitation.introduction_message.clone(),
        state: invitation.state,
    };
    let signed = decision.sign(Type::GroupChatInvitation, &payload);
    decision.send(signed, recipient, Delivery::Datasync);
}

/// Somebody wants to be in a group of which we are an admin, or whom we asked says no. That one is let in is told by
/// adding them.
pub(crate) fn handle_invitation(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
) -> Result<(), HandleError> {
    let message = GroupChatInvitation::decode(received.payload.as_slice())?;
    validate_clock(message.clock, received.whisper_timestamp)?;
    if message.introduction_message.chars().nth(MAX_TEXT_LENGTH).is_some() {
        return Err(GroupError::InvalidInvitation.into());
    }
    let is_known = decision.contact(&received.author)?.is_added();
    if !is_known && !allows_messages_of_strangers(decision.context.stores)? {
        return Err(HandleError::NotAllowed);
    }
    let found = decision.context.stores.find_group(&message.chat_id)?;
    let group = Group::from_record(found.ok_or(HandleError::UnknownChat)?)?;
    match State::try_from(message.state) {
        Ok(State::Request) => handle_request(decision, received, message, &group),
        Ok(State::Rejected) => handle_rejection(decision, received, &message, &group),
        Ok(State::Approved | State::Unknown) | Err(_) => Err(GroupError::InvalidInvitation.into()),
    }
}

fn handle_request(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    message: GroupChatInvitation,
    group: &Group,
) -> Result<(), HandleError> {
    if !group.is_admin(&decision.context.me.to_compressed()) {
        return Err(GroupError::NotAnAdmin.into());
    }
    let from = received.author.to_compressed();
    let id = id_of(&from, &message.chat_id);
    let known = decision.context.stores.find_invitation(&id)?;
    if group.is_member(&from) || known.is_some_and(|known| known.clock >= message.clock) {
        return Ok(());
    }
    let invitation = InvitationRecord {
        id,
        chat_id: message.chat_id,
        from,
        introduction_message: message.introduction_message,
        state: State::Request.into(),
        clock: message.clock,
    };
    Ok(save(decision, invitation)?)
}

fn handle_rejection(
    decision: &mut Decision<'_, '_>,
    received: &ReceivedMessage,
    message: &GroupChatInvitation,
    group: &Group,
) -> Result<(), HandleError> {
    let id = id_of(&decision.context.me.to_compressed(), &message.chat_id);
    let known = decision.context.stores.find_invitation(&id)?;
    let is_asked = group.record().invitation_admin == Some(received.author.to_compressed());
    let Some(mut invitation) = known.filter(|_| is_asked) else { return Err(GroupError::InvalidInvitation.into()) };
    if invitation.clock >= message.clock {
        return Ok(());
    }
    invitation.state = State::Rejected.into();
    invitation.clock = message.clock;
    Ok(save(decision, invitation)?)
}
