//! Lists of RLP with what transactions hold: on top of the crate, which knows values and headers.

use alloy_rlp::{BufMut, Decodable, Encodable, Error, Header};
use ruint::aliases::U256;

use super::{AccessListItem, Transaction};

/// A list as it grows.
#[derive(Default)]
pub(super) struct List(Vec<u8>);

impl List {
    pub(super) fn push(&mut self, value: &impl Encodable) -> &mut Self {
        value.encode(&mut self.0);
        self
    }

    pub(super) fn push_bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.push(&bytes)
    }

    /// Who gets the transaction, wei and call data, as all types have them in a row.
    pub(super) fn push_payload(&mut self, transaction: &Transaction) -> &mut Self {
        self.push_bytes(transaction.to.as_ref().map_or(&[][..], |address| address.as_slice()))
            .push(&transaction.value)
            .push_bytes(&transaction.input)
    }

    pub(super) fn push_access_list(&mut self, items: &[AccessListItem]) -> &mut Self {
        let mut list = Self::default();
        for item in items {
            let mut keys = Self::default();
            item.storage_keys.iter().for_each(|key| {
                keys.push_bytes(key);
            });
            let mut pair = Self::default();
            pair.push_bytes(&item.address).0.put_slice(&keys.finish(&[]));
            list.0.put_slice(&pair.finish(&[]));
        }
        self.0.put_slice(&list.finish(&[]));
        self
    }

    /// The bytes of the whole list, behind a prefix.
    pub(super) fn finish(&self, prefix: &[u8]) -> Vec<u8> {
        let mut bytes = prefix.to_vec();
        Header { list: true, payload_length: self.0.len() }.encode(&mut bytes);
        bytes.put_slice(&self.0);
        bytes
    }
}

/// What is left of a list that is read.
pub(super) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    /// Enters a list that fills all the bytes.
    pub(super) fn of_whole(mut bytes: &'a [u8]) -> Result<Self, Error> {
        let payload = Header::decode_bytes(&mut bytes, true)?;
        if bytes.is_empty() { Ok(Self(payload)) } else { Err(Error::UnexpectedLength) }
    }

    pub(super) fn next<T: Decodable>(&mut self) -> Result<T, Error> {
        T::decode(&mut self.0)
    }

    pub(super) fn next_bytes(&mut self) -> Result<&'a [u8], Error> {
        Header::decode_bytes(&mut self.0, false)
    }

    pub(super) fn next_array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        self.next_bytes()?.try_into().map_err(|_| Error::UnexpectedLength)
    }

    /// An address or nothing.
    pub(super) fn next_recipient(&mut self) -> Result<Option<[u8; 20]>, Error> {
        match self.next_bytes()? {
            [] => Ok(None),
            bytes => bytes.try_into().map(Some).map_err(|_| Error::UnexpectedLength),
        }
    }

    /// A number of a signature, as 32 bytes.
    pub(super) fn next_word(&mut self) -> Result<[u8; 32], Error> {
        self.next::<U256>().map(|number| number.to_be_bytes())
    }

    pub(super) fn next_access_list(&mut self) -> Result<Vec<AccessListItem>, Error> {
        let mut list = self.next_list()?;
        let mut items = Vec::new();
        while !list.0.is_empty() {
            let mut pair = list.next_list()?;
            let address = pair.next_array()?;
            let mut keys = pair.next_list()?;
            pair.end()?;
            let mut storage_keys = Vec::new();
            while !keys.0.is_empty() {
                storage_keys.push(keys.next_array()?);
            }
            items.push(AccessListItem { address, storage_keys });
        }
        Ok(items)
    }

    fn next_list(&mut self) -> Result<Self, Error> {
        Header::decode_bytes(&mut self.0, true).map(Self)
    }

    /// Nothing is left.
    pub(super) const fn end(&self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::UnexpectedLength) }
    }
}
