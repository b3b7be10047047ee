//! Rows of the accounts database.

use std::collections::BTreeMap;

use diesel::prelude::*;
use status_ports::{AccountRecord, IdentityImageRecord, MetricsConsent};

use super::wrap::{ALGORITHM, Cost, WrappedKey};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::accounts::{accounts, identity_images, metrics_consent as consents, wrapped_data_keys};

pub(super) fn accounts(connection: &mut SqliteConnection) -> Result<Vec<AccountRecord>> {
    let rows = accounts::table
        .order((accounts::login_timestamp.desc(), accounts::key_uid))
        .select(AccountRow::as_select())
        .load(connection)
        .or_storage_error()?;
    let images = identity_images::table
        .order((identity_images::key_uid, identity_images::name))
        .select(ImageRow::as_select())
        .load(connection)
        .or_storage_error()?;
    let mut by_account = BTreeMap::<String, Vec<IdentityImageRecord>>::new();
    for mut image in images {
        by_account.entry(std::mem::take(&mut image.key_uid)).or_default().push(image.into());
    }
    rows.into_iter()
        .map(|row| {
            let images = by_account.remove(&row.key_uid).unwrap_or_default();
            row.into_record(images)
        })
        .collect()
}

pub(super) fn find_account(connection: &mut SqliteConnection, key_uid: &str) -> Result<Option<AccountRecord>> {
    let row = accounts::table.find(key_uid).select(AccountRow::as_select()).get_result(connection);
    let Some(row) = row.optional().or_storage_error()? else { return Ok(None) };
    let images = identity_images::table
        .filter(identity_images::key_uid.eq(key_uid))
        .order(identity_images::name)
        .select(ImageRow::as_select())
        .load(connection)
        .or_storage_error()?;
    row.into_record(images.into_iter().map(IdentityImageRecord::from).collect()).map(Some)
}

pub(super) fn save_account(connection: &mut SqliteConnection, account: &AccountRecord) -> Result<()> {
    // Its images go with it.
    diesel::delete(accounts::table.find(&account.key_uid)).execute(connection).or_storage_error()?;
    let color_hash: Vec<u8> = account.color_hash.iter().flat_map(|&(length, color)| [length, color]).collect();
    let row = (
        accounts::key_uid.eq(&account.key_uid),
        accounts::name.eq(&account.name),
        accounts::login_timestamp.eq(U64(account.login_timestamp)),
        accounts::color_hash.eq(color_hash),
        accounts::color_id.eq(U32(account.color_id.into())),
        accounts::customization_color.eq(&account.customization_color),
        accounts::customization_color_clock.eq(U64(account.customization_color_clock)),
        accounts::kdf_iterations.eq(U32(account.kdf_iterations)),
        accounts::has_accepted_terms.eq(account.has_accepted_terms),
        accounts::keycard_pairing.eq(&account.keycard_pairing),
    );
    diesel::insert_into(accounts::table).values(row).execute(connection).or_storage_error()?;
    insert_images(connection, &account.key_uid, &account.images)
}

fn insert_images(connection: &mut SqliteConnection, key_uid: &str, images: &[IdentityImageRecord]) -> Result<()> {
    for image in images {
        let row = (
            identity_images::key_uid.eq(key_uid),
            identity_images::name.eq(&image.name),
            identity_images::width.eq(U32(image.width)),
            identity_images::height.eq(U32(image.height)),
            identity_images::file_size.eq(U32(image.file_size)),
            identity_images::resize_target.eq(U32(image.resize_target)),
            identity_images::clock.eq(U64(image.clock)),
            identity_images::payload.eq(&image.payload),
        );
        diesel::replace_into(identity_images::table).values(row).execute(connection).or_storage_error()?;
    }
    Ok(())
}

