use std::collections::BTreeSet;

use diesel::prelude::*;
use status_ports::{
    CompressedKey, ContactRecord, ContactRequestState, ContactStore, StorageError, TrustStatus, UnixMillis,
};

use super::{AT_ONCE, SqlTransaction};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{contacts, trust_statuses};

impl SqlTransaction<'_> {
    /// Gives the engine the contacts that it has not got yet.
    pub(super) fn write_contacts(&mut self) -> Result<()> {
        let unwritten = self.known.as_deref_mut().map(|known| known.contacts.take_unwritten());
        unwritten.into_iter().flatten().try_for_each(|contact| self.write_contact(&contact))
    }

    fn write_contact(&mut self, contact: &ContactRecord) -> Result<()> {
        let row = (
            contacts::public_key.eq(contact.public_key.as_slice()),
            contacts::ens_name.eq(&contact.ens_name),
            contacts::ens_verified.eq(contact.ens_verified),
            contacts::display_name.eq(&contact.display_name),
            contacts::local_nickname.eq(&contact.local_nickname),
            contacts::bio.eq(&contact.bio),
            contacts::customization_color.eq(&contact.customization_color),
            contacts::blocked.eq(contact.blocked),
            contacts::removed.eq(contact.removed),
            contacts::local_state.eq(state_code(contact.local_state)),
            contacts::local_clock.eq(U64(contact.local_clock)),
            contacts::remote_state.eq(state_code(contact.remote_state)),
            contacts::remote_clock.eq(U64(contact.remote_clock)),
            contacts::last_updated.eq(U64(contact.last_updated)),
            contacts::last_updated_locally.eq(U64(contact.last_updated_locally)),
            contacts::verification_status.eq(U32(contact.verification_status.into())),
            contacts::identity_clock.eq(U64(contact.identity_clock)),
        );
        diesel::replace_into(contacts::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

impl ContactStore for SqlTransaction<'_> {
    fn contacts(&mut self) -> Result<Vec<ContactRecord>> {
        self.write_contacts()?;
        let rows = contacts::table.order(contacts::public_key).select(ContactRow::as_select());
        let rows = rows.load(self.connection).or_storage_error()?;
        rows.into_iter().map(ContactRecord::try_from).collect()
    }

    fn find_contact(&mut self, public_key: &CompressedKey) -> Result<Option<ContactRecord>> {
        if let Some(known) = self.known.as_deref().and_then(|known| known.contacts.get(public_key)) {
            return Ok(known);
        }
        let row = contacts::table.find(public_key.as_slice()).select(ContactRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        let contact = row.map(ContactRecord::try_from).transpose()?;
        if let Some(known) = self.known.as_deref_mut() {
            known.contacts.read(*public_key, contact.clone());
        }
        Ok(contact)
    }

    fn contacts_of(&mut self, public_keys: &[CompressedKey]) -> Result<Vec<ContactRecord>> {
        self.write_contacts()?;
        let distinct = public_keys.iter().collect::<BTreeSet<_>>();
        let public_keys: Vec<&[u8]> = distinct.into_iter().map(<[u8; 33]>::as_slice).collect();
        let mut found = Vec::new();
        for some in public_keys.chunks(AT_ONCE) {
            let rows = contacts::table.filter(contacts::public_key.eq_any(some)).select(ContactRow::as_select());
            found.append(&mut rows.load(self.connection).or_storage_error()?);
        }
        found.into_iter().map(ContactRecord::try_from).collect()
    }

    fn save_contact(&mut self, contact: &ContactRecord) -> Result<()> {
        match self.known.as_deref_mut() {
            Some(known) => known.contacts.write(contact.public_key, contact.clone()),
            None => self.write_contact(contact)?,
        }
        Ok(())
    }

    fn trust_status(&mut self, public_key: &CompressedKey) -> Result<TrustStatus> {
        let row = trust_statuses::table.find(public_key.as_slice()).select(trust_statuses::status);
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        row.map_or(Ok(TrustStatus::Unknown), trust_status)
    }

    fn trust_statuses(&mut self) -> Result<Vec<(CompressedKey, TrustStatus)>> {
        let rows = trust_statuses::table.order(trust_statuses::public_key);
        let rows = rows.select((trust_statuses::public_key, trust_statuses::status));
        let rows = rows.load::<(Bytes<33>, i32)>(self.connection).or_storage_error()?;
        rows.into_iter().map(|(public_key, code)| Ok((public_key.0, trust_status(code)?))).collect()
    }

    fn save_trust_status(
        &mut self,
        public_key: &CompressedKey,
        status: TrustStatus,
        updated_at: UnixMillis,
    ) -> Result<()> {
        let code = match status {
            TrustStatus::Unknown => {
                let row = trust_statuses::table.find(public_key.as_slice());
                diesel::delete(row).execute(self.connection).or_storage_error()?;
                return Ok(());
            }
            TrustStatus::Trusted => 1,
            TrustStatus::Untrustworthy => 2,
        };
        let row = (
            trust_statuses::public_key.eq(public_key.as_slice()),
            trust_statuses::status.eq(code),
            trust_statuses::updated_at.eq(U64(updated_at)),
        );
        diesel::replace_into(trust_statuses::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contacts)]
struct ContactRow {
    public_key: Bytes<33>,
    ens_name: String,
    ens_verified: bool,
    display_name: String,
    local_nickname: String,
    bio: String,
    customization_color: String,
    blocked: bool,
    removed: bool,
    local_state: i32,
    local_clock: U64,
    remote_state: i32,
    remote_clock: U64,
    last_updated: U64,
    last_updated_locally: U64,
    verification_status: U32,
    identity_clock: U64,
}

impl TryFrom<ContactRow> for ContactRecord {
    type Error = StorageError;

    fn try_from(row: ContactRow) -> Result<Self> {
        Ok(Self {
            public_key: row.public_key.0,
            ens_name: row.ens_name,
            ens_verified: row.ens_verified,
            display_name: row.display_name,
            local_nickname: row.local_nickname,
            bio: row.bio,
            customization_color: row.customization_color,
            blocked: row.blocked,
            removed: row.removed,
            local_state: state(row.local_state)?,
            local_clock: row.local_clock.0,
            remote_state: state(row.remote_state)?,
            remote_clock: row.remote_clock.0,
            last_updated: row.last_updated.0,
            last_updated_locally: row.last_updated_locally.0,
            verification_status: u8::try_from(row.verification_status.0)
                .map_err(|_| corrupt("verification status of a contact"))?,
            identity_clock: row.identity_clock.0,
        })
    }
}

const fn state_code(state: ContactRequestState) -> i32 {
    match state {
        ContactRequestState::None => 0,
        ContactRequestState::Sent => 1,
        ContactRequestState::Received => 2,
        ContactRequestState::Dismissed => 3,
    }
}

fn state(code: i32) -> Result<ContactRequestState> {
    match code {
        0 => Ok(ContactRequestState::None),
        1 => Ok(ContactRequestState::Sent),
        2 => Ok(ContactRequestState::Received),
        3 => Ok(ContactRequestState::Dismissed),
        _ => Err(corrupt("state of a contact request")),
    }
}

fn trust_status(code: i32) -> Result<TrustStatus> {
    match code {
        1 => Ok(TrustStatus::Trusted),
        2 => Ok(TrustStatus::Untrustworthy),
        _ => Err(corrupt("trust status")),
    }
}
