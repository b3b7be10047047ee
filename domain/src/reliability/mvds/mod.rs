//! 2/MVDS, data synchronisation with each peer: a message is sent again and again until its recipient acknowledges it.
//!
//! Batch mode only, as Status uses it: the message itself is sent at once, without offering it first. The node keeps
//! nothing in memory; all it knows is in the [`MvdsStore`](status_ports::MvdsStore), so that it takes part in the
//! transaction of the messages it carries.

mod id;
mod node;
mod payload;
mod schedule;

pub use id::{GroupId, group_id, message_id};
pub use node::{Due, Expired, MvdsError, Node, Outgoing, Received, ReceivedMessage};
pub use payload::{NoDatasync, decode, encode, is_datasync};

#[cfg(test)]
mod tests;
