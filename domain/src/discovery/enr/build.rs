//! Records of our own.

use core::net::IpAddr;
use std::collections::BTreeMap;

use alloy_rlp::{Encodable as _, Header};

use super::signed::digest;
use super::{Capabilities, MAX_RECORD_BYTES, Multiaddr, Record, RecordError, Shards, multiaddr};
use crate::crypto::{PrivateKey, Signature};

/// What a record will say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordBuilder {
    fields: BTreeMap<&'static str, Vec<u8>>,
    multiaddrs: Vec<Multiaddr>,
}

impl RecordBuilder {
    /// A record that says nothing but its key.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where the node listens. A port 0 is left out.
    #[must_use]
    pub fn socket(mut self, ip: IpAddr, tcp: u16, udp: u16) -> Self {
        let (ip_key, bytes, tcp_key, udp_key) = match ip {
            IpAddr::V4(ip) => ("ip", ip.octets().to_vec(), "tcp", "udp"),
            IpAddr::V6(ip) => ("ip6", ip.octets().to_vec(), "tcp6", "udp6"),
        };
        self.fields.insert(ip_key, bytes);
        for (key, port) in [(tcp_key, tcp), (udp_key, udp)] {
            if port != 0 {
                self.fields.insert(key, trimmed(port));
            }
        }
        self
    }

    /// What the node does for others.
    #[must_use]
    pub fn capabilities(mut self, capabilities: Capabilities) -> Self {
        let bits = capabilities.bits();
        self.fields.insert("waku2", if bits == 0 { vec![] } else { vec![bits] });
        self
    }

    /// The shards that the node serves.
    #[must_use]
    pub fn shards(mut self, shards: &Shards) -> Self {
        let (key, value) = shards.to_field();
        self.fields.remove("rs");
        self.fields.remove("rsv");
        self.fields.insert(key, value);
        self
    }

    /// Further addresses, most useful first. As many are told as a record has room for.
    #[must_use]
    pub fn multiaddrs(mut self, addresses: Vec<Multiaddr>) -> Self {
        self.multiaddrs = addresses;
        self
    }

    /// The fields without key and signature, for whoever signs them elsewhere.
    #[must_use]
    pub fn fields(&self) -> BTreeMap<&'static str, Vec<u8>> {
        let mut fields = self.fields.clone();
        if !self.multiaddrs.is_empty() {
            fields.insert("multiaddrs", multiaddr::write_list(&self.multiaddrs));
        }
        fields
    }

    /// Signs the record. `seq` must be larger than that of any record of this key that others may have seen.
    ///
    /// # Errors
    /// [`RecordError::TooLong`] if it is too long even without the further addresses.
    pub fn sign(&self, key: &PrivateKey, seq: u64) -> Result<Record, RecordError> {
        let mut shorter = self.clone();
        loop {
            match shorter.try_sign(key, seq) {
                Err(RecordError::TooLong) if shorter.multiaddrs.pop().is_some() => {}
                outcome => return outcome,
            }
        }
    }

    fn try_sign(&self, key: &PrivateKey, seq: u64) -> Result<Record, RecordError> {
        let mut fields = self.fields();
        fields.insert("id", b"v4".to_vec());
        fields.insert("secp256k1", key.public_key().to_compressed().to_vec());
        let mut content = Vec::new();
        seq.encode(&mut content);
        for (name, value) in &fields {
            name.as_bytes().encode(&mut content);
            value.as_slice().encode(&mut content);
        }
        let signature = Signature::sign_digest(key, &digest(&content)).to_bytes();
        // Without the number that would name the key: it is in the record.
        let signature = signature.split_last().map(|(_, rest)| rest).unwrap_or_default();
        let mut payload = Vec::new();
        signature.encode(&mut payload);
        payload.extend_from_slice(&content);
        let mut encoded = Vec::new();
        Header { list: true, payload_length: payload.len() }.encode(&mut encoded);
        encoded.extend_from_slice(&payload);
        if encoded.len() > MAX_RECORD_BYTES {
            return Err(RecordError::TooLong);
        }
        Record::from_bytes(&encoded)
    }
}

/// A number without leading zeros.
fn trimmed(number: u16) -> Vec<u8> {
    number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}
