use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use status_ports::{BlockPlace, ChainScans, ScanGap, ScanRecord, ScannedRange};

use crate::columns::{U32, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::wallet::{scan_gaps, scans};
use crate::wallet::SqlWalletTransaction;

/// Bytes of a range: the first block, the last one, its hash.
const RANGE: usize = 48;

type ScanRow = (U64, Vec<u8>, U64, Vec<u8>);

type GapRow = (U64, Vec<u8>, U64, U64, U32, U64);

impl SqlWalletTransaction<'_> {
    /// Of one chain, or of all, by chain.
    pub(super) fn read_scans(&mut self, chain_id: Option<u64>) -> Result<BTreeMap<u64, ChainScans>> {
        let rows = scans::table.order((scans::chain_id, scans::position));
        let rows = rows.select((scans::chain_id, scans::accounts, scans::next_block, scans::ranges));
        let rows: Vec<ScanRow> = match chain_id {
            Some(chain_id) => rows.filter(scans::chain_id.eq(U64(chain_id))).load(self.connection),
            None => rows.load(self.connection),
        }
        .or_storage_error()?;
        let gaps = scan_gaps::table.order((scan_gaps::chain_id, scan_gaps::position)).select((
            scan_gaps::chain_id,
            scan_gaps::accounts,
            scan_gaps::first_block,
            scan_gaps::last_block,
            scan_gaps::attempts,
            scan_gaps::not_before,
        ));
        let gaps: Vec<GapRow> = match chain_id {
            Some(chain_id) => gaps.filter(scan_gaps::chain_id.eq(U64(chain_id))).load(self.connection),
            None => gaps.load(self.connection),
        }
        .or_storage_error()?;
        let mut chains: BTreeMap<u64, ChainScans> = BTreeMap::new();
        for (chain_id, accounts, next_block, ranges) in rows {
            let accounts = accounts_of(&accounts)?;
            let record = ScanRecord { accounts, next_block: next_block.0, ranges: ranges_of(&ranges)? };
            chains.entry(chain_id.0).or_default().scans.push(record);
        }
        for (chain_id, accounts, first, last, attempts, not_before) in gaps {
            let gap = ScanGap {
                accounts: accounts_of(&accounts)?,
                first: first.0,
                last: last.0,
                attempts: attempts.0,
                not_before: not_before.0,
            };
            chains.entry(chain_id.0).or_default().gaps.push(gap);
        }
        Ok(chains)
    }

    pub(super) fn write_scans(&mut self, chain_id: u64, records: &ChainScans) -> Result<()> {
        let before = scans::table.filter(scans::chain_id.eq(U64(chain_id)));
        diesel::delete(before).execute(self.connection).or_storage_error()?;
        let before = scan_gaps::table.filter(scan_gaps::chain_id.eq(U64(chain_id)));
        diesel::delete(before).execute(self.connection).or_storage_error()?;
        for (scan, position) in records.scans.iter().zip(0_i64..) {
            let row = (
                scans::chain_id.eq(U64(chain_id)),
                scans::position.eq(position),
                scans::accounts.eq(bytes_of_accounts(&scan.accounts)),
                scans::next_block.eq(U64(scan.next_block)),
                scans::ranges.eq(scan.ranges.iter().flat_map(bytes_of).collect::<Vec<u8>>()),
            );
            diesel::insert_into(scans::table).values(row).execute(self.connection).or_storage_error()?;
        }
        for (gap, position) in records.gaps.iter().zip(0_i64..) {
            let row = (
                scan_gaps::chain_id.eq(U64(chain_id)),
                scan_gaps::position.eq(position),
                scan_gaps::accounts.eq(bytes_of_accounts(&gap.accounts)),
                scan_gaps::first_block.eq(U64(gap.first)),
                scan_gaps::last_block.eq(U64(gap.last)),
                scan_gaps::attempts.eq(U32(gap.attempts)),
                scan_gaps::not_before.eq(U64(gap.not_before)),
            );
            diesel::insert_into(scan_gaps::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }
}

fn bytes_of_accounts(accounts: &BTreeSet<[u8; 20]>) -> Vec<u8> {
    accounts.iter().flatten().copied().collect()
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
