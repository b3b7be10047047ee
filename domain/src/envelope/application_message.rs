//! The innermost layer: which application payload it is, and who wrote it.

use core::fmt;

use prost::Message;
use status_proto::status::ApplicationMetadataMessage;
use status_proto::status::application_metadata_message::Type;

use crate::crypto::{PrivateKey, PublicKey, Signature, SignatureError, keccak256};

/// Why an application message cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationMessageError {
    /// The bytes are no protobuf of this type.
    #[error("malformed application metadata message")]
    Malformed,
    /// There is a signature, but it names no signer.
    #[error("invalid signature of application message: {0}")]
    Signature(#[from] SignatureError),
}

/// The id of an application message, the same for its author and for every recipient. Its text is `0x` and hex.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub [u8; 32]);

impl MessageId {
    /// The id of a message: Keccak-256 of the author's uncompressed key and the bytes of the application metadata
    /// message **as sent or received**. Encoding a decoded message anew may give another id.
    #[must_use]
    pub fn of(author: &PublicKey, bytes: &[u8]) -> Self {
        Self(keccak256(&[&author.to_uncompressed(), bytes]))
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", hex::encode(self.0))
    }
}

/// An application message, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationMessage {
    /// Its id.
    pub id: MessageId,
    /// Who signed it, or who signed the envelope if it is not signed.
    pub author: PublicKey,
    /// Number of the payload's type. It is not covered by the signature.
    pub type_number: i32,
    /// The serialized payload.
    pub payload: Vec<u8>,
}

impl ApplicationMessage {
    /// Wraps and signs a payload of a [`Type`] (or a number that this version has no name for). The signature is
    /// deterministic, so wrapping again gives the same bytes and id.
    #[must_use]
    pub fn wrap(kind: impl Into<i32>, payload: Vec<u8>, author: &PrivateKey) -> Vec<u8> {
        let signature = Signature::sign_digest(author, &keccak256(&[&payload])).to_bytes().to_vec();
        ApplicationMetadataMessage { signature, payload, r#type: kind.into() }.encode_to_vec()
    }

    /// Wraps a payload whose author is whoever signs the envelope.
    #[must_use]
    pub fn wrap_unsigned(kind: impl Into<i32>, payload: Vec<u8>) -> Vec<u8> {
        ApplicationMetadataMessage { signature: Vec::new(), payload, r#type: kind.into() }.encode_to_vec()
    }

    /// Opens a message and finds its author. `envelope_signer` is who signed the Waku payload around it.
    ///
    /// # Errors
    /// [`ApplicationMessageError`] if the bytes are malformed or the signature names nobody.
    pub fn open(bytes: &[u8], envelope_signer: &PublicKey) -> Result<Self, ApplicationMessageError> {
        let message = ApplicationMetadataMessage::decode(bytes).map_err(|_| ApplicationMessageError::Malformed)?;
        let author = if message.signature.is_empty() {
            *envelope_signer
        } else {
            Signature::from_bytes(&message.signature)?.recover(&keccak256(&[&message.payload]))?
        };
        Ok(Self { id: MessageId::of(&author, bytes), author, type_number: message.r#type, payload: message.payload })
    }

    /// The type, if this version knows it.
    #[must_use]
    pub fn kind(&self) -> Option<Type> {
        Type::try_from(self.type_number).ok()
    }
}

#[cfg(test)]
mod tests;
