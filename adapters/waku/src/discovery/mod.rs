//! Finding other nodes: texts in DNS, and node discovery over UDP.

mod discv5;
mod dns;

pub use discv5::Discv5Starter;
pub use dns::DnsLookup;
