use std::collections::BTreeSet;

use diesel::prelude::*;
use status_ports::{BlockPlace, ScanRecord, ScannedRange};

use crate::columns::U64;
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::scans;
use crate::wallet::SqlWalletTransaction;

/// Bytes of a range: the first block, the last one, its hash.
const RANGE: usize = 48;

impl SqlWalletTransaction<'_> {
    pub(super) fn read_scans(&mut self, chain_id: u64) -> Result<Vec<ScanRecord>> {
        let rows = scans::table.filter(scans::chain_id.eq(U64(chain_id))).order(scans::position).select((
            scans::accounts,
            scans::next_block,
            scans::ranges,
        ));
        let rows = rows.load::<(Vec<u8>, U64, Vec<u8>)>(self.connection).or_storage_error()?;
        let record = |(accounts, next_block, ranges): (Vec<u8>, U64, Vec<u8>)| {
            Ok(ScanRecord { accounts: accounts_of(&accounts)?, next_block: next_block.0, ranges: ranges_of(&ranges)? })
        };
        rows.into_iter().map(record).collect()
    }

    pub(super) fn write_scans(&mut self, chain_id: u64, records: &[ScanRecord]) -> Result<()> {
        let before = scans::table.filter(scans::chain_id.eq(U64(chain_id)));
        diesel::delete(before).execute(self.connection).or_storage_error()?;
        for (scan, position) in records.iter().zip(0_i64..) {
            let row = (
                scans::chain_id.eq(U64(chain_id)),
                scans::position.eq(position),
                scans::accounts.eq(scan.accounts.iter().flatten().copied().collect::<Vec<u8>>()),
                scans::next_block.eq(U64(scan.next_block)),
                scans::ranges.eq(scan.ranges.iter().flat_map(bytes_of).collect::<Vec<u8>>()),
            );
            diesel::insert_into(scans::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }
}

fn accounts_of(bytes: &[u8]) -> Result<BTreeSet<[u8; 20]>> {
    match bytes.as_chunks() {
        (accounts, []) => Ok(accounts.iter().copied().collect()),
        _ => Err(corrupt("accounts of a scan")),
    }
}

fn bytes_of(range: &ScannedRange) -> impl Iterator<Item = u8> + use<> {
    let numbers = [range.first.to_be_bytes(), range.last.number.to_be_bytes()];
    numbers.into_iter().flatten().chain(range.last.hash)
}

fn ranges_of(bytes: &[u8]) -> Result<Vec<ScannedRange>> {
    let (ranges, []) = bytes.as_chunks::<RANGE>() else { return Err(corrupt("ranges of a scan")) };
    ranges.iter().map(|range| range_of(range).ok_or_else(|| corrupt("ranges of a scan"))).collect()
}

fn range_of(bytes: &[u8; RANGE]) -> Option<ScannedRange> {
    let (first, rest) = bytes.split_first_chunk()?;
    let (last, hash) = rest.split_first_chunk()?;
    let last = BlockPlace { number: u64::from_be_bytes(*last), hash: hash.try_into().ok()? };
    Some(ScannedRange { first: u64::from_be_bytes(*first), last })
}
