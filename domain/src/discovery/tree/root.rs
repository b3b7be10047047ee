//! The root of a list: what changes, and is signed.

use data_encoding::BASE64URL_NOPAD;

use super::entry::is_name;
use crate::crypto::{PublicKey, Signature, keccak256};

const PREFIX: &str = "enrtree-root:v1 ";

/// Why a text is no root of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RootError {
    /// It is not `enrtree-root:v1 e=… l=… seq=… sig=…`.
    #[error("invalid root of a list of nodes")]
    Invalid,
    /// It is not signed by the key of the list.
    #[error("invalid signature of a list of nodes")]
    InvalidSignature,
}

/// The root of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Name of the record that leads to nodes.
    pub nodes: String,
    /// Name of the record that leads to other lists.
    pub links: String,
    /// Grows with each change of the list.
    pub seq: u64,
}

impl Root {
    /// Whether a text means to be a root.
    #[must_use]
    pub fn is_root(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Reads a root, and verifies that `key` signed it.
    ///
    /// # Errors
    /// [`RootError`].
    pub fn from_text(text: &str, key: &PublicKey) -> Result<Self, RootError> {
        let (signed, signature) = text.rsplit_once(" sig=").ok_or(RootError::Invalid)?;
        let fields = signed.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix("e=")).ok_or(RootError::Invalid)?;
        let (nodes, rest) = fields.split_once(" l=").ok_or(RootError::Invalid)?;
        let (links, seq) = rest.split_once(" seq=").ok_or(RootError::Invalid)?;
        let is_number = !seq.is_empty() && seq.bytes().all(|byte| byte.is_ascii_digit());
        if !is_name(nodes) || !is_name(links) || !is_number || signature.len() > 88 {
            return Err(RootError::Invalid);
        }
        let seq = seq.parse().map_err(|_| RootError::Invalid)?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| RootError::Invalid)?;
        let signature = Signature::from_bytes(&signature).map_err(|_| RootError::Invalid)?;
        if signature.recover(&keccak256(&[signed.as_bytes()])).as_ref() != Ok(key) {
            return Err(RootError::InvalidSignature);
        }
        Ok(Self { nodes: nodes.to_owned(), links: links.to_owned(), seq })
    }
}
