//! Numbers, bytes and addresses as text.

use status_domain::crypto::keccak256;
use status_domain::wallet::{
    has_checksum, hex_to_decimal, hex_to_utf8, is_address_text, number_to_hex, to_checksum_text, utf8_to_hex,
};

use super::Endpoints;

pub(super) fn register(endpoints: &mut Endpoints) {
    // What cannot be converted becomes an empty text.
    endpoints.pure("HexToNumber", |text| hex_to_decimal(text).unwrap_or_default());
    endpoints.pure("NumberToHex", |text| number_to_hex(text).unwrap_or_default());
    endpoints.pure("Sha3", |text| format!("0x{}", hex::encode(keccak256(&[text.as_bytes()]))));
    endpoints.pure("Utf8ToHex", utf8_to_hex);
    endpoints.pure("HexToUtf8", |text| hex_to_utf8(text).unwrap_or_default());
    endpoints.pure("ToChecksumAddress", |text| to_checksum_text(text).unwrap_or_default());
    endpoints.pure("CheckAddressChecksum", |text| has_checksum(text).to_string());
    endpoints.pure("IsAddress", |text| is_address_text(text).to_string());
}
