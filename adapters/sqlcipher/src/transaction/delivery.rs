use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};
use status_ports::{CompressedKey, DeliveryRecord, DeliveryStore, GiveUpReason, RecipientDelivery, UnixMillis};

use super::SqlTransaction;
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{confirmations, deliveries};

diesel::define_sql_function! {
    /// The first that is not NULL.
    fn coalesce(first: Nullable<BigInt>, second: BigInt) -> BigInt;
}
diesel::define_sql_function! {
    /// The greater of two numbers.
    #[sql_name = "max"]
    fn greater(first: BigInt, second: BigInt) -> BigInt;
}

impl DeliveryStore for SqlTransaction<'_> {
    fn delivery_queued(&mut self, message_id: &str, at: UnixMillis) -> Result<()> {
        let row = (deliveries::message_id.eq(message_id), deliveries::queued_at.eq(U64(at)));
        let insert = diesel::insert_into(deliveries::table).values(row).on_conflict_do_nothing();
        insert.execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delivery_published(&mut self, message_ids: &[String], peers: u32, at: UnixMillis) -> Result<()> {
        for id in message_ids {
            let values = (
                deliveries::first_published_at.eq(coalesce(deliveries::first_published_at, U64(at)).nullable()),
                deliveries::last_published_at.eq(U64(at)),
                deliveries::published_envelopes.eq(deliveries::published_envelopes + 1_i64),
                deliveries::peers.eq(greater(deliveries::peers, U32(peers))),
            );
            let update = diesel::update(deliveries::table.find(id)).set(values);
            update.execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn delivery_stored(&mut self, message_ids: &[String], at: UnixMillis) -> Result<()> {
        for id in message_ids {
            let row = deliveries::table.find(id).filter(deliveries::stored_at.is_null());
            let update = diesel::update(row).set(deliveries::stored_at.eq(U64(at)));
            update.execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn delivery_given_up(&mut self, message_ids: &[String], reason: GiveUpReason, at: UnixMillis) -> Result<()> {
        for id in message_ids {
            let row = deliveries::table.find(id).filter(deliveries::given_up_at.is_null());
            let values = (deliveries::given_up_at.eq(U64(at)), deliveries::given_up_reason.eq(code(reason)));
            diesel::update(row).set(values).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn confirmation_given_up(
        &mut self,
        datasync_id: &[u8; 32],
        recipient: &CompressedKey,
        at: UnixMillis,
    ) -> Result<Option<String>> {
        let row = confirmations::table.find((datasync_id.as_slice(), recipient.as_slice()));
        let update = diesel::update(row).set(confirmations::given_up_at.eq(U64(at)));
        let message_id = update.returning(confirmations::message_id).get_result(self.connection);
        message_id.optional().or_storage_error()
    }

    fn find_delivery(&mut self, message_id: &str) -> Result<Option<DeliveryRecord>> {
        let row = deliveries::table.find(message_id).select(DeliveryRow::as_select());
        let row = row.get_result(self.connection).optional().or_storage_error()?;
        row.map(DeliveryRow::into_record).transpose()
    }

    fn recipient_deliveries(&mut self, message_id: &str) -> Result<Vec<RecipientDelivery>> {
        let rows = confirmations::table
            .filter(confirmations::message_id.eq(message_id))
            .order((confirmations::recipient, confirmations::datasync_id))
            .select(ConfirmationRow::as_select())
            .load(self.connection)
            .or_storage_error()?;
        let rows = rows.into_iter().map(|row| RecipientDelivery {
            recipient: row.recipient.0,
            datasync_id: row.datasync_id.0,
            expected_at: row.expected_at.0,
            confirmed_at: row.confirmed_at.map(|at| at.0),
            confirmed_by: row.confirmed_by,
            given_up_at: row.given_up_at.map(|at| at.0),
        });
        Ok(rows.collect())
    }

    fn prune_deliveries(&mut self, before: UnixMillis) -> Result<()> {
        let old = deliveries::table.filter(deliveries::queued_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

const REASONS: [GiveUpReason; 2] = [GiveUpReason::Refused, GiveUpReason::NeverStored];

const fn code(reason: GiveUpReason) -> i32 {
    match reason {
        GiveUpReason::Refused => 1,
        GiveUpReason::NeverStored => 2,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliveries)]
struct DeliveryRow {
    message_id: String,
    queued_at: U64,
    first_published_at: Option<U64>,
    last_published_at: Option<U64>,
    published_envelopes: U32,
    peers: U32,
    stored_at: Option<U64>,
    given_up_at: Option<U64>,
    given_up_reason: Option<i32>,
}

impl DeliveryRow {
    fn into_record(self) -> Result<DeliveryRecord> {
        let reason = |number| {
            let known = REASONS.into_iter().find(|reason| code(*reason) == number);
            known.ok_or_else(|| corrupt("reason why a message was given up"))
        };
        Ok(DeliveryRecord {
            message_id: self.message_id,
            queued_at: self.queued_at.0,
            first_published_at: self.first_published_at.map(|at| at.0),
            last_published_at: self.last_published_at.map(|at| at.0),
            published_envelopes: self.published_envelopes.0,
            peers: self.peers.0,
            stored_at: self.stored_at.map(|at| at.0),
            given_up: match (self.given_up_at, self.given_up_reason) {
                (Some(at), Some(number)) => Some((at.0, reason(number)?)),
                _ => None,
            },
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = confirmations)]
struct ConfirmationRow {
    recipient: Bytes<33>,
    datasync_id: Bytes<32>,
    expected_at: U64,
    confirmed_at: Option<U64>,
    confirmed_by: Option<String>,
    given_up_at: Option<U64>,
}
