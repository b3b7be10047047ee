use diesel::dsl::{exists, min};
use diesel::prelude::*;
use status_ports::{CompressedKey, MvdsAckRecord, MvdsStateKind, MvdsStateRecord, MvdsStore, StorageError, UnixMillis};

use super::SqlTransaction;
use super::page::first_rows;
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{mvds_acks, mvds_received, mvds_states};

impl MvdsStore for SqlTransaction<'_> {
    fn add_mvds_state(&mut self, state: &MvdsStateRecord) -> Result<bool> {
        let row = (
            mvds_states::message_id.eq(state.message_id.as_slice()),
            mvds_states::peer.eq(state.peer.as_slice()),
            mvds_states::kind.eq(kind_code(state.kind)),
            mvds_states::group_id.eq(state.group_id.as_slice()),
            mvds_states::timestamp_seconds.eq(state.timestamp_seconds),
            mvds_states::created_at.eq(U64(state.created_at)),
            mvds_states::send_count.eq(U32(state.send_count)),
            mvds_states::next_send_at.eq(U64(state.next_send_at)),
            mvds_states::body.eq(&state.body),
        );
        let insert = diesel::insert_into(mvds_states::table).values(row).on_conflict_do_nothing();
        Ok(insert.execute(self.connection).or_storage_error()? > 0)
    }

    fn find_mvds_state(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<Option<MvdsStateRecord>> {
        let row = mvds_states::table
            .filter(mvds_states::message_id.eq(message_id.as_slice()))
            .filter(mvds_states::peer.eq(peer.as_slice()))
            .select(StateRow::as_select())
            .get_result(self.connection);
        row.optional().or_storage_error()?.map(MvdsStateRecord::try_from).transpose()
    }

    fn schedule_mvds_state(
        &mut self,
        message_id: &[u8; 32],
        peer: &CompressedKey,
        send_count: u32,
        next_send_at: UnixMillis,
    ) -> Result<()> {
        let row = mvds_states::table
            .filter(mvds_states::message_id.eq(message_id.as_slice()))
            .filter(mvds_states::peer.eq(peer.as_slice()));
        diesel::update(row)
            .set((mvds_states::send_count.eq(U32(send_count)), mvds_states::next_send_at.eq(U64(next_send_at))))
            .execute(self.connection)
            .or_storage_error()?;
        Ok(())
    }

    fn remove_mvds_state(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<bool> {
        let row = mvds_states::table
            .filter(mvds_states::message_id.eq(message_id.as_slice()))
            .filter(mvds_states::peer.eq(peer.as_slice()));
        Ok(diesel::delete(row).execute(self.connection).or_storage_error()? > 0)
    }

    fn due_mvds_states(&mut self, now: UnixMillis, limit: u32) -> Result<Vec<MvdsStateRecord>> {
        let rows = mvds_states::table
            .filter(mvds_states::next_send_at.le(U64(now)))
            .order((mvds_states::next_send_at, mvds_states::number))
            .select(StateRow::as_select());
        first_rows(rows, self.connection, limit)?.into_iter().map(MvdsStateRecord::try_from).collect()
    }

    fn next_mvds_send_at(&mut self) -> Result<Option<UnixMillis>> {
        let first =
            mvds_states::table.select(min(mvds_states::next_send_at)).get_result::<Option<U64>>(self.connection);
        Ok(first.or_storage_error()?.map(|at| at.0))
    }

    fn bring_forward_mvds_states(&mut self, peer: &CompressedKey, at: UnixMillis, limit: u32) -> Result<u32> {
        let first = mvds_states::table
            .filter(mvds_states::peer.eq(peer.as_slice()))
            .filter(mvds_states::next_send_at.gt(U64(at)))
            .order(mvds_states::number)
            .select(mvds_states::number);
        let first: Vec<i64> = first_rows(first, self.connection, limit)?;
        for number in &first {
            let update = diesel::update(mvds_states::table.find(number)).set(mvds_states::next_send_at.eq(U64(at)));
            update.execute(self.connection).or_storage_error()?;
        }
        Ok(u32::try_from(first.len()).unwrap_or(limit))
    }

    fn add_mvds_ack(&mut self, ack: &MvdsAckRecord) -> Result<()> {
        let row = (mvds_acks::peer.eq(ack.peer.as_slice()), mvds_acks::message_id.eq(ack.message_id.as_slice()));
        let insert = diesel::insert_into(mvds_acks::table).values(row).on_conflict_do_nothing();
        insert.execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn mvds_acks(&mut self, limit: u32) -> Result<Vec<MvdsAckRecord>> {
        let rows = mvds_acks::table
            .order((mvds_acks::peer, mvds_acks::number))
            .limit(limit.into())
            .select((mvds_acks::peer, mvds_acks::message_id))
            .load::<(Bytes<33>, Bytes<32>)>(self.connection)
            .or_storage_error()?;
        Ok(rows.into_iter().map(|(peer, id)| MvdsAckRecord { peer: peer.0, message_id: id.0 }).collect())
    }

    fn remove_mvds_acks(&mut self, acks: &[MvdsAckRecord]) -> Result<()> {
        for ack in acks {
            let row = mvds_acks::table
                .filter(mvds_acks::peer.eq(ack.peer.as_slice()))
                .filter(mvds_acks::message_id.eq(ack.message_id.as_slice()));
            diesel::delete(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn mark_mvds_received(&mut self, message_id: &[u8; 32], peer: &CompressedKey, at: UnixMillis) -> Result<bool> {
        let row = (
            mvds_received::message_id.eq(message_id.as_slice()),
            mvds_received::peer.eq(peer.as_slice()),
            mvds_received::received_at.eq(U64(at)),
        );
        let insert = diesel::insert_into(mvds_received::table).values(row).on_conflict_do_nothing();
        Ok(insert.execute(self.connection).or_storage_error()? > 0)
    }

    fn mvds_received(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<bool> {
        let row = mvds_received::table.find((message_id.as_slice(), peer.as_slice()));
        diesel::select(exists(row)).get_result(self.connection).or_storage_error()
    }

    fn prune_mvds_received(&mut self, before: UnixMillis) -> Result<()> {
        let old = mvds_received::table.filter(mvds_received::received_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = mvds_states)]
struct StateRow {
    message_id: Bytes<32>,
    peer: Bytes<33>,
    kind: i32,
    group_id: Bytes<32>,
    timestamp_seconds: i64,
    created_at: U64,
    send_count: U32,
    next_send_at: U64,
    body: Vec<u8>,
}

impl TryFrom<StateRow> for MvdsStateRecord {
    type Error = StorageError;

    fn try_from(row: StateRow) -> Result<Self> {
        Ok(Self {
            message_id: row.message_id.0,
            peer: row.peer.0,
            kind: kind(row.kind)?,
            group_id: row.group_id.0,
            timestamp_seconds: row.timestamp_seconds,
            body: row.body,
            created_at: row.created_at.0,
            send_count: row.send_count.0,
            next_send_at: row.next_send_at.0,
        })
    }
}

const fn kind_code(kind: MvdsStateKind) -> i32 {
    match kind {
        MvdsStateKind::Request => 0,
        MvdsStateKind::Message => 1,
    }
}

fn kind(code: i32) -> Result<MvdsStateKind> {
    match code {
        0 => Ok(MvdsStateKind::Request),
        1 => Ok(MvdsStateKind::Message),
        _ => Err(corrupt("kind of a data synchronisation state")),
    }
}
