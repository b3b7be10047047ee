use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use ruint::aliases::U256;
use status_ports::{ChainTransaction, EventLog, MultiTransactionRecord, TransactionReceipt};

use super::*;
use crate::crypto::keccak256;
use crate::wallet::address_word;

mod blocks;
mod entries;
mod logs;
mod payments;
mod reading;
mod scans;
mod sessions;

const ME: [u8; 20] = [1; 20];
const OTHER: [u8; 20] = [2; 20];
const TOKEN: [u8; 20] = [3; 20];

fn accounts() -> BTreeSet<[u8; 20]> {
    BTreeSet::from([ME])
}

fn word(value: u64) -> [u8; 32] {
    U256::from(value).to_be_bytes()
}

fn log(event: &str, topics: &[[u8; 32]], data: &[[u8; 32]]) -> EventLog {
    let event = keccak256(&[event.as_bytes()]);
    EventLog {
        address: TOKEN,
        topics: [&[event], topics].concat(),
        data: data.concat(),
        block_number: 7,
        block_hash: [7; 32],
        transaction_hash: [8; 32],
        log_index: 5,
        is_removed: false,
    }
}

fn sent(amount: u64) -> EventLog {
    log("Transfer(address,address,uint256)", &[address_word(&ME), address_word(&OTHER)], &[word(amount)])
}

fn transfer(from: [u8; 20], to: [u8; 20], timestamp: u64) -> Transfer {
    let movement = Movement { from, to, ..read_log(1, &sent(9)).unwrap().remove(0) };
    let mut transfer = movement.transfers(&accounts(), timestamp, false).remove(0);
    transfer.id = word(timestamp);
    transfer
}
