//! Payloads on the wire.

use prost::Message;
use status_proto::mvds::Payload;

/// Why bytes are no datasync payload. Then they are an application message sent without datasync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDatasync {
    /// No protobuf of this type.
    #[error("malformed datasync payload")]
    Malformed,
    /// A protobuf without any list of a payload.
    #[error("empty datasync payload")]
    Empty,
}

/// Whether there is anything in it. Other messages parse as a payload too, but with nothing in it.
#[must_use]
pub const fn is_datasync(payload: &Payload) -> bool {
    !(payload.acks.is_empty()
        && payload.offers.is_empty()
        && payload.requests.is_empty()
        && payload.messages.is_empty()
        && payload.group_offers.is_empty())
}

/// Reads a payload.
///
/// # Errors
/// [`NoDatasync`] if the bytes are something else.
pub fn decode(bytes: &[u8]) -> Result<Payload, NoDatasync> {
    let payload = Payload::decode(bytes).map_err(|_| NoDatasync::Malformed)?;
    if is_datasync(&payload) { Ok(payload) } else { Err(NoDatasync::Empty) }
}

/// The bytes of a payload.
#[must_use]
pub fn encode(payload: &Payload) -> Vec<u8> {
    payload.encode_to_vec()
}
