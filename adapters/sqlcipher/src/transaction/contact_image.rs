use std::collections::BTreeSet;

use diesel::prelude::*;
use status_ports::{CompressedKey, ContactImageRecord, ContactImageStore};

use super::{AT_ONCE, SqlTransaction};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::contact_images;

impl ContactImageStore for SqlTransaction<'_> {
    fn contact_images(&mut self) -> Result<Vec<ContactImageRecord>> {
        let rows = contact_images::table.order((contact_images::contact, contact_images::name));
        let rows = rows.select(ImageRow::as_select()).load(self.connection).or_storage_error()?;
        Ok(rows.into_iter().map(ContactImageRecord::from).collect())
    }

    fn contact_images_of(&mut self, contacts: &[CompressedKey]) -> Result<Vec<ContactImageRecord>> {
        let distinct = contacts.iter().collect::<BTreeSet<_>>();
        let contacts: Vec<&[u8]> = distinct.into_iter().map(<[u8; 33]>::as_slice).collect();
        let mut found = Vec::new();
        for some in contacts.chunks(AT_ONCE) {
            let rows = contact_images::table.filter(contact_images::contact.eq_any(some));
            found.append(&mut rows.select(ImageRow::as_select()).load(self.connection).or_storage_error()?);
        }
        Ok(found.into_iter().map(ContactImageRecord::from).collect())
    }

    fn find_contact_image(&mut self, contact: &CompressedKey, name: &str) -> Result<Option<ContactImageRecord>> {
        let row = contact_images::table.find((contact.as_slice(), name)).select(ImageRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        Ok(row.map(ContactImageRecord::from))
    }

    fn save_contact_image(&mut self, image: &ContactImageRecord) -> Result<()> {
        let row = (
            contact_images::contact.eq(image.contact.as_slice()),
            contact_images::name.eq(&image.name),
            contact_images::clock.eq(U64(image.clock)),
            contact_images::payload.eq(&image.payload),
        );
        diesel::replace_into(contact_images::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn remove_contact_images(&mut self, contact: &CompressedKey) -> Result<bool> {
        let rows = contact_images::table.filter(contact_images::contact.eq(contact.as_slice()));
        let removed = diesel::delete(rows).execute(self.connection).or_storage_error()?;
        Ok(removed > 0)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = contact_images)]
struct ImageRow {
    contact: Bytes<33>,
    name: String,
    clock: U64,
    payload: Vec<u8>,
}

impl From<ImageRow> for ContactImageRecord {
    fn from(row: ImageRow) -> Self {
        Self { contact: row.contact.0, name: row.name, clock: row.clock.0, payload: row.payload }
    }
}
