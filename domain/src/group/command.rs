//! What a person does with groups (specification: messaging, section 13.5).

use status_ports::{ChatKind, ChatRecord, CompressedKey, GroupMember};

use super::aggregate::Group;
use super::draft::{Draft, listen_to_members};
use super::event::Change;
use super::{GroupError, MAX_NAME_LENGTH, invitation, record};
use crate::chat::uuid_text;
use crate::contact::ContactRequests as _;
use crate::crypto::PublicKey;
use crate::identity::public_key_text;
use crate::media::FileFormat;
use crate::messaging::{CommandError, Context, Decision, Outcome};
use crate::notification;

/// Makes a group with contacts. Nobody else is a group too.
///
/// # Errors
/// [`CommandError::Group`] if one of them is no mutual contact, or there are too many, or the name is too long, or
/// [`CommandError::Storage`].
pub fn create(context: &mut Context<'_>, name: &str, members: &[PublicKey]) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    require_mutual_contacts(&mut decision, members)?;
    let (me, now) = (decision.context.me, decision.context.now);
    let mut random = [0; 17];
    decision.context.entropy.fill(&mut random);
    let [color, uuid @ ..] = random;
    let chat_id = format!("{}-{}", uuid_text(uuid), public_key_text(&me));
    let chat = ChatRecord { active: true, joined: now, ..record::new_chat(&chat_id, &me, now) };
    let mut draft = Draft::new(chat, Group::new(&chat_id)?);
    let color = record::color(color).to_owned();
    draft.act(&decision, Change::Created { name: name.to_owned(), color })?;
    if !members.is_empty() {
        draft.act(&decision, Change::MembersAdded(compressed(members)))?;
    }
    listen_to_members(&mut decision, &draft.group, &[]);
    publish_to_members(&mut decision, draft)
}

/// Adds contacts to a group. Those of them who had asked for it get their wish.
///
/// # Errors
/// [`CommandError::Group`] if one of them is no mutual contact, there are too many, or we are no member,
/// [`CommandError::ChatNotFound`], or [`CommandError::Storage`].
pub fn add_members(context: &mut Context<'_>, chat_id: &str, members: &[PublicKey]) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    require_mutual_contacts(&mut decision, members)?;
    let mut draft = Draft::open(&mut decision, chat_id)?;
    let before = draft.group.members().to_vec();
    draft.act(&decision, Change::MembersAdded(compressed(members)))?;
    for member in compressed(members) {
        invitation::approve(&mut decision, chat_id, &member)?;
    }
    listen_to_members(&mut decision, &draft.group, &before);
    publish_to_members(&mut decision, draft)
}

/// Removes others from a group. They are told too. Clients are given every note of the group with it.
///
/// # Errors
/// [`CommandError::Group`] if we are no admin or one of them is, [`CommandError::ChatNotFound`], or
/// [`CommandError::Storage`].
pub fn remove_members(
    context: &mut Context<'_>,
    chat_id: &str,
    members: &[PublicKey],
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut draft = Draft::open(&mut decision, chat_id)?;
    let before = draft.group.members().to_vec();
    for member in compressed(members) {
        draft.act(&decision, Change::MemberRemoved(member))?;
    }
    draft.publish(&mut decision, &before)?;
    let events = decision.context.stores.accepted_group_events_of(&[chat_id.to_owned()])?;
    let notes: Vec<String> = events.iter().map(|(_, event)| record::note_id(&event.position.signature)).collect();
    for note in decision.context.stores.messages(&notes)? {
        decision.outcome.messages.insert(note.id.clone(), note);
    }
    Ok(decision.outcome)
}

/// Makes members admins.
///
/// # Errors
/// [`CommandError::Group`] if we are no admin or one of them no member, [`CommandError::ChatNotFound`], or
/// [`CommandError::Storage`].
pub fn add_admins(context: &mut Context<'_>, chat_id: &str, members: &[PublicKey]) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut draft = Draft::open(&mut decision, chat_id)?;
    let members = compressed(members);
    if members.iter().any(|member| !draft.group.is_member(member)) {
        return Err(GroupError::NoMemberNamed.into());
    }
    draft.act(&decision, Change::AdminsAdded(members))?;
    publish_to_members(&mut decision, draft)
}

/// Calls a group differently.
///
/// # Errors
/// [`CommandError::Group`] if the name is none or we are no member, [`CommandError::ChatNotFound`], or
/// [`CommandError::Storage`].
pub fn rename(context: &mut Context<'_>, chat_id: &str, name: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut draft = Draft::open(&mut decision, chat_id)?;
    draft.act(&decision, Change::NameChanged(name.to_owned()))?;
    publish_to_members(&mut decision, draft)
}

/// How a group should look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edit {
    /// Name.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// A new picture, ready to be sent: JPEG or PNG of at most [`MAX_IMAGE_LENGTH`](super::MAX_IMAGE_LENGTH) bytes.
    pub image: Option<Vec<u8>>,
}

