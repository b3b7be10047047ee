//! Whom something went to.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Binary};

use crate::columns::{Bytes, U64};

/// An address, and when it got something first.
#[derive(QueryableByName)]
pub(super) struct Recipient {
    #[diesel(sql_type = Binary)]
    pub(super) to_address: Bytes<20>,
    #[diesel(sql_type = BigInt)]
    pub(super) timestamp: U64,
}

/// Each once, with its oldest time: those whose oldest is newest first, then by address.
pub(super) fn newest_recipients(found: Vec<Recipient>, limit: usize) -> Vec<([u8; 20], u64)> {
    let mut oldest = BTreeMap::new();
    for Recipient { to_address, timestamp } in found {
        let known = oldest.entry(to_address.0).or_insert(timestamp.0);
        *known = timestamp.0.min(*known);
    }
    let mut oldest: Vec<([u8; 20], u64)> = oldest.into_iter().collect();
    oldest.sort_by_key(|(address, timestamp)| (Reverse(*timestamp), *address));
    oldest.truncate(limit);
    oldest
}
