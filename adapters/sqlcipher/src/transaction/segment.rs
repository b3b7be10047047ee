use diesel::dsl::{count_star, exists, max, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use status_ports::{CompressedKey, SegmentCount, SegmentPart, SegmentRecord, SegmentStore, UnixMillis};

use super::SqlTransaction;
use crate::columns::{Bytes, U32, U64};
use crate::error::{OrStorageError as _, Result};
use crate::schema::profile::{completed_segments, segments};

impl SegmentStore for SqlTransaction<'_> {
    fn save_segment(&mut self, segment: &SegmentRecord) -> Result<()> {
        let (parity, index, count) = match segment.part {
            SegmentPart::Data { index, count } => (false, index, count),
            SegmentPart::Parity { index, count } => (true, index, count),
        };
        let row = (
            segments::message_hash.eq(segment.message_hash.as_slice()),
            segments::sender.eq(segment.sender.as_slice()),
            segments::parity.eq(parity),
            segments::part_index.eq(U32(index)),
            segments::part_count.eq(U32(count)),
            segments::received_at.eq(U64(segment.received_at)),
            segments::payload.eq(&segment.payload),
        );
        diesel::replace_into(segments::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn count_segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey) -> Result<SegmentCount> {
        let rows = segments::table
            .filter(segments::message_hash.eq(message_hash.as_slice()))
            .filter(segments::sender.eq(sender.as_slice()))
            .group_by(segments::parity)
            .select((segments::parity, count_star(), max(segments::part_count)))
            .load::<(bool, U32, Option<U32>)>(self.connection)
            .or_storage_error()?;
        let mut total = SegmentCount::default();
        for (parity, count, expected) in rows {
            if parity {
                total.parity = count.0;
            } else {
                total.data = count.0;
                total.expected_data = expected.map_or(0, |expected| expected.0);
            }
        }
        Ok(total)
    }

    fn segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey, limit: u32) -> Result<Vec<SegmentRecord>> {
        let rows = segments::table
            .filter(segments::message_hash.eq(message_hash.as_slice()))
            .filter(segments::sender.eq(sender.as_slice()))
            .order((segments::parity, segments::part_index))
            .limit(limit.into())
            .select(SegmentRow::as_select())
            .load(self.connection)
            .or_storage_error()?;
        Ok(rows.into_iter().map(SegmentRecord::from).collect())
    }

    fn complete_segments(&mut self, message_hash: &[u8; 32], sender: &CompressedKey, at: UnixMillis) -> Result<()> {
        let rows = segments::table
            .filter(segments::message_hash.eq(message_hash.as_slice()))
            .filter(segments::sender.eq(sender.as_slice()));
        diesel::delete(rows).execute(self.connection).or_storage_error()?;
        let row = (
            completed_segments::message_hash.eq(message_hash.as_slice()),
            completed_segments::sender.eq(sender.as_slice()),
            completed_segments::completed_at.eq(U64(at)),
        );
        diesel::replace_into(completed_segments::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn segments_completed(&mut self, message_hash: &[u8; 32], sender: &CompressedKey) -> Result<bool> {
        let row = completed_segments::table.find((message_hash.as_slice(), sender.as_slice()));
        diesel::select(exists(row)).get_result(self.connection).or_storage_error()
    }

    fn prune_segments(&mut self, before: UnixMillis, keep: u32, max_bytes: u64) -> Result<()> {
        let old = completed_segments::table.filter(completed_segments::completed_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        let old = segments::table.filter(segments::received_at.lt(U64(before)));
        diesel::delete(old).execute(self.connection).or_storage_error()?;
        // Walks over little more than `keep` entries of an index; a caller keeps few. A length is read without its bytes.
        let newest = segments::table
            .order((segments::received_at.desc(), segments::number.desc()))
            .limit(-1)
            .select((segments::number, sql::<BigInt>("length(payload)")))
            .load::<(i64, i64)>(self.connection)
            .or_storage_error()?;
        let (mut kept, mut bytes) = (0_u32, 0_u64);
        for (number, length) in newest {
            bytes = bytes.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
            if kept >= keep || bytes > max_bytes {
                diesel::delete(segments::table.find(number)).execute(self.connection).or_storage_error()?;
            } else {
                kept = kept.saturating_add(1);
            }
        }
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = segments)]
struct SegmentRow {
    message_hash: Bytes<32>,
    sender: Bytes<33>,
    parity: bool,
    part_index: U32,
    part_count: U32,
    received_at: U64,
    payload: Vec<u8>,
}

impl From<SegmentRow> for SegmentRecord {
    fn from(row: SegmentRow) -> Self {
        let (index, count) = (row.part_index.0, row.part_count.0);
        Self {
            message_hash: row.message_hash.0,
            sender: row.sender.0,
            part: if row.parity { SegmentPart::Parity { index, count } } else { SegmentPart::Data { index, count } },
            payload: row.payload,
            received_at: row.received_at.0,
        }
    }
}
