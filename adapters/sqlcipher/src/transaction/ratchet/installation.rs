use diesel::prelude::*;
use status_ports::{CompressedKey, InstallationMetadata, InstallationRecord};

use crate::columns::{Bytes, U32};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{installation_metadata as metadata_table, installations as table};
use crate::transaction::IsTrue;
use crate::transaction::page::first_rows;

pub(super) fn find_installation(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
) -> Result<Option<InstallationRecord>> {
    let row = table::table.find((identity.as_slice(), installation_id)).select(InstallationRow::as_select());
    Ok(row.get_result(connection).optional().or_storage_error()?.map(InstallationRecord::from))
}

pub(super) fn save_installation(connection: &mut SqliteConnection, installation: &InstallationRecord) -> Result<()> {
    let row = (
        table::identity.eq(installation.identity.as_slice()),
        table::installation_id.eq(&installation.installation_id),
        table::version.eq(U32(installation.version)),
        table::enabled.eq(installation.enabled),
        table::timestamp_ns.eq(installation.timestamp_ns),
    );
    diesel::replace_into(table::table).values(row).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn enabled_installations(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    limit: u32,
) -> Result<Vec<InstallationRecord>> {
    let rows = table::table
        .filter(table::identity.eq(identity.as_slice()))
        .filter(IsTrue::new(table::enabled))
        .order((table::timestamp_ns.desc(), table::installation_id))
        .select(InstallationRow::as_select());
    let rows = first_rows(rows, connection, limit)?;
    Ok(rows.into_iter().map(InstallationRecord::from).collect())
}

pub(super) fn installations(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    limit: u32,
) -> Result<Vec<InstallationRecord>> {
    let rows = table::table
        .filter(table::identity.eq(identity.as_slice()))
        .order((table::timestamp_ns.desc(), table::installation_id))
        .select(InstallationRow::as_select());
    let rows = first_rows(rows, connection, limit)?;
    Ok(rows.into_iter().map(InstallationRecord::from).collect())
}

pub(super) fn installation_metadata(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    limit: u32,
) -> Result<Vec<(String, InstallationMetadata)>> {
    let rows = metadata_table::table
        .filter(metadata_table::identity.eq(identity.as_slice()))
        .order(metadata_table::installation_id)
        .select(MetadataRow::as_select());
    let rows = first_rows(rows, connection, limit)?;
    let record = |row: MetadataRow| {
        let metadata = InstallationMetadata { name: row.name, device_type: row.device_type, fcm_token: row.fcm_token };
        (row.installation_id, metadata)
    };
    Ok(rows.into_iter().map(record).collect())
}

pub(super) fn save_installation_metadata(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
    metadata: &InstallationMetadata,
) -> Result<()> {
    let row = (
        metadata_table::identity.eq(identity.as_slice()),
        metadata_table::installation_id.eq(installation_id),
        metadata_table::name.eq(&metadata.name),
        metadata_table::device_type.eq(&metadata.device_type),
        metadata_table::fcm_token.eq(&metadata.fcm_token),
    );
    diesel::replace_into(metadata_table::table).values(row).execute(connection).or_storage_error()?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = table)]
struct InstallationRow {
    identity: Bytes<33>,
    installation_id: String,
    version: U32,
    enabled: bool,
    timestamp_ns: i64,
}

impl From<InstallationRow> for InstallationRecord {
    fn from(row: InstallationRow) -> Self {
        Self {
            identity: row.identity.0,
            installation_id: row.installation_id,
            version: row.version.0,
            enabled: row.enabled,
            timestamp_ns: row.timestamp_ns,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = metadata_table)]
struct MetadataRow {
    installation_id: String,
    name: String,
    device_type: String,
    fcm_token: String,
}
