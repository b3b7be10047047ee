use diesel::prelude::*;
use status_ports::{HashRatchetKeyRecord, HashRatchetStep};

use crate::columns::{Bytes, Secret, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{hash_ratchet_keys as table, hash_ratchet_steps as steps_table};

pub(super) fn save_hash_ratchet_key(connection: &mut SqliteConnection, key: &HashRatchetKeyRecord) -> Result<()> {
    let row = (
        table::key_id.eq(key.key_id.as_slice()),
        table::group_id.eq(&key.group_id),
        table::deprecated_key_id.eq(U32(key.deprecated_key_id)),
        table::hash_ratchet_key.eq(key.key.as_bytes().as_slice()),
        table::timestamp_ms.eq(U64(key.timestamp_ms)),
    );
    diesel::replace_into(table::table).values(row).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn find_hash_ratchet_key(
    connection: &mut SqliteConnection,
    key_id: &[u8; 32],
) -> Result<Option<HashRatchetKeyRecord>> {
    let row = table::table.find(key_id.as_slice()).select(KeyRow::as_select());
    Ok(row.get_result(connection).optional().or_storage_error()?.map(HashRatchetKeyRecord::from))
}

pub(super) fn find_hash_ratchet_key_by_deprecated_id(
    connection: &mut SqliteConnection,
    group_id: &[u8],
    deprecated_key_id: u32,
) -> Result<Option<HashRatchetKeyRecord>> {
    let row = table::table
        .filter(table::group_id.eq(group_id))
        .filter(table::deprecated_key_id.eq(U32(deprecated_key_id)))
        .order(table::timestamp_ms.desc())
        .select(KeyRow::as_select())
        .get_result(connection);
    Ok(row.optional().or_storage_error()?.map(HashRatchetKeyRecord::from))
}

pub(super) fn hash_ratchet_keys(
    connection: &mut SqliteConnection,
    group_id: &[u8],
    limit: u32,
) -> Result<Vec<HashRatchetKeyRecord>> {
    let rows = table::table
        .filter(table::group_id.eq(group_id))
        .order((table::timestamp_ms.desc(), table::key_id))
        .limit(limit.into())
        .select(KeyRow::as_select())
        .load(connection)
        .or_storage_error()?;
    Ok(rows.into_iter().map(HashRatchetKeyRecord::from).collect())
}

pub(super) fn find_hash_ratchet_step(
    connection: &mut SqliteConnection,
    key_id: &[u8; 32],
    seq_no: u32,
) -> Result<Option<HashRatchetStep>> {
    let row = steps_table::table
        .filter(steps_table::key_id.eq(key_id.as_slice()))
        .filter(steps_table::seq_no.le(U32(seq_no)))
        .order(steps_table::seq_no.desc())
        .select((steps_table::seq_no, steps_table::hash))
        .first::<(U32, Secret)>(connection);
    let row = row.optional().or_storage_error()?;
    Ok(row.map(|(seq_no, hash)| HashRatchetStep { seq_no: seq_no.0, hash: hash.0 }))
}

pub(super) fn save_hash_ratchet_steps(
    connection: &mut SqliteConnection,
    key_id: &[u8; 32],
    steps: &[HashRatchetStep],
) -> Result<()> {
    for step in steps {
        let row = (
            steps_table::key_id.eq(key_id.as_slice()),
            steps_table::seq_no.eq(U32(step.seq_no)),
            steps_table::hash.eq(step.hash.as_bytes().as_slice()),
        );
        diesel::replace_into(steps_table::table).values(row).execute(connection).or_storage_error()?;
    }
    Ok(())
}

pub(super) fn remove_hash_ratchet_step(
    connection: &mut SqliteConnection,
    key_id: &[u8; 32],
    seq_no: u32,
) -> Result<()> {
    let row = steps_table::table.find((key_id.as_slice(), U32(seq_no)));
    diesel::delete(row).execute(connection).or_storage_error()?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct KeyRow {
    key_id: Bytes<32>,
    group_id: Vec<u8>,
    deprecated_key_id: U32,
    hash_ratchet_key: Secret,
    timestamp_ms: U64,
}

impl From<KeyRow> for HashRatchetKeyRecord {
    fn from(row: KeyRow) -> Self {
        Self {
            group_id: row.group_id,
            key_id: row.key_id.0,
            deprecated_key_id: row.deprecated_key_id.0,
            key: row.hash_ratchet_key.0,
            timestamp_ms: row.timestamp_ms.0,
        }
    }
}
