use std::collections::BTreeMap;

use diesel::prelude::*;
use status_ports::{KeycardRecord, KeycardStore};

use super::SqlTransaction;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{keycard_accounts, keycards};

impl KeycardStore for SqlTransaction<'_> {
    fn keycards(&mut self) -> Result<Vec<KeycardRecord>> {
        let rows = keycards::table.select(KeycardRow::as_select()).load(self.connection).or_storage_error()?;
        let mut cards: BTreeMap<String, KeycardRecord> =
            rows.into_iter().map(|row| (row.keycard_uid.clone(), KeycardRecord::from(row))).collect();
        let addresses = keycard_accounts::table.select((keycard_accounts::keycard_uid, keycard_accounts::address));
        for (uid, address) in addresses.load::<(String, Bytes<20>)>(self.connection).or_storage_error()? {
            if let Some(card) = cards.get_mut(&uid) {
                card.addresses.insert(address.0);
            }
        }
        // A handful of rows: an index for their order would cost more than to sort them.
        let mut cards: Vec<_> = cards.into_values().collect();
        cards.sort_by_key(|card| card.position);
        Ok(cards)
    }

    fn save_keycard(&mut self, keycard: &KeycardRecord) -> Result<()> {
        self.delete_addresses(&keycard.keycard_uid)?;
        let row = (
            keycards::keycard_uid.eq(&keycard.keycard_uid),
            keycards::name.eq(&keycard.name),
            keycards::locked.eq(keycard.locked),
            keycards::key_uid.eq(&keycard.key_uid),
            keycards::position.eq(U64(keycard.position)),
        );
        diesel::replace_into(keycards::table).values(row).execute(self.connection).or_storage_error()?;
        for address in &keycard.addresses {
            let row = (
                keycard_accounts::keycard_uid.eq(&keycard.keycard_uid),
                keycard_accounts::address.eq(address.as_slice()),
            );
            diesel::insert_into(keycard_accounts::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn delete_keycard(&mut self, keycard_uid: &str) -> Result<()> {
        self.delete_addresses(keycard_uid)?;
        diesel::delete(keycards::table.find(keycard_uid)).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

impl SqlTransaction<'_> {
    fn delete_addresses(&mut self, keycard_uid: &str) -> Result<()> {
        let gone = keycard_accounts::table.filter(keycard_accounts::keycard_uid.eq(keycard_uid));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = keycards)]
struct KeycardRow {
    keycard_uid: String,
    name: String,
    locked: bool,
    key_uid: String,
    position: U64,
}

impl From<KeycardRow> for KeycardRecord {
    fn from(row: KeycardRow) -> Self {
        Self {
            keycard_uid: row.keycard_uid,
            name: row.name,
            locked: row.locked,
            key_uid: row.key_uid,
            position: row.position.0,
            addresses: std::collections::BTreeSet::new(),
        }
    }
}
