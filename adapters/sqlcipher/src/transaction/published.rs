//! Envelopes that were published: a part of the outbox.

use diesel::dsl::{exists, min};
use diesel::prelude::*;
use status_ports::{Priority, PublishedEnvelope, UnixMillis};

use super::SqlTransaction;
use super::outbox::{MOST_URGENT_FIRST, code};
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{published_envelope_messages, published_envelopes};

impl SqlTransaction<'_> {
    pub(super) fn save_published(&mut self, envelope: &PublishedEnvelope) -> Result<()> {
        self.remove_published(&envelope.hash)?;
        let row = (
            published_envelopes::hash.eq(envelope.hash.as_slice()),
            published_envelopes::pubsub_topic.eq(&envelope.pubsub_topic),
            published_envelopes::priority.eq(code(envelope.priority)),
            published_envelopes::attempts.eq(U32(envelope.attempts)),
            published_envelopes::published_at.eq(U64(envelope.published_at)),
            published_envelopes::message.eq(&envelope.message),
        );
        diesel::insert_into(published_envelopes::table).values(row).execute(self.connection).or_storage_error()?;
        for (position, message_id) in (0..).zip(&envelope.message_ids) {
            let row = (
                published_envelope_messages::envelope.eq(envelope.hash.as_slice()),
                published_envelope_messages::position.eq(U32(position)),
                published_envelope_messages::message_id.eq(message_id),
            );
            let insert = diesel::insert_into(published_envelope_messages::table).values(row);
            insert.execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    pub(super) fn published(&mut self, until: UnixMillis, limit: u32) -> Result<Vec<PublishedEnvelope>> {
        let rows = published_envelopes::table
            .filter(published_envelopes::published_at.le(U64(until)))
            .order((published_envelopes::published_at, published_envelopes::hash))
            .limit(limit.into())
            .select(PublishedRow::as_select());
        let rows: Vec<PublishedRow> = rows.load(self.connection).or_storage_error()?;
        let mut envelopes = Vec::with_capacity(rows.len());
        for row in rows {
            let message_ids = published_envelope_messages::table
                .filter(published_envelope_messages::envelope.eq(row.hash.0.as_slice()))
                .order(published_envelope_messages::position)
                .select(published_envelope_messages::message_id)
                .load(self.connection)
                .or_storage_error()?;
            envelopes.push(PublishedEnvelope {
                hash: row.hash.0,
                pubsub_topic: row.pubsub_topic,
                message: row.message,
                message_ids,
                priority: priority(row.priority)?,
                attempts: row.attempts.0,
                published_at: row.published_at.0,
            });
        }
        Ok(envelopes)
    }

    pub(super) fn first_published(&mut self) -> Result<Option<UnixMillis>> {
        let first = published_envelopes::table.select(min(published_envelopes::published_at));
        let first = first.first::<Option<U64>>(self.connection).or_storage_error()?;
        Ok(first.map(|at| at.0))
    }

    pub(super) fn remove_published(&mut self, hash: &[u8; 32]) -> Result<()> {
        let row = published_envelopes::table.find(hash.as_slice());
        diesel::delete(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    pub(super) fn remove_published_of(&mut self, message_id: &str) -> Result<()> {
        let hashes = published_envelope_messages::table
            .filter(published_envelope_messages::message_id.eq(message_id))
            .select(published_envelope_messages::envelope)
            .load::<Bytes<32>>(self.connection)
            .or_storage_error()?;
        for hash in hashes {
            let others = published_envelope_messages::table
                .filter(published_envelope_messages::envelope.eq(hash.0.as_slice()))
                .filter(published_envelope_messages::message_id.ne(message_id));
            if !diesel::select(exists(others)).get_result(self.connection).or_storage_error()? {
                self.remove_published(&hash.0)?;
            }
        }
        Ok(())
    }
}

fn priority(number: i32) -> Result<Priority> {
    let known = MOST_URGENT_FIRST.into_iter().find(|priority| code(*priority) == number);
    known.ok_or_else(|| corrupt("priority of an envelope"))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = published_envelopes)]
struct PublishedRow {
    hash: Bytes<32>,
    pubsub_topic: String,
    priority: i32,
    attempts: U32,
    published_at: U64,
    message: Vec<u8>,
}
