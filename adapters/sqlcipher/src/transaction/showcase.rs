use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use status_ports::{CompressedKey, ShowcaseRecord, ShowcaseStore};

use super::SqlTransaction;
use super::page::first_rows;
use crate::columns::Bytes;
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{showcase_accounts, showcase_preferences, showcases};

/// The only row of the preferences.
const ID: i64 = 1;
/// Most people that are found by an account.
const MOST_PEOPLE: u32 = 100;

impl ShowcaseStore for SqlTransaction<'_> {
    fn find_showcase(&mut self, contact: &CompressedKey) -> Result<Option<ShowcaseRecord>> {
        let entries = showcases::table.find(contact.as_slice()).select(showcases::entries);
        let entries = entries.get_result(self.connection).optional().or_storage_error()?;
        let Some(entries) = entries else { return Ok(None) };
        let addresses = showcase_accounts::table.filter(showcase_accounts::contact.eq(contact.as_slice()));
        let addresses = addresses.select(showcase_accounts::address).load(self.connection).or_storage_error()?;
        Ok(Some(ShowcaseRecord { contact: *contact, entries, addresses: addresses.into_iter().collect() }))
    }

    fn save_showcase(&mut self, showcase: &ShowcaseRecord) -> Result<()> {
        let contact = showcase.contact.as_slice();
        let gone = showcase_accounts::table.filter(showcase_accounts::contact.eq(contact));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        let row = (showcases::contact.eq(contact), showcases::entries.eq(&showcase.entries));
        diesel::replace_into(showcases::table).values(row).execute(self.connection).or_storage_error()?;
        for address in &showcase.addresses {
            let row = (showcase_accounts::address.eq(address), showcase_accounts::contact.eq(contact));
            diesel::insert_into(showcase_accounts::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn showcases_with_account(&mut self, address: &str) -> Result<Vec<ShowcaseRecord>> {
        let rows = showcase_accounts::table
            .inner_join(showcases::table.on(showcases::contact.eq(showcase_accounts::contact)))
            .filter(showcase_accounts::address.eq(address))
            .order(showcase_accounts::contact)
            .select((showcases::contact, showcases::entries));
        let rows: Vec<(Bytes<33>, Vec<u8>)> = first_rows(rows, self.connection, MOST_PEOPLE)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let contacts: Vec<&[u8]> = rows.iter().map(|(contact, _)| contact.0.as_slice()).collect();
        let shown = showcase_accounts::table.filter(showcase_accounts::contact.eq_any(contacts));
        let shown = shown.select((showcase_accounts::contact, showcase_accounts::address));
        let shown = shown.load::<(Bytes<33>, String)>(self.connection).or_storage_error()?;
        let mut addresses: BTreeMap<CompressedKey, BTreeSet<String>> = BTreeMap::new();
        for (contact, address) in shown {
            addresses.entry(contact.0).or_default().insert(address);
        }
        let record = |(contact, entries): (Bytes<33>, Vec<u8>)| ShowcaseRecord {
            addresses: addresses.remove(&contact.0).unwrap_or_default(),
            contact: contact.0,
            entries,
        };
        Ok(rows.into_iter().map(record).collect())
    }

    fn showcase_preferences(&mut self) -> Result<Option<Vec<u8>>> {
        let row = showcase_preferences::table.find(ID).select(showcase_preferences::preferences);
        row.get_result(self.connection).optional().or_storage_error()
    }

    fn save_showcase_preferences(&mut self, preferences: &[u8]) -> Result<()> {
        let row = (showcase_preferences::id.eq(ID), showcase_preferences::preferences.eq(preferences));
        diesel::replace_into(showcase_preferences::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}
