//! What a light client asks of service nodes, instead of relaying itself.
//!
//! Machines without input and output: what happened and the time come in, the requests to send come out as bytes.

pub mod filter_client;
pub mod light_push;
pub mod mode;
mod request_id;