/// Changes how a group looks. What is as it was is not said again.
///
/// # Errors
/// [`CommandError::Group`] if the name, the colour or the picture is none, or we are no member,
/// [`CommandError::ChatNotFound`], or [`CommandError::Storage`].
pub fn edit(context: &mut Context<'_>, chat_id: &str, edit: Edit) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let mut draft = Draft::open(&mut decision, chat_id)?;
    if edit.name != draft.chat.name {
        draft.act(&decision, Change::NameChanged(edit.name))?;
    }
    if edit.color != draft.chat.color {
        draft.act(&decision, Change::ColorChanged(edit.color))?;
    }
    if let Some(image) = edit.image {
        if !matches!(FileFormat::of(&image), Some(FileFormat::Jpeg | FileFormat::Png)) {
            return Err(GroupError::InvalidImage.into());
        }
        draft.act(&decision, Change::ImageChanged(image))?;
    }
    publish_to_members(&mut decision, draft)
}

/// Says that we have joined. Kept for old clients: we join by ourselves.
///
/// # Errors
/// [`CommandError::Group`] if we are no member, [`CommandError::ChatNotFound`], or [`CommandError::Storage`].
pub fn confirm_joining(context: &mut Context<'_>, chat_id: &str) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    let draft = Draft::open(&mut decision, chat_id)?;
    draft.join(&mut decision)?;
    Ok(decision.outcome)
}

/// Leaves a group, and takes it from the list if wanted. Whoever was not in it any more only takes it from the list.
///
/// # Errors
/// [`CommandError::ChatNotFound`], [`CommandError::Group`] if the chat is no group, or [`CommandError::Storage`].
pub fn leave(context: &mut Context<'_>, chat_id: &str, remove: bool) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    leave_in(&mut decision, chat_id, remove)?;
    Ok(decision.outcome)
}

/// Leaves a group, as a part of something else.
pub(crate) fn leave_in(decision: &mut Decision<'_, '_>, chat_id: &str, remove: bool) -> Result<(), CommandError> {
    let mut draft = Draft::open(decision, chat_id)?;
    notification::dismiss_of_chat(decision, chat_id)?;
    let me = decision.context.me.to_compressed();
    if remove {
        draft.chat.active = false;
    }
    if !draft.group.is_member(&me) {
        return Ok(decision.save_chat(draft.chat)?);
    }
    draft.act(decision, Change::MemberRemoved(me))?;
    let recipients = draft.group.members().to_vec();
    Ok(draft.publish(decision, &recipients)?)
}

/// Shows a group that we are not in yet, but know of: its admin may be asked to let us in.
///
/// # Errors
/// [`CommandError::Group`] if the id is none of a group, the name is too long, or the group is here already, or
/// [`CommandError::Storage`].
pub fn create_from_invitation(
    context: &mut Context<'_>,
    name: &str,
    chat_id: &str,
    admin: &PublicKey,
) -> Result<Outcome, CommandError> {
    let mut decision = Decision::new(context);
    if name.chars().nth(MAX_NAME_LENGTH).is_some() {
        return Err(GroupError::InvalidName.into());
    }
    let mut group = Group::new(chat_id)?;
    let found = decision.context.stores.find_chat(chat_id)?;
    if found.is_some_and(|chat| chat.kind != ChatKind::PrivateGroup) {
        return Err(GroupError::NotAGroup.into());
    }
    if decision.context.stores.find_group(chat_id)?.is_some_and(|group| group.accepted_events > 0) {
        return Err(GroupError::CreatedBefore.into());
    }
    let mut random = [0];
    decision.context.entropy.fill(&mut random);
    let [random] = random;
    let chat = ChatRecord {
        active: true,
        name: name.to_owned(),
        color: record::color(random).to_owned(),
        ..record::new_chat(chat_id, admin, decision.context.now)
    };
    group.record_mut().invitation_admin = Some(admin.to_compressed());
    decision.save_group(group.record())?;
    decision.save_chat(chat)?;
    Ok(decision.outcome)
}

/// We want to be in a group that we were added to: its chat is shown, and the others are told.
pub(crate) fn accept_invitation(decision: &mut Decision<'_, '_>, chat: ChatRecord) -> Result<(), CommandError> {
    let me = decision.context.me.to_compressed();
    let group = decision.context.stores.find_group(&chat.id)?.map(Group::from_record).transpose()?;
    match group.filter(|group| group.is_member(&me)) {
        Some(group) => Ok(Draft::new(chat, group).join(decision)?),
        None => Ok(decision.save_chat(chat)?),
    }
}

fn publish_to_members(decision: &mut Decision<'_, '_>, draft: Draft) -> Result<Outcome, CommandError> {
    let recipients: Vec<GroupMember> = draft.group.members().to_vec();
    draft.publish(decision, &recipients)?;
    Ok(std::mem::take(&mut decision.outcome))
}

fn require_mutual_contacts(decision: &mut Decision<'_, '_>, keys: &[PublicKey]) -> Result<(), CommandError> {
    for key in keys {
        if !decision.contact(key)?.is_mutual() {
            return Err(GroupError::NotMutualContacts.into());
        }
    }
    Ok(())
}

fn compressed(keys: &[PublicKey]) -> Vec<CompressedKey> {
    keys.iter().map(PublicKey::to_compressed).collect()
}
