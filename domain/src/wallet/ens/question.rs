//! What the contracts of names are asked. A node is the hash of a name.

use super::{UsernameLabel, name_hash};
use crate::wallet::call_data;

/// The domain whose owner is the registrar of usernames.
const STATUS_DOMAIN: &str = "stateofus.eth";

/// The node whose owner is the registrar of usernames.
#[must_use]
pub fn registrar_node() -> [u8; 32] {
    name_hash(STATUS_DOMAIN)
}

/// Registry: who owns a name.
#[must_use]
pub fn ens_owner_of(node: [u8; 32]) -> Vec<u8> {
    call_data("owner(bytes32)", &[node])
}

/// Registry: which contract answers for a name.
#[must_use]
pub fn ens_resolver_of(node: [u8; 32]) -> Vec<u8> {
    call_data("resolver(bytes32)", &[node])
}

/// Resolver: the address of a name (EIP-137).
#[must_use]
pub fn ens_address_of(node: [u8; 32]) -> Vec<u8> {
    call_data("addr(bytes32)", &[node])
}

/// Resolver: the public key of a name (EIP-619).
#[must_use]
pub fn ens_public_key_of(node: [u8; 32]) -> Vec<u8> {
    call_data("pubkey(bytes32)", &[node])
}

/// Resolver: where the page of a name is (EIP-1577).
#[must_use]
pub fn ens_content_hash_of(node: [u8; 32]) -> Vec<u8> {
    call_data("contenthash(bytes32)", &[node])
}

/// Resolver: the name that an address gave itself (EIP-181), for the node of the address.
#[must_use]
pub fn ens_reverse_name_of(node: [u8; 32]) -> Vec<u8> {
    call_data("name(bytes32)", &[node])
}

/// Registrar: what a username costs, in the smallest unit of SNT.
#[must_use]
pub fn ens_price() -> Vec<u8> {
    call_data("getPrice()", &[])
}

/// Registrar: until when a username cannot be taken away, Unix seconds.
#[must_use]
pub fn ens_expiration_of(label: &UsernameLabel) -> Vec<u8> {
    call_data("getExpirationTime(bytes32)", &[label.hash()])
}
