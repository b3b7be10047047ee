//! Grants of a community, each encrypted to its member (section 11.11).

use std::collections::BTreeMap;

use status_ports::Entropy;

use super::{HashRatchetError, member_key};
use crate::crypto::{PrivateKey, PublicKey, open_nonce_first, seal_nonce_first};

/// Encrypts each member's grant with the community's key. Where two members share a place, the format has room for the
/// last one only.
pub fn seal_grants<'a>(
    community: &PrivateKey,
    grants: impl IntoIterator<Item = (&'a PublicKey, &'a [u8])>,
    entropy: &mut dyn Entropy,
) -> BTreeMap<u32, Vec<u8>> {
    let sealed = grants.into_iter().map(|(member, grant)| {
        let shared = community.diffie_hellman(member);
        (member_key(member), seal_nonce_first(shared.as_bytes(), grant, entropy))
    });
    sealed.collect()
}

/// The grant of one member.
///
/// # Errors
/// [`HashRatchetError::NoGrant`] if there is none at the member's place, [`HashRatchetError::Seal`] if the one there is
/// somebody else's or altered.
pub fn open_grant(
    member: &PrivateKey,
    community: &PublicKey,
    grants: &BTreeMap<u32, Vec<u8>>,
) -> Result<Vec<u8>, HashRatchetError> {
    let sealed = grants.get(&member_key(&member.public_key())).ok_or(HashRatchetError::NoGrant)?;
    Ok(open_nonce_first(member.diffie_hellman(community).as_bytes(), sealed)?)
}
