//! What a node does for others: the service side of the protocols that light clients use.
//!
//! Every protocol is a machine without input and output: the bytes of a request and the time come in, the bytes of the
//! answer go out. Who runs it decides about connections and tasks.

pub mod filter;
pub mod light_push;
pub mod limits;
pub mod store;
