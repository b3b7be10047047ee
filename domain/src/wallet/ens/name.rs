//! How names are written, hashed, and owned on `stateofus.eth`.

use core::str::FromStr;

use crate::crypto::{PublicKey, keccak256};

/// What every name that is looked up ends with.
const TOP_LEVEL: &str = ".eth";

/// The domain whose names Status registers.
const STATUS_DOMAIN: &str = ".stateofus.eth";

/// Bytes of a name that are looked at. None that can be registered is longer.
const MAX_NAME_LENGTH: usize = 1_000;

/// Why a text is no name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnsNameError {
    /// It is of another domain.
    #[error("username must end with .eth")]
    OtherDomain,
    /// Too long to be looked at.
    #[error("name is too long")]
    TooLong,
    /// Not one label.
    #[error("a username is one label below stateofus.eth")]
    NotOneLabel,
    /// It has a form that names must not have (ENSIP-15).
    #[error("{0}")]
    NotNormalizable(String),
}

/// A name that may be looked up, in the one form that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnsName(String);

impl FromStr for EnsName {
    type Err = EnsNameError;

    /// Only names that end with `.eth`.
    fn from_str(text: &str) -> Result<Self, EnsNameError> {
        check_ens_name(text)?;
        normalize_name(text).map(Self)
    }
}

impl EnsName {
    /// A name of any domain that is in its one form already.
    pub(super) fn normal(text: &str) -> Option<Self> {
        let is_normal = !text.is_empty() && normalize_name(text).as_deref() == Ok(text);
        is_normal.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its hash.
    #[must_use]
    pub fn node(&self) -> [u8; 32] {
        name_hash(&self.0)
    }
}

/// A username as the registrar of `stateofus.eth` knows it, in the one form that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsernameLabel(String);

impl FromStr for UsernameLabel {
    type Err = EnsNameError;

    /// The label alone, or the whole name.
    fn from_str(text: &str) -> Result<Self, EnsNameError> {
        let label = normalize_name(registered_label(text))?;
        if label.is_empty() || label.contains('.') { Err(EnsNameError::NotOneLabel) } else { Ok(Self(label)) }
    }
}

impl UsernameLabel {
    /// The label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its hash, as the registrar takes it.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        label_hash(&self.0)
    }

    /// The whole name.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}{STATUS_DOMAIN}", self.0)
    }
}

/// A public key as contracts hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKeyCoordinates {
    /// Its X.
    pub x: [u8; 32],
    /// Its Y.
    pub y: [u8; 32],
}

impl From<&PublicKey> for PublicKeyCoordinates {
    fn from(key: &PublicKey) -> Self {
        let mut coordinates = Self { x: [0; 32], y: [0; 32] };
        let places = coordinates.x.iter_mut().chain(&mut coordinates.y);
        // Behind the byte that says that both follow.
        places.zip(key.to_uncompressed().into_iter().skip(1)).for_each(|(to, from)| *to = from);
        coordinates
    }
}

/// The hash of a name (EIP-137), as it is: names that people wrote go through [`normalize_name`] before.
#[must_use]
pub fn name_hash(name: &str) -> [u8; 32] {
    if name.is_empty() {
        return [0; 32];
    }
    name.rsplit('.').fold([0; 32], |node, label| keccak256(&[&node, &label_hash(label)]))
}

/// The node under which an address may have a name (EIP-181).
#[must_use]
pub fn reverse_node(address: &[u8; 20]) -> [u8; 32] {
    name_hash(&format!("{}.addr.reverse", hex::encode(address)))
}

/// The hash of one label, or of a whole name as the registrar takes it.
#[must_use]
pub fn label_hash(label: &str) -> [u8; 32] {
    keccak256(&[label.as_bytes()])
}

/// The label under which the registrar of `stateofus.eth` knows a name.
#[must_use]
pub fn registered_label(username: &str) -> &str {
    username.strip_suffix(STATUS_DOMAIN).unwrap_or(username)
}

/// Only names that end with `.eth` are looked up.
///
/// # Errors
/// [`EnsNameError::OtherDomain`] for any other.
pub fn check_ens_name(name: &str) -> Result<(), EnsNameError> {
    if name.ends_with(TOP_LEVEL) { Ok(()) } else { Err(EnsNameError::OtherDomain) }
}

/// The one way to write a name (ENSIP-15): without it two names that look alike would have different owners.
///
/// # Errors
/// [`EnsNameError`] if the name must not be written at all.
pub fn normalize_name(name: &str) -> Result<String, EnsNameError> {
    if name.len() > MAX_NAME_LENGTH {
        return Err(EnsNameError::TooLong);
    }
    // The tables for all scripts take megabytes once they are read; most names do without.
    if name.split('.').all(is_plain_label) {
        return Ok(name.to_ascii_lowercase());
    }
    ens_normalize::ens_normalize(name).map_err(|error| EnsNameError::NotNormalizable(error.message().to_owned()))
}

/// Latin letters, digits and single hyphens.
fn is_plain_label(label: &str) -> bool {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
    !label.is_empty() && label.chars().all(is_plain) && !label.contains("--")
}
