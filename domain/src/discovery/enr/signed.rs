//! The signed list itself.

use core::fmt;
use std::collections::BTreeMap;

use alloy_rlp::{Decodable as _, Header};
use data_encoding::BASE64URL_NOPAD;

use crate::crypto::{PublicKey, keccak256};

/// The longest encoded record.
pub const MAX_RECORD_BYTES: usize = 300;

/// What a text form begins with.
const PREFIX: &str = "enr:";
const SIGNATURE_LENGTH: usize = 64;

/// Why something is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Longer than records may be.
    #[error("node record is longer than 300 bytes")]
    TooLong,
    /// The text does not begin with `enr:`, or is not in base64.
    #[error("invalid text of a node record")]
    InvalidText,
    /// The bytes are no list of a signature, a number, and keys with values.
    #[error("invalid encoding of a node record")]
    InvalidEncoding,
    /// Keys are not sorted, or one is there twice.
    #[error("keys of the node record are not in order")]
    UnsortedKeys,
    /// The identity scheme is not `v4`.
    #[error("unknown identity scheme of the node record")]
    UnknownScheme,
    /// There is no valid public key in it.
    #[error("node record without a valid key")]
    InvalidKey,
    /// The signature is not that of the key in it.
    #[error("invalid signature of the node record")]
    InvalidSignature,
}

/// A record whose signature was verified.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    encoded: Vec<u8>,
    seq: u64,
    key: PublicKey,
    /// Values that are bytes. Lists are kept in `encoded` only: nothing here reads them.
    values: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl Record {
    /// Reads the text form, `enr:` and base64.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn from_text(text: &str) -> Result<Self, RecordError> {
        let text = text.trim().strip_prefix(PREFIX).ok_or(RecordError::InvalidText)?;
        if text.len() > MAX_RECORD_BYTES.saturating_mul(2) {
            return Err(RecordError::TooLong);
        }
        let encoded = BASE64URL_NOPAD.decode(text.trim_end_matches('=').as_bytes());
        Self::from_bytes(&encoded.map_err(|_| RecordError::InvalidText)?)
    }

    /// Reads the binary form, RLP.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn from_bytes(encoded: &[u8]) -> Result<Self, RecordError> {
        if encoded.len() > MAX_RECORD_BYTES {
            return Err(RecordError::TooLong);
        }
        let mut rest = encoded;
        let mut list = take_list(&mut rest)?;
        let signature: [u8; SIGNATURE_LENGTH] =
            take_bytes(&mut list)?.try_into().map_err(|_| RecordError::InvalidSignature)?;
        let content = list;
        let seq = u64::decode(&mut list).map_err(|_| RecordError::InvalidEncoding)?;
        let values = read_pairs(list)?;
        if !rest.is_empty() {
            return Err(RecordError::InvalidEncoding);
        }
        if values.get(b"id".as_slice()).is_none_or(|scheme| scheme != b"v4") {
            return Err(RecordError::UnknownScheme);
        }
        let key = values.get(b"secp256k1".as_slice()).filter(|key| key.len() == 33).ok_or(RecordError::InvalidKey)?;
        let key = PublicKey::from_bytes(key).map_err(|_| RecordError::InvalidKey)?;
        if !key.verifies(&digest(content), &signature) {
            return Err(RecordError::InvalidSignature);
        }
        Ok(Self { encoded: encoded.to_vec(), seq, key, values })
    }

    /// The binary form.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.encoded
    }

    /// Grows with each change of the record.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The key of the node.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The name of the node in node discovery: the hash of its key.
    #[must_use]
    pub fn node_id(&self) -> [u8; 32] {
        let key = self.key.to_uncompressed();
        keccak256(&[key.strip_prefix(&[4]).unwrap_or(&key)])
    }

    /// The value of a key, if it is there and not a list.
    #[must_use]
    pub fn bytes(&self, key: &str) -> Option<&[u8]> {
        self.values.get(key.as_bytes()).map(Vec::as_slice)
    }
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}", BASE64URL_NOPAD.encode(&self.encoded))
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({self})")
    }
}

/// What is signed: the content as a list of its own.
pub(super) fn digest(content: &[u8]) -> [u8; 32] {
    let mut header = Vec::new();
    Header { list: true, payload_length: content.len() }.encode(&mut header);
    keccak256(&[&header, content])
}

fn take_list<'a>(from: &mut &'a [u8]) -> Result<&'a [u8], RecordError> {
    Header::decode_bytes(from, true).map_err(|_| RecordError::InvalidEncoding)
}

fn take_bytes<'a>(from: &mut &'a [u8]) -> Result<&'a [u8], RecordError> {
    Header::decode_bytes(from, false).map_err(|_| RecordError::InvalidEncoding)
}

fn read_pairs(mut list: &[u8]) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, RecordError> {
    let mut values = BTreeMap::new();
    let mut last: Option<&[u8]> = None;
    while !list.is_empty() {
        let key = take_bytes(&mut list)?;
        if last.is_some_and(|last| last >= key) {
            return Err(RecordError::UnsortedKeys);
        }
        last = Some(key);
        let header = Header::decode(&mut list).map_err(|_| RecordError::InvalidEncoding)?;
        let (value, rest) = list.split_at_checked(header.payload_length).ok_or(RecordError::InvalidEncoding)?;
        list = rest;
        if !header.list {
            values.insert(key.to_vec(), value.to_vec());
        }
    }
    Ok(values)
}
