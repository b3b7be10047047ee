use diesel::dsl::exists;
use diesel::prelude::*;
use status_ports::{CompressedKey, Secret32};

use crate::columns::{Bytes, Secret};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{agreed_secret_installations, agreed_secrets as table};

pub(super) fn find_agreed_secret(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
) -> Result<Option<Secret32>> {
    let secret = table::table.find(identity.as_slice()).select(table::secret).get_result::<Secret>(connection);
    Ok(secret.optional().or_storage_error()?.map(|secret| secret.0))
}

pub(super) fn add_agreed_secret(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    secret: &Secret32,
) -> Result<()> {
    let row = (table::identity.eq(identity.as_slice()), table::secret.eq(secret.as_bytes().as_slice()));
    let insert = diesel::insert_into(table::table).values(row).on_conflict_do_nothing();
    insert.execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn remove_agreed_secret(connection: &mut SqliteConnection, identity: &CompressedKey) -> Result<()> {
    diesel::delete(table::table.find(identity.as_slice())).execute(connection).or_storage_error()?;
    let installations =
        agreed_secret_installations::table.filter(agreed_secret_installations::identity.eq(identity.as_slice()));
    diesel::delete(installations).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn add_agreed_secret_installation(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
) -> Result<()> {
    let row = (
        agreed_secret_installations::identity.eq(identity.as_slice()),
        agreed_secret_installations::installation_id.eq(installation_id),
    );
    let insert = diesel::insert_into(agreed_secret_installations::table).values(row).on_conflict_do_nothing();
    insert.execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn is_agreed_secret_installation(
    connection: &mut SqliteConnection,
    identity: &CompressedKey,
    installation_id: &str,
) -> Result<bool> {
    let row = agreed_secret_installations::table.find((identity.as_slice(), installation_id));
    diesel::select(exists(row)).get_result(connection).or_storage_error()
}

pub(super) fn agreed_secrets(
    connection: &mut SqliteConnection,
    after: &CompressedKey,
    limit: u32,
) -> Result<Vec<(CompressedKey, Secret32)>> {
    let rows = table::table
        .filter(table::identity.gt(after.as_slice()))
        .order(table::identity)
        .limit(limit.into())
        .select((table::identity, table::secret))
        .load::<(Bytes<33>, Secret)>(connection)
        .or_storage_error()?;
    Ok(rows.into_iter().map(|(identity, secret)| (identity.0, secret.0)).collect())
}
