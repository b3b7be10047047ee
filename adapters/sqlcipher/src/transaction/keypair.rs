use std::collections::BTreeSet;

use diesel::prelude::*;
use status_ports::{
    KeypairAccountRecord, KeypairKind, KeypairRecord, KeypairStore, Operable, PrivateKeyRecord, StorageError,
};
use zeroize::Zeroizing;

use super::{AT_ONCE, IsFalse, IsTrue, SqlTransaction};
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{keypair_accounts, keypairs, private_keys};

impl KeypairStore for SqlTransaction<'_> {
    fn keypairs(&mut self) -> Result<Vec<KeypairRecord>> {
        let rows = keypairs::table.filter(IsFalse::new(keypairs::removed)).order(keypairs::key_uid);
        let rows = rows.select(KeypairRow::as_select()).load(self.connection).or_storage_error()?;
        rows.into_iter().map(KeypairRecord::try_from).collect()
    }

    fn keypair_accounts(&mut self) -> Result<Vec<KeypairAccountRecord>> {
        let rows = keypair_accounts::table
            .filter(IsFalse::new(keypair_accounts::removed))
            .order((keypair_accounts::position, keypair_accounts::address));
        let rows = rows.select(KeypairAccountRow::as_select()).load(self.connection).or_storage_error()?;
        rows.into_iter().map(KeypairAccountRecord::try_from).collect()
    }

    fn find_keypair(&mut self, key_uid: &str) -> Result<Option<KeypairRecord>> {
        let row = keypairs::table.find(key_uid).select(KeypairRow::as_select());
        let row = row.first(self.connection).optional().or_storage_error()?;
        row.map(KeypairRecord::try_from).transpose()
    }

    fn find_keypair_account(&mut self, address: &[u8; 20]) -> Result<Option<KeypairAccountRecord>> {
        let row = keypair_accounts::table.find(address.as_slice()).select(KeypairAccountRow::as_select());
        let row = row.first(self.connection).optional().or_storage_error()?;
        row.map(KeypairAccountRecord::try_from).transpose()
    }

    fn save_keypair(&mut self, keypair: &KeypairRecord) -> Result<()> {
        let row = (
            keypairs::key_uid.eq(&keypair.key_uid),
            keypairs::name.eq(&keypair.name),
            keypairs::kind.eq(kind_code(keypair.kind)),
            keypairs::derived_from.eq(&keypair.derived_from),
            keypairs::last_used_derivation_index.eq(U64(keypair.last_used_derivation_index)),
            keypairs::synced_from.eq(&keypair.synced_from),
            keypairs::clock.eq(U64(keypair.clock)),
            keypairs::removed.eq(keypair.removed),
        );
        diesel::replace_into(keypairs::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn save_keypair_account(&mut self, account: &KeypairAccountRecord) -> Result<()> {
        let row = (
            keypair_accounts::address.eq(account.address.as_slice()),
            keypair_accounts::key_uid.eq(&account.key_uid),
            keypair_accounts::public_key.eq(&account.public_key),
            keypair_accounts::path.eq(&account.path),
            keypair_accounts::name.eq(&account.name),
            keypair_accounts::color.eq(&account.color),
            keypair_accounts::emoji.eq(&account.emoji),
            keypair_accounts::wallet.eq(account.wallet),
            keypair_accounts::chat.eq(account.chat),
            keypair_accounts::hidden.eq(account.hidden),
            keypair_accounts::operable.eq(operable_code(account.operable)),
            keypair_accounts::created_at.eq(U64(account.created_at)),
            keypair_accounts::clock.eq(U64(account.clock)),
            keypair_accounts::position.eq(account.position),
            keypair_accounts::removed.eq(account.removed),
            keypair_accounts::prod_preferred_chain_ids.eq(&account.prod_preferred_chain_ids),
            keypair_accounts::test_preferred_chain_ids.eq(&account.test_preferred_chain_ids),
            keypair_accounts::address_was_not_shown.eq(account.address_was_not_shown),
        );
        diesel::replace_into(keypair_accounts::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_accounts_of_keypair(&mut self, key_uid: &str) -> Result<()> {
        let gone = keypair_accounts::table.filter(keypair_accounts::key_uid.eq(key_uid));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn prune_removed_keypairs(&mut self, clock: u64) -> Result<()> {
        let gone = keypairs::table.filter(IsTrue::new(keypairs::removed)).filter(keypairs::clock.lt(U64(clock)));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        let gone = keypair_accounts::table
            .filter(IsTrue::new(keypair_accounts::removed))
            .filter(keypair_accounts::clock.lt(U64(clock)));
        diesel::delete(gone).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn private_key_addresses(&mut self) -> Result<BTreeSet<[u8; 20]>> {
        let rows = private_keys::table.select(private_keys::address).load::<Bytes<20>>(self.connection);
        Ok(rows.or_storage_error()?.into_iter().map(|address| address.0).collect())
    }

    fn find_private_key(&mut self, address: &[u8; 20]) -> Result<Option<PrivateKeyRecord>> {
        let row = private_keys::table
            .find(address.as_slice())
            .select((private_keys::private_key, private_keys::extended_key))
            .first::<(Vec<u8>, String)>(self.connection);
        Ok(row.optional().or_storage_error()?.map(|(private_key, extended_key)| PrivateKeyRecord {
            address: *address,
            private_key: Zeroizing::new(private_key),
            extended_key: Zeroizing::new(extended_key),
        }))
    }

    fn save_private_key(&mut self, key: &PrivateKeyRecord) -> Result<()> {
        let row = (
            private_keys::address.eq(key.address.as_slice()),
            private_keys::private_key.eq(key.private_key.as_slice()),
            private_keys::extended_key.eq(key.extended_key.as_str()),
        );
        diesel::replace_into(private_keys::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_private_keys(&mut self, addresses: &[[u8; 20]]) -> Result<()> {
        for addresses in addresses.chunks(AT_ONCE) {
            let addresses = addresses.iter().map(<[u8; 20]>::as_slice);
            let gone = private_keys::table.filter(private_keys::address.eq_any(addresses));
            diesel::delete(gone).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = keypairs)]
struct KeypairRow {
    key_uid: String,
    name: String,
    kind: i32,
    derived_from: String,
    last_used_derivation_index: U64,
    synced_from: String,
    clock: U64,
    removed: bool,
}

impl TryFrom<KeypairRow> for KeypairRecord {
    type Error = StorageError;

    fn try_from(row: KeypairRow) -> Result<Self> {
        Ok(Self {
            key_uid: row.key_uid,
            name: row.name,
            kind: kind(row.kind)?,
            derived_from: row.derived_from,
            last_used_derivation_index: row.last_used_derivation_index.0,
            synced_from: row.synced_from,
            clock: row.clock.0,
            removed: row.removed,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = keypair_accounts)]
struct KeypairAccountRow {
    address: Bytes<20>,
    key_uid: Option<String>,
    public_key: Vec<u8>,
    path: String,
    name: String,
    color: String,
    emoji: String,
    wallet: bool,
    chat: bool,
    hidden: bool,
    operable: i32,
    created_at: U64,
    clock: U64,
    position: i64,
    removed: bool,
    prod_preferred_chain_ids: String,
    test_preferred_chain_ids: String,
    address_was_not_shown: bool,
}

impl TryFrom<KeypairAccountRow> for KeypairAccountRecord {
    type Error = StorageError;

    fn try_from(row: KeypairAccountRow) -> Result<Self> {
        Ok(Self {
            address: row.address.0,
            key_uid: row.key_uid,
            public_key: row.public_key,
            path: row.path,
            name: row.name,
            color: row.color,
            emoji: row.emoji,
            wallet: row.wallet,
            chat: row.chat,
            hidden: row.hidden,
            operable: operable(row.operable)?,
            created_at: row.created_at.0,
            clock: row.clock.0,
            position: row.position,
            removed: row.removed,
            prod_preferred_chain_ids: row.prod_preferred_chain_ids,
            test_preferred_chain_ids: row.test_preferred_chain_ids,
            address_was_not_shown: row.address_was_not_shown,
        })
    }
}

const fn kind_code(kind: KeypairKind) -> i32 {
    match kind {
        KeypairKind::Profile => 0,
        KeypairKind::Seed => 1,
        KeypairKind::Key => 2,
    }
}

fn kind(code: i32) -> Result<KeypairKind> {
    match code {
        0 => Ok(KeypairKind::Profile),
        1 => Ok(KeypairKind::Seed),
        2 => Ok(KeypairKind::Key),
        _ => Err(corrupt("kind of a keypair")),
    }
}

const fn operable_code(operable: Operable) -> i32 {
    match operable {
        Operable::No => 0,
        Operable::Partially => 1,
        Operable::Fully => 2,
    }
}

fn operable(code: i32) -> Result<Operable> {
    match code {
        0 => Ok(Operable::No),
        1 => Ok(Operable::Partially),
        2 => Ok(Operable::Fully),
        _ => Err(corrupt("whether an account can sign")),
    }
}
