use prost::Message as _;
use status_proto::waku::{PeerExchangeQuery, PeerExchangeRpc};

use super::MAX_PEERS;
use crate::discovery::enr::Record;

/// Why an answer is none. It counts against who sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeerExchangeError {
    /// It cannot be decoded, or it is a question.
    #[error("invalid answer of a peer exchange")]
    Invalid,
    /// It tells more nodes than were asked for.
    #[error("answer of {0} nodes to a peer exchange that asked for fewer")]
    TooMany(usize),
    /// Not one of its records is signed.
    #[error("no valid record in the answer of a peer exchange")]
    NothingValid,
}

/// Asks for up to `count` nodes.
#[must_use]
pub fn request(count: usize) -> Vec<u8> {
    let num_peers = count.min(MAX_PEERS) as u64;
    PeerExchangeRpc { query: Some(PeerExchangeQuery { num_peers }), response: None }.encode_to_vec()
}

/// Reads the answer to a request of `count` nodes. Every record in what this gives is signed by its node; invalid ones are
/// left out, and each node is there once, by its newest record.
///
/// # Errors
/// [`PeerExchangeError`].
pub fn read_response(bytes: &[u8], count: usize) -> Result<Vec<Record>, PeerExchangeError> {
    let message = PeerExchangeRpc::decode(bytes).map_err(|_| PeerExchangeError::Invalid)?;
    let told = message.response.ok_or(PeerExchangeError::Invalid)?.peer_infos;
    if told.len() > count.min(MAX_PEERS) {
        return Err(PeerExchangeError::TooMany(told.len()));
    }
    let mut records: Vec<Record> = Vec::new();
    for record in told.iter().filter_map(|info| Record::from_bytes(&info.enr).ok()) {
        match records.iter_mut().find(|known| known.public_key() == record.public_key()) {
            Some(known) if known.seq() < record.seq() => *known = record,
            Some(_) => {}
            None => records.push(record),
        }
    }
    if records.is_empty() && !told.is_empty() {
        return Err(PeerExchangeError::NothingValid);
    }
    Ok(records)
}
