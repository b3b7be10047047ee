//! The library that clients compose: session, use cases by area, the API table and its JSON shapes.
//!
//! Everything that a client can do goes through [`Backend::call`], and everything it is told unasked comes out of
//! [`SignalHub::subscribe`]. The daemon and the C library only translate to and from these two. Programs in Rust take
//! [`bot`], which needs no JSON.

// Tests run the examples, which name the library from outside.
#[cfg(test)]
extern crate self as status_app;

mod api;
mod backend;
pub mod bot;
mod endpoint;
mod json;
mod machine;
mod media;
mod messenger;
mod network;
pub mod node;
mod prometheus;
mod rpc;
mod session;
mod signal;
mod store_nodes;
mod system;
#[cfg(test)]
mod test_disk;
mod unfurl;
mod wallet;
mod world;

pub use api::{api_reference, openrpc_document};
pub use backend::{Backend, BackendConfig, LogControl, MarketUrls};
pub use endpoint::{
    EndpointAnswer, encode_function_call, encode_transfer, functions, multiformat_deserialize_public_key,
    multiformat_serialize_public_key,
};
pub use signal::{SignalHub, SignalReceiver};
pub use system::{SystemClock, SystemEntropy};
