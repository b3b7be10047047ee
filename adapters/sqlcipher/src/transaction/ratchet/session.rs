use diesel::prelude::*;
use status_ports::{RatchetState, SessionKey, SessionRecord};

use crate::columns::{Bytes, Secret, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::sessions::{self, dsl};

pub(super) fn find_session(connection: &mut SqliteConnection, key: &SessionKey) -> Result<Option<SessionRecord>> {
    let row = dsl::sessions
        .find((key.bundle_id.as_slice(), key.identity.as_slice(), &key.installation_id))
        .select(SessionRow::as_select())
        .get_result(connection);
    Ok(row.optional().or_storage_error()?.map(|row| row.into_record(key.clone())))
}

pub(super) fn save_session(connection: &mut SqliteConnection, session: &SessionRecord) -> Result<()> {
    let (key, state) = (&session.key, &session.state);
    let row = (
        dsl::bundle_id.eq(key.bundle_id.as_slice()),
        dsl::identity.eq(key.identity.as_slice()),
        dsl::installation_id.eq(&key.installation_id),
        dsl::shared_key.eq(session.shared_key.as_bytes().as_slice()),
        dsl::ephemeral_key.eq(session.ephemeral_key.as_ref().map(<[u8; 33]>::as_slice)),
        dsl::founded_at_ns.eq(session.founded_at_ns),
        dsl::remote_ratchet_key.eq(state.remote_ratchet_key.as_ref().map(<[u8; 33]>::as_slice)),
        dsl::ratchet_private_key.eq(state.ratchet_private_key.as_bytes().as_slice()),
        dsl::ratchet_public_key.eq(state.ratchet_public_key.as_slice()),
        dsl::root_key.eq(state.root_key.as_bytes().as_slice()),
        dsl::send_chain_key.eq(state.send_chain_key.as_bytes().as_slice()),
        dsl::send_number.eq(U32(state.send_number)),
        dsl::receive_chain_key.eq(state.receive_chain_key.as_bytes().as_slice()),
        dsl::receive_number.eq(U32(state.receive_number)),
        dsl::previous_send_count.eq(U32(state.previous_send_count)),
        dsl::keys_count.eq(U64(state.keys_count)),
    );
    diesel::replace_into(dsl::sessions).values(row).execute(connection).or_storage_error()?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
struct SessionRow {
    shared_key: Secret,
    ephemeral_key: Option<Bytes<33>>,
    founded_at_ns: i64,
    remote_ratchet_key: Option<Bytes<33>>,
    ratchet_private_key: Secret,
    ratchet_public_key: Bytes<33>,
    root_key: Secret,
    send_chain_key: Secret,
    send_number: U32,
    receive_chain_key: Secret,
    receive_number: U32,
    previous_send_count: U32,
    keys_count: U64,
}

impl SessionRow {
    fn into_record(self, key: SessionKey) -> SessionRecord {
        SessionRecord {
            key,
            shared_key: self.shared_key.0,
            ephemeral_key: self.ephemeral_key.map(|key| key.0),
            founded_at_ns: self.founded_at_ns,
            state: RatchetState {
                remote_ratchet_key: self.remote_ratchet_key.map(|key| key.0),
                ratchet_private_key: self.ratchet_private_key.0,
                ratchet_public_key: self.ratchet_public_key.0,
                root_key: self.root_key.0,
                send_chain_key: self.send_chain_key.0,
                send_number: self.send_number.0,
                receive_chain_key: self.receive_chain_key.0,
                receive_number: self.receive_number.0,
                previous_send_count: self.previous_send_count.0,
                keys_count: self.keys_count.0,
            },
        }
    }
}
