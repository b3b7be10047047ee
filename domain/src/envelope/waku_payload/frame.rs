//! The inside of a payload: `flags ‖ size (1–3, little endian) ‖ data ‖ padding ‖ signature (65, optional)`.

use status_ports::Entropy;

use super::{MAX_DATA_LENGTH, WakuPayloadError};
use crate::crypto::{PrivateKey, PublicKey, SIGNATURE_LENGTH, Signature, keccak256};

/// Bits 0 and 1 of the flags: length of the size field.
const SIZE_MASK: u8 = 0b011;
/// Bit 2 of the flags: a signature follows.
const SIGNED: u8 = 0b100;
/// The whole frame has a multiple of this many bytes.
const PADDING_TARGET: usize = 256;

/// What was in a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What the sender meant to send.
    pub data: Vec<u8>,
    /// Random bytes that hide its length.
    pub padding: Vec<u8>,
    /// The signature over everything before it, and who made it.
    pub signature: Option<(Signature, PublicKey)>,
}

impl Frame {
    /// Pads and signs `data`.
    pub(super) fn compose(
        data: &[u8],
        signer: Option<&PrivateKey>,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, WakuPayloadError> {
        if data.len() > MAX_DATA_LENGTH {
            return Err(WakuPayloadError::TooLong(data.len()));
        }
        let signature_length = if signer.is_some() { SIGNATURE_LENGTH } else { 0 };
        let length = data.len().saturating_add(size_field(data.len()).len()).saturating_add(signature_length);
        // One byte of flags more. A frame that fits exactly gets a full block: there is always padding.
        let over = length.saturating_add(1) % PADDING_TARGET;
        let mut padding = vec![0; PADDING_TARGET.saturating_sub(over)];
        entropy.fill(&mut padding);
        let mut frame = Self { data: data.to_vec(), padding, signature: None };
        if let Some(signer) = signer {
            let digest = keccak256(&[&frame.unsigned_bytes(SIGNED)]);
            frame.signature = Some((Signature::sign_digest(signer, &digest), signer.public_key()));
        }
        Ok(frame)
    }

    /// The bytes that get encrypted.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match &self.signature {
            None => self.unsigned_bytes(0),
            Some((signature, _)) => {
                let mut out = self.unsigned_bytes(SIGNED);
                out.extend_from_slice(&signature.to_bytes());
                out
            }
        }
    }

    /// Reads decrypted bytes and recovers the signer.
    ///
    /// # Errors
    /// [`WakuPayloadError::Truncated`] or [`WakuPayloadError::Signature`].
    pub fn decode(bytes: &[u8]) -> Result<Self, WakuPayloadError> {
        let (flags, _) = bytes.split_first().ok_or(WakuPayloadError::Truncated)?;
        let (unsigned, signature) = if flags & SIGNED == 0 {
            (bytes, None)
        } else {
            let (unsigned, signature) =
                bytes.split_last_chunk::<SIGNATURE_LENGTH>().ok_or(WakuPayloadError::Truncated)?;
            let signature = Signature::from_bytes(signature)?;
            let signer = signature.recover(&keccak256(&[unsigned]))?;
            (unsigned, Some((signature, signer)))
        };
        let (_, body) = unsigned.split_first().ok_or(WakuPayloadError::Truncated)?;
        let (size, rest) = body.split_at_checked((flags & SIZE_MASK).into()).ok_or(WakuPayloadError::Truncated)?;
        let size = size.iter().rev().fold(0_usize, |size, byte| (size << 8) | usize::from(*byte));
        let (data, padding) = rest.split_at_checked(size).ok_or(WakuPayloadError::Truncated)?;
        Ok(Self { data: data.to_vec(), padding: padding.to_vec(), signature })
    }

    /// Who signed it.
    #[must_use]
    pub fn signer(&self) -> Option<&PublicKey> {
        self.signature.as_ref().map(|(_, signer)| signer)
    }

    fn unsigned_bytes(&self, signed: u8) -> Vec<u8> {
        let size = size_field(self.data.len());
        // The size field has one to three bytes.
        let flags = signed | (u8::try_from(size.len()).unwrap_or_default() & SIZE_MASK);
        let mut out = vec![flags];
        for part in [&size[..], &self.data, &self.padding] {
            out.extend_from_slice(part);
        }
        out
    }
}

/// The length in as few bytes as possible, but at least one.
fn size_field(length: usize) -> Vec<u8> {
    let mut bytes = length.to_le_bytes().to_vec();
    while bytes.len() > 1 && bytes.last() == Some(&0) {
        bytes.pop();
    }
    bytes
}
