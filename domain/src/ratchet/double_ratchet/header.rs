//! The header of a message: where in which chain it stands.

use status_ports::CompressedKey;

/// Length of the encoding that is authenticated with a message.
pub const HEADER_LENGTH: usize = 41;

/// The header of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The sender's current ratchet key.
    pub ratchet_key: CompressedKey,
    /// Number of the message in its chain, from 0.
    pub number: u32,
    /// Length of the sender's chain before this one.
    pub previous_count: u32,
}

impl Header {
    /// What the authentication code covers besides the ciphertext: both numbers little endian, then the key.
    #[must_use]
    pub fn to_associated_data(&self) -> [u8; HEADER_LENGTH] {
        let mut out = [0; HEADER_LENGTH];
        let parts = self.number.to_le_bytes().into_iter().chain(self.previous_count.to_le_bytes());
        for (to, from) in out.iter_mut().zip(parts.chain(self.ratchet_key)) {
            *to = from;
        }
        out
    }
}