pub(super) fn delete_account(connection: &mut SqliteConnection, key_uid: &str) -> Result<()> {
    diesel::delete(accounts::table.find(key_uid)).execute(connection).or_storage_error()?;
    diesel::delete(wrapped_data_keys::table.find(key_uid)).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn save_wrapped_key(connection: &mut SqliteConnection, key_uid: &str, wrapped: &WrappedKey) -> Result<()> {
    let row = (
        wrapped_data_keys::key_uid.eq(key_uid),
        wrapped_data_keys::algorithm.eq(ALGORITHM),
        wrapped_data_keys::memory_kib.eq(U32(wrapped.cost.memory_kib)),
        wrapped_data_keys::iterations.eq(U32(wrapped.cost.iterations)),
        wrapped_data_keys::salt.eq(wrapped.salt.as_slice()),
        wrapped_data_keys::nonce.eq(wrapped.nonce.as_slice()),
        wrapped_data_keys::ciphertext.eq(wrapped.ciphertext.as_slice()),
    );
    diesel::replace_into(wrapped_data_keys::table).values(row).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn find_wrapped_key(connection: &mut SqliteConnection, key_uid: &str) -> Result<Option<WrappedKey>> {
    let row = wrapped_data_keys::table.find(key_uid).select(WrappedKeyRow::as_select()).get_result(connection);
    let Some(row) = row.optional().or_storage_error()? else { return Ok(None) };
    if row.algorithm != ALGORITHM {
        return Err(corrupt("algorithm of a wrapped data key"));
    }
    Ok(Some(WrappedKey {
        cost: Cost { memory_kib: row.memory_kib.0, iterations: row.iterations.0 },
        salt: row.salt.0,
        nonce: row.nonce.0,
        ciphertext: row.ciphertext.0,
    }))
}

pub(super) fn metrics_consent(connection: &mut SqliteConnection) -> Result<MetricsConsent> {
    let is_given: Option<bool> =
        consents::table.select(consents::is_given).first(connection).optional().or_storage_error()?;
    Ok(match is_given {
        None => MetricsConsent::NotAsked,
        Some(true) => MetricsConsent::Given,
        Some(false) => MetricsConsent::Refused,
    })
}

pub(super) fn save_metrics_consent(connection: &mut SqliteConnection, consent: MetricsConsent) -> Result<()> {
    if consent == MetricsConsent::NotAsked {
        diesel::delete(consents::table).execute(connection).or_storage_error()?;
        return Ok(());
    }
    let row = (consents::id.eq(1_i64), consents::is_given.eq(consent == MetricsConsent::Given));
    diesel::replace_into(consents::table).values(row).execute(connection).or_storage_error()?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct AccountRow {
    key_uid: String,
    name: String,
    login_timestamp: U64,
    color_hash: Vec<u8>,
    color_id: U32,
    customization_color: String,
    customization_color_clock: U64,
    kdf_iterations: U32,
    has_accepted_terms: bool,
    keycard_pairing: String,
}

impl AccountRow {
    fn into_record(self, images: Vec<IdentityImageRecord>) -> Result<AccountRecord> {
        let (pairs, rest) = self.color_hash.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(corrupt("colour hash of an account"));
        }
        Ok(AccountRecord {
            key_uid: self.key_uid,
            name: self.name,
            login_timestamp: self.login_timestamp.0,
            color_hash: pairs.iter().map(|&[length, color]| (length, color)).collect(),
            color_id: u8::try_from(self.color_id.0).map_err(|_| corrupt("colour id of an account"))?,
            customization_color: self.customization_color,
            customization_color_clock: self.customization_color_clock.0,
            kdf_iterations: self.kdf_iterations.0,
            has_accepted_terms: self.has_accepted_terms,
            keycard_pairing: self.keycard_pairing,
            images,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = identity_images)]
struct ImageRow {
    key_uid: String,
    name: String,
    width: U32,
    height: U32,
    file_size: U32,
    resize_target: U32,
    clock: U64,
    payload: Vec<u8>,
}

impl From<ImageRow> for IdentityImageRecord {
    fn from(row: ImageRow) -> Self {
        Self {
            name: row.name,
            payload: row.payload,
            width: row.width.0,
            height: row.height.0,
            file_size: row.file_size.0,
            resize_target: row.resize_target.0,
            clock: row.clock.0,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = wrapped_data_keys)]
struct WrappedKeyRow {
    algorithm: String,
    memory_kib: U32,
    iterations: U32,
    salt: Bytes<16>,
    nonce: Bytes<24>,
    ciphertext: Bytes<48>,
}
