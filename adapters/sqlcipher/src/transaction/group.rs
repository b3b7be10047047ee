use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use status_ports::{
    EventPosition, EventSignature, GroupEventRecord, GroupMember, GroupRecord, GroupStore, InvitationRecord,
};

use super::{AT_ONCE, SqlTransaction};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{group_events, group_images, group_invitations, group_members, groups};

impl GroupStore for SqlTransaction<'_> {
    fn find_group(&mut self, chat_id: &str) -> Result<Option<GroupRecord>> {
        let row = groups::table.find(chat_id).select(GroupRow::as_select());
        let Some(row) = row.get_result(self.connection).optional().or_storage_error()? else { return Ok(None) };
        let members = self.group_members(chat_id)?;
        Ok(Some(row.with_members(members)))
    }

    fn groups_of(&mut self, chat_ids: &[String]) -> Result<Vec<GroupRecord>> {
        if let [chat_id] = chat_ids {
            return Ok(self.find_group(chat_id)?.into_iter().collect());
        }
        let mut found = Vec::new();
        for some in once_each(chat_ids).chunks(AT_ONCE) {
            let rows = groups::table.filter(groups::chat_id.eq_any(some)).select(GroupRow::as_select());
            let rows = rows.load(self.connection).or_storage_error()?;
            let members = group_members::table
                .filter(group_members::chat_id.eq_any(some))
                .select((group_members::chat_id, group_members::position, MemberRow::as_select()))
                .load::<(String, U32, MemberRow)>(self.connection)
                .or_storage_error()?;
            let mut of_chat = HashMap::<String, Vec<(u32, GroupMember)>>::new();
            for (chat_id, position, member) in members {
                of_chat.entry(chat_id).or_default().push((position.0, member.into()));
            }
            found.extend(rows.into_iter().map(|row| {
                let mut members = of_chat.remove(&row.chat_id).unwrap_or_default();
                members.sort_unstable_by_key(|(position, _)| *position);
                row.with_members(members.into_iter().map(|(_, member)| member).collect())
            }));
        }
        Ok(found)
    }

    fn save_group(&mut self, group: &GroupRecord) -> Result<()> {
        let last = group.last_event.as_ref();
        let row = (
            groups::chat_id.eq(&group.chat_id),
            groups::name.eq(&group.name),
            groups::color.eq(&group.color),
            groups::accepted_events.eq(U32(group.accepted_events)),
            groups::refused_events.eq(U32(group.refused_events)),
            groups::last_clock.eq(last.map(|last| U64(last.clock))),
            groups::last_signature.eq(last.map(|last| last.signature.as_slice())),
            groups::digest.eq(group.digest.as_slice()),
            groups::invitation_admin.eq(group.invitation_admin.as_ref().map(<[u8; 33]>::as_slice)),
            groups::received_invitation_admin.eq(group.received_invitation_admin.as_ref().map(<[u8; 33]>::as_slice)),
        );
        diesel::replace_into(groups::table).values(row).execute(self.connection).or_storage_error()?;
        if self.group_members(&group.chat_id)? == group.members {
            return Ok(());
        }
        let members = group_members::table.filter(group_members::chat_id.eq(&group.chat_id));
        diesel::delete(members).execute(self.connection).or_storage_error()?;
        for (position, member) in (0..).zip(&group.members) {
            let row = (
                group_members::chat_id.eq(&group.chat_id),
                group_members::position.eq(U32(position)),
                group_members::public_key.eq(member.public_key.as_slice()),
                group_members::is_admin.eq(member.is_admin),
            );
            diesel::insert_into(group_members::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn group_members(&mut self, chat_id: &str) -> Result<Vec<GroupMember>> {
        let rows = group_members::table
            .filter(group_members::chat_id.eq(chat_id))
            .order(group_members::position)
            .select(MemberRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(GroupMember::from).collect())
    }

    fn group_images_of(&mut self, chat_ids: &[String]) -> Result<Vec<(String, Vec<u8>)>> {
        let mut found = Vec::new();
        for some in once_each(chat_ids).chunks(AT_ONCE) {
            let rows = group_images::table.filter(group_images::chat_id.eq_any(some));
            let rows = rows.select((group_images::chat_id, group_images::image));
            found.append(&mut rows.load(self.connection).or_storage_error()?);
        }
        Ok(found)
    }

    fn save_group_image(&mut self, chat_id: &str, image: &[u8]) -> Result<()> {
        let row = (group_images::chat_id.eq(chat_id), group_images::image.eq(image));
        diesel::replace_into(group_images::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn group_events(&mut self, chat_id: &str) -> Result<Vec<GroupEventRecord>> {
        let rows = group_events::table
            .filter(group_events::chat_id.eq(chat_id))
            .order((group_events::clock, group_events::signature))
            .select(EventRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(GroupEventRecord::from).collect())
    }

    fn accepted_group_events_of(&mut self, chat_ids: &[String]) -> Result<Vec<(String, GroupEventRecord)>> {
        // The statement for one is prepared once; one for several is prepared each time.
        if let [chat_id] = chat_ids {
            let accepted = self.group_events(chat_id)?.into_iter().filter(|event| event.is_accepted);
            return Ok(accepted.map(|event| (chat_id.clone(), event)).collect());
        }
        let mut found = Vec::new();
        for some in once_each(chat_ids).chunks(AT_ONCE) {
            let rows = group_events::table
                .filter(group_events::chat_id.eq_any(some))
                .filter(group_events::is_accepted.eq(true))
                .select((group_events::chat_id, EventRow::as_select()));
            let rows = rows.load::<(String, EventRow)>(self.connection).or_storage_error()?;
            found.extend(rows.into_iter().map(|(chat_id, row)| (chat_id, GroupEventRecord::from(row))));
        }
        found.sort_unstable_by(|(chat, event), (other_chat, other_event)| {
            (chat, &event.position).cmp(&(other_chat, &other_event.position))
        });
        Ok(found)
    }

    fn known_group_events(&mut self, chat_id: &str, signatures: &[EventSignature]) -> Result<Vec<EventSignature>> {
        let mut found = Vec::new();
        for some in signatures.chunks(AT_ONCE) {
            let rows = group_events::table
                .filter(group_events::chat_id.eq(chat_id))
                .filter(group_events::signature.eq_any(some.iter().map(<[u8; 65]>::as_slice)))
                .select(group_events::signature);
            let rows = rows.load::<Bytes<65>>(self.connection).or_storage_error()?;
            found.extend(rows.into_iter().map(|signature| signature.0));
        }
        Ok(found)
    }

    fn save_group_events(&mut self, chat_id: &str, events: &[GroupEventRecord]) -> Result<()> {
        for event in events {
            let row = (
                group_events::chat_id.eq(chat_id),
                group_events::signature.eq(event.position.signature.as_slice()),
                group_events::clock.eq(U64(event.position.clock)),
                group_events::author.eq(event.author.as_slice()),
                group_events::event.eq(&event.event),
                group_events::is_accepted.eq(event.is_accepted),
            );
            diesel::replace_into(group_events::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn find_invitation(&mut self, id: &str) -> Result<Option<InvitationRecord>> {
        let row = group_invitations::table.find(id).select(InvitationRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(InvitationRecord::from))
    }

    fn invitations(&mut self) -> Result<Vec<InvitationRecord>> {
        let rows = group_invitations::table.order(group_invitations::id).select(InvitationRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(InvitationRecord::from).collect())
    }

    fn save_invitation(&mut self, invitation: &InvitationRecord) -> Result<()> {
        let row = (
            group_invitations::id.eq(&invitation.id),
            group_invitations::chat_id.eq(&invitation.chat_id),
            group_invitations::author.eq(invitation.from.as_slice()),
            group_invitations::introduction_message.eq(&invitation.introduction_message),
            group_invitations::state.eq(invitation.state),
            group_invitations::clock.eq(U64(invitation.clock)),
        );
        diesel::replace_into(group_invitations::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

fn once_each(ids: &[String]) -> Vec<&String> {
    ids.iter().collect::<BTreeSet<_>>().into_iter().collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = groups)]
struct GroupRow {
    chat_id: String,
    name: String,
    color: String,
    accepted_events: U32,
    refused_events: U32,
    last_clock: Option<U64>,
    last_signature: Option<Bytes<65>>,
    digest: Bytes<32>,
    invitation_admin: Option<Bytes<33>>,
    received_invitation_admin: Option<Bytes<33>>,
}

impl GroupRow {
    fn with_members(self, members: Vec<GroupMember>) -> GroupRecord {
        let last_event = match (self.last_clock, self.last_signature) {
            (Some(clock), Some(signature)) => Some(EventPosition { clock: clock.0, signature: signature.0 }),
            _ => None,
        };
        GroupRecord {
            chat_id: self.chat_id,
            name: self.name,
            color: self.color,
            members,
            accepted_events: self.accepted_events.0,
            refused_events: self.refused_events.0,
            last_event,
            digest: self.digest.0,
            invitation_admin: self.invitation_admin.map(|key| key.0),
            received_invitation_admin: self.received_invitation_admin.map(|key| key.0),
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = group_members)]
struct MemberRow {
    public_key: Bytes<33>,
    is_admin: bool,
}

impl From<MemberRow> for GroupMember {
    fn from(row: MemberRow) -> Self {
        Self { public_key: row.public_key.0, is_admin: row.is_admin }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = group_events)]
struct EventRow {
    signature: Bytes<65>,
    clock: U64,
    author: Bytes<33>,
    event: Vec<u8>,
    is_accepted: bool,
}

impl From<EventRow> for GroupEventRecord {
    fn from(row: EventRow) -> Self {
        Self {
            position: EventPosition { clock: row.clock.0, signature: row.signature.0 },
            author: row.author.0,
            event: row.event,
            is_accepted: row.is_accepted,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = group_invitations)]
struct InvitationRow {
    id: String,
    chat_id: String,
    author: Bytes<33>,
    introduction_message: String,
    state: i32,
    clock: U64,
}

impl From<InvitationRow> for InvitationRecord {
    fn from(row: InvitationRow) -> Self {
        Self {
            id: row.id,
            chat_id: row.chat_id,
            from: row.author.0,
            introduction_message: row.introduction_message,
            state: row.state,
            clock: row.clock.0,
        }
    }
}
