//! Settings of a profile: which there are, what they default to, which values they take, and which of them a client is
//! shown (specification: accounts, section 12).

mod node_config;
mod read;
mod table;
mod write;

#[cfg(test)]
mod tests;

pub use node_config::{LIGHT_CLIENT, node_config, write_node_config};
pub use read::{current, setting};
pub use table::{ALL, Initial, Kind, Presence, Setting, find};
pub use write::{SettingError, write};
