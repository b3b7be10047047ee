//! 13/WAKU2-STORE, version 3, service side: which messages are kept, and what is answered to who asks for them.
//!
//! Run it so: [`keep`] says what becomes of a message of the relay. For a request [`StoreRequest::read`] gives either the
//! question for the archive or the answer to a wrong request; [`StoreRequest::answer`] makes the answer of what the archive
//! found.

mod keep;
mod request;
mod wire;

pub use keep::{CLOCK_TOLERANCE_NS, MAX_CONTENT_TOPIC_BYTES, NotKept, keep};
pub use request::{DEFAULT_PAGE, MAX_CONTENT_TOPICS, MAX_PAGE, MAX_REQUEST_ID_BYTES, StoreRequest};

#[cfg(test)]
mod tests;
