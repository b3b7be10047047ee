//! Where a message goes: content topics, pubsub topics, and the names that content topics are made from.

mod autosharding;
mod content;
pub mod names;
mod pubsub;

pub use autosharding::Autosharding;
pub use content::{ContentTopic, ContentTopicError};
pub use pubsub::{PubsubTopicError, Shard};

#[cfg(test)]
mod tests;
