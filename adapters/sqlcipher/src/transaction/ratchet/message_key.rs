use diesel::prelude::*;
use status_ports::{CompressedKey, MessageKeyRecord, Secret32, SessionKey};

use crate::columns::{Secret, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::message_keys::dsl;

/// The rows of a session.
macro_rules! of {
    ($session:expr) => {
        dsl::message_keys
            .filter(dsl::bundle_id.eq($session.bundle_id.as_slice()))
            .filter(dsl::identity.eq($session.identity.as_slice()))
            .filter(dsl::installation_id.eq(&$session.installation_id))
    };
}

pub(super) fn find_message_key(
    connection: &mut SqliteConnection,
    session: &SessionKey,
    ratchet_key: &CompressedKey,
    number: u32,
) -> Result<Option<Secret32>> {
    let row = of!(session).filter(dsl::ratchet_key.eq(ratchet_key.as_slice())).filter(dsl::number.eq(U32(number)));
    let key = row.select(dsl::message_key).get_result::<Secret>(connection);
    Ok(key.optional().or_storage_error()?.map(|key| key.0))
}

pub(super) fn save_message_keys(
    connection: &mut SqliteConnection,
    session: &SessionKey,
    keys: &[MessageKeyRecord],
) -> Result<()> {
    for key in keys {
        let row = (
            dsl::bundle_id.eq(session.bundle_id.as_slice()),
            dsl::identity.eq(session.identity.as_slice()),
            dsl::installation_id.eq(&session.installation_id),
            dsl::ratchet_key.eq(key.ratchet_key.as_slice()),
            dsl::number.eq(U32(key.number)),
            dsl::message_key.eq(key.message_key.as_bytes().as_slice()),
            dsl::sequence.eq(U64(key.sequence)),
        );
        diesel::replace_into(dsl::message_keys).values(row).execute(connection).or_storage_error()?;
    }
    Ok(())
}

pub(super) fn remove_message_key(
    connection: &mut SqliteConnection,
    session: &SessionKey,
    ratchet_key: &CompressedKey,
    number: u32,
) -> Result<()> {
    let row = of!(session).filter(dsl::ratchet_key.eq(ratchet_key.as_slice())).filter(dsl::number.eq(U32(number)));
    diesel::delete(row).execute(connection).or_storage_error()?;
    Ok(())
}

pub(super) fn prune_message_keys(
    connection: &mut SqliteConnection,
    session: &SessionKey,
    first_sequence: u64,
    keep: u32,
) -> Result<()> {
    let old = of!(session).filter(dsl::sequence.lt(U64(first_sequence)));
    diesel::delete(old).execute(connection).or_storage_error()?;
    // Walks over `keep` entries of an index; a session keeps few.
    let first_too_many = of!(session)
        .order(dsl::sequence.desc())
        .offset(keep.into())
        .limit(1)
        .select(dsl::sequence)
        .get_result::<U64>(connection);
    if let Some(sequence) = first_too_many.optional().or_storage_error()? {
        let too_many = of!(session).filter(dsl::sequence.le(sequence));
        diesel::delete(too_many).execute(connection).or_storage_error()?;
    }
    Ok(())
}
