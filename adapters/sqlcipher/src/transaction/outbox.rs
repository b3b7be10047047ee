use diesel::dsl::{exists, min};
use diesel::prelude::*;
use status_ports::{CompressedKey, OutboxStore, OutgoingEnvelope, Priority, PublishedEnvelope, UnixMillis};

use super::{SqlTransaction, Unindexed};
use crate::columns::{U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{
    confirmations, outgoing_envelope_messages, outgoing_envelopes, published_envelope_messages,
};

pub(super) const MOST_URGENT_FIRST: [Priority; 3] = [Priority::High, Priority::Normal, Priority::Low];

impl SqlTransaction<'_> {
    /// When the first envelope of a priority becomes due.
    fn first_due(&mut self, priority: Priority) -> Result<Option<u64>> {
        let times = outgoing_envelopes::table.filter(outgoing_envelopes::priority.eq(code(priority)));
        let first = times.select(min(outgoing_envelopes::next_attempt_at)).get_result::<Option<U64>>(self.connection);
        Ok(first.or_storage_error()?.map(|at| at.0))
    }
}

impl OutboxStore for SqlTransaction<'_> {
    fn enqueue_envelope(&mut self, envelope: &OutgoingEnvelope) -> Result<i64> {
        let row = (
            outgoing_envelopes::pubsub_topic.eq(&envelope.pubsub_topic),
            outgoing_envelopes::priority.eq(code(envelope.priority)),
            outgoing_envelopes::attempts.eq(U32(envelope.attempts)),
            outgoing_envelopes::next_attempt_at.eq(U64(envelope.next_attempt_at)),
            outgoing_envelopes::message.eq(&envelope.message),
        );
        let number = diesel::insert_into(outgoing_envelopes::table)
            .values(row)
            .returning(outgoing_envelopes::number)
            .get_result(self.connection)
            .or_storage_error()?;
        for (position, message_id) in (0..).zip(&envelope.message_ids) {
            let row = (
                outgoing_envelope_messages::envelope.eq(number),
                outgoing_envelope_messages::position.eq(U32(position)),
                outgoing_envelope_messages::message_id.eq(message_id),
            );
            let insert = diesel::insert_into(outgoing_envelope_messages::table).values(row);
            insert.execute(self.connection).or_storage_error()?;
        }
        Ok(number)
    }

    fn next_envelope(&mut self, now: UnixMillis) -> Result<Option<OutgoingEnvelope>> {
        for priority in MOST_URGENT_FIRST {
            if self.first_due(priority)?.is_none_or(|at| at > now) {
                continue;
            }
            let row = outgoing_envelopes::table
                .filter(outgoing_envelopes::priority.eq(code(priority)))
                .filter(Unindexed::new(outgoing_envelopes::next_attempt_at).le(U64(now)))
                .order(outgoing_envelopes::number)
                .select(EnvelopeRow::as_select())
                .get_result(self.connection);
            let Some(row) = row.optional().or_storage_error()? else { continue };
            let message_ids = outgoing_envelope_messages::table
                .filter(outgoing_envelope_messages::envelope.eq(row.number))
                .order(outgoing_envelope_messages::position)
                .select(outgoing_envelope_messages::message_id)
                .load(self.connection)
                .or_storage_error()?;
            return Ok(Some(OutgoingEnvelope {
                id: row.number,
                pubsub_topic: row.pubsub_topic,
                message: row.message,
                message_ids,
                priority,
                attempts: row.attempts.0,
                next_attempt_at: row.next_attempt_at.0,
            }));
        }
        Ok(None)
    }

    fn next_envelope_at(&mut self) -> Result<Option<UnixMillis>> {
        let mut first: Option<UnixMillis> = None;
        for priority in MOST_URGENT_FIRST {
            let at = self.first_due(priority)?;
            first = first.into_iter().chain(at).min();
        }
        Ok(first)
    }

    fn postpone_envelope(&mut self, id: i64, attempts: u32, until: UnixMillis) -> Result<()> {
        diesel::update(outgoing_envelopes::table.find(id))
            .set((outgoing_envelopes::attempts.eq(U32(attempts)), outgoing_envelopes::next_attempt_at.eq(U64(until))))
            .execute(self.connection)
            .or_storage_error()?;
        Ok(())
    }

    fn remove_envelope(&mut self, id: i64) -> Result<()> {
        diesel::delete(outgoing_envelopes::table.find(id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn message_awaits_envelope(&mut self, message_id: &str) -> Result<bool> {
        let rows = outgoing_envelope_messages::table.filter(outgoing_envelope_messages::message_id.eq(message_id));
        let published =
            published_envelope_messages::table.filter(published_envelope_messages::message_id.eq(message_id));
        diesel::select(exists(rows).or(exists(published))).get_result(self.connection).or_storage_error()
    }

    fn save_published_envelope(&mut self, envelope: &PublishedEnvelope) -> Result<()> {
        self.save_published(envelope)
    }

    fn published_envelopes(&mut self, until: UnixMillis, limit: u32) -> Result<Vec<PublishedEnvelope>> {
        self.published(until, limit)
    }

    fn first_published_at(&mut self) -> Result<Option<UnixMillis>> {
        self.first_published()
    }

    fn remove_published_envelope(&mut self, hash: &[u8; 32]) -> Result<()> {
        self.remove_published(hash)
    }

    fn remove_published_envelopes_of(&mut self, message_id: &str) -> Result<()> {
        self.remove_published_of(message_id)
    }

    fn expect_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        message_id: &str,
        recipient: &CompressedKey,
        at: UnixMillis,
    ) -> Result<()> {
        let row = (
            confirmations::datasync_id.eq(datasync_id.as_slice()),
            confirmations::recipient.eq(recipient.as_slice()),
            confirmations::message_id.eq(message_id),
            confirmations::expected_at.eq(U64(at)),
        );
        let insert = diesel::insert_into(confirmations::table).values(row).on_conflict_do_nothing();
        insert.execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn find_confirmation(&mut self, datasync_id: &[u8; 32], recipient: &CompressedKey) -> Result<Option<String>> {
        let row = confirmations::table.find((datasync_id.as_slice(), recipient.as_slice()));
        row.select(confirmations::message_id).first(self.connection).optional().or_storage_error()
    }

    fn confirm(
        &mut self,
        datasync_id: &[u8; 32],
        sender: &CompressedKey,
        device: Option<&str>,
        at: UnixMillis,
    ) -> Result<Option<String>> {
        let row = confirmations::table.find((datasync_id.as_slice(), sender.as_slice()));
        let found = row.select((confirmations::message_id, confirmations::confirmed_at));
        let found = found.first::<(String, Option<U64>)>(self.connection).optional().or_storage_error()?;
        let Some((message_id, confirmed_at)) = found else { return Ok(None) };
        if confirmed_at.is_none() {
            let values = (confirmations::confirmed_at.eq(U64(at)), confirmations::confirmed_by.eq(device));
            let update = diesel::update(row).set(values);
            update.execute(self.connection).or_storage_error()?;
        }
        Ok(Some(message_id))
    }

    fn prune_confirmations(&mut self, before: UnixMillis) -> Result<()> {
        let old = confirmations::table.filter(confirmations::expected_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = outgoing_envelopes)]
struct EnvelopeRow {
    number: i64,
    pubsub_topic: String,
    attempts: U32,
    next_attempt_at: U64,
    message: Vec<u8>,
}

pub(super) const fn code(priority: Priority) -> i32 {
    match priority {
        Priority::Low => 0,
        Priority::Normal => 1,
        Priority::High => 2,
    }
}
