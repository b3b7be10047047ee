//! What the handlers of all contexts share: what they are given and what they decide.

mod outcome;

pub use outcome::{Delivery, Outcome, OutgoingMessage};

use status_ports::{ProfileTransaction, UnixMillis};
use status_proto::status::application_metadata_message::Type;

use crate::crypto::{PrivateKey, PublicKey};

/// Everything a handler may use while it decides. It lives as long as one transaction.
pub struct Context<'a> {
    /// The stores. What is written here is committed together with the ratchet state and the dedupe mark.
    pub stores: &'a mut dyn ProfileTransaction,
    /// The identity (chat) key of the profile.
    pub identity: &'a PrivateKey,
    /// The public half of [`Self::identity`].
    pub me: PublicKey,
    /// The time of this unit of work.
    pub now: UnixMillis,
    /// Randomness.
    pub entropy: &'a mut dyn status_ports::Entropy,
}

/// One application message, after every layer below was opened.
#[derive(Clone, Debug)]
pub struct ReceivedMessage {
    /// Application message id: `0x` + Keccak-256 of author and bytes in hex.
    pub id: String,
    /// Who signed the application message, or the transport where it is not signed.
    pub author: PublicKey,
    /// Which payload it is.
    pub kind: Type,
    /// The serialized payload.
    pub payload: Vec<u8>,
    /// Time of the Waku message in milliseconds, a multiple of 1,000.
    pub whisper_timestamp: UnixMillis,
}
