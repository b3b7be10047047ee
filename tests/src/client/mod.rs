//! Drives daemons from outside, as a client of the API would: processes, calls over HTTP, signals over WebSocket.

mod api;
mod binary;
mod error;
pub(crate) mod json_text;
mod media;
mod node;
mod person;
mod process;
mod service_node;
mod signals;

pub(crate) use api::http_client;
pub use api::{Answer, Api};
pub use binary::{Profile, daemon_binary};
pub use error::BackendError;
pub use media::fetch;
pub use node::{LOGIN_TIMEOUT, Node, PASSWORD, connect};
pub use person::{ARRIVAL_TIMEOUT, Person, say};
pub use service_node::ServiceNode;
pub use signals::{Signal, SignalLog};
