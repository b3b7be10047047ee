//! The Waku network over libp2p: the adapter of [`status_ports::Waku`].
//!
//! [`WakuNode::start`] starts one task that owns everything: the swarm, the peers to keep connected, the queue of
//! events. The node itself is a handle that sends it commands. Nothing polls: arrival of a packet wakes the task, and
//! the task hands the message over at once. Stopping the node ends that task and every task that it started.
//!
//! The gossip settings are those of the Status network ([`WakuConfig`] holds what may differ); where the library
//! refuses one, the place says so.

mod admission;
mod behaviour;
mod config;
mod dialling;
mod discovery;
mod event_queue;
mod executor;
mod metadata;
mod node;
mod offences;
mod peers;
mod relay;
mod streams;
mod swarm;
mod task;
mod traffic;
mod transport;
mod validation;

pub use config::{Redial, WakuConfig};
pub use discovery::{Discv5Starter, DnsLookup};
pub use node::WakuNode;
pub use offences::Refusal;
pub use streams::StreamLimits;
