use diesel::dsl::max;
use diesel::prelude::*;
use status_ports::{CompressedKey, SignedPreKeyRecord};

use crate::columns::{Bytes, Secret, U32};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::signed_pre_keys::{self, dsl};
use crate::transaction::IsFalse;

pub(super) fn add_signed_pre_key(connection: &mut SqliteConnection, record: &SignedPreKeyRecord) -> Result<()> {
    let row = (
        dsl::identity.eq(record.identity.as_slice()),
        dsl::installation_id.eq(&record.installation_id),
        dsl::signed_pre_key.eq(record.signed_pre_key.as_slice()),
        dsl::private_key.eq(record.private_key.as_ref().map(|key| key.as_bytes().as_slice())),
        dsl::version.eq(U32(record.version)),
        dsl::timestamp_ns.eq(record.timestamp_ns),
        dsl::expired.eq(record.expired),
    );
    let insert = diesel::insert_into(dsl::signed_pre_keys).values(row).on_conflict_do_nothing();
    insert.execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn find_current_signed_pre_key(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
) -> Result<Option<SignedPreKeyRecord>> {
    let row = dsl::signed_pre_keys
        .filter(dsl::identity.eq(identity.as_slice()))
        .filter(dsl::installation_id.eq(installation_id))
        .filter(IsFalse::new(dsl::expired))
        .order(dsl::version.desc())
        .select(SignedPreKeyRow::as_select())
        .get_result(connection);
    Ok(row.optional().or_storage_error()?.map(SignedPreKeyRecord::from))
}

pub(super) fn find_private_signed_pre_key(
    connection: &mut SqliteConnection,
    signed_pre_key: &CompressedKey,
) -> Result<Option<SignedPreKeyRecord>> {
    let row = dsl::signed_pre_keys
        .filter(dsl::signed_pre_key.eq(signed_pre_key.as_slice()))
        .filter(dsl::private_key.is_not_null())
        .select(SignedPreKeyRow::as_select())
        .get_result(connection);
    Ok(row.optional().or_storage_error()?.map(SignedPreKeyRecord::from))
}

pub(super) fn highest_signed_pre_key_version(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
) -> Result<u32> {
    let highest = dsl::signed_pre_keys
        .filter(dsl::identity.eq(identity.as_slice()))
        .filter(dsl::installation_id.eq(installation_id))
        .select(max(dsl::version))
        .get_result::<Option<U32>>(connection);
    Ok(highest.or_storage_error()?.map_or(0, |version| version.0))
}

pub(super) fn expire_signed_pre_keys_below(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
    version: u32,
) -> Result<()> {
    let rows = dsl::signed_pre_keys
        .filter(dsl::identity.eq(identity.as_slice()))
        .filter(dsl::installation_id.eq(installation_id))
        .filter(dsl::version.lt(U32(version)))
        .filter(IsFalse::new(dsl::expired));
    diesel::update(rows).set(dsl::expired.eq(true)).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn expire_private_signed_pre_keys(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
) -> Result<()> {
    let rows = dsl::signed_pre_keys
        .filter(dsl::identity.eq(identity.as_slice()))
        .filter(dsl::private_key.is_not_null())
        .filter(IsFalse::new(dsl::expired));
    diesel::update(rows).set(dsl::expired.eq(true)).execute(connection).or_storage_error()?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = signed_pre_keys)]
struct SignedPreKeyRow {
    identity: Bytes<33>,
    installation_id: String,
    signed_pre_key: Bytes<33>,
    private_key: Option<Secret>,
    version: U32,
    timestamp_ns: i64,
    expired: bool,
}

impl From<SignedPreKeyRow> for SignedPreKeyRecord {
    fn from(row: SignedPreKeyRow) -> Self {
        Self {
            identity: row.identity.0,
            installation_id: row.installation_id,
            signed_pre_key: row.signed_pre_key.0,
            private_key: row.private_key.map(|key| key.0),
            version: row.version.0,
            timestamp_ns: row.timestamp_ns,
            expired: row.expired,
        }
    }
}
