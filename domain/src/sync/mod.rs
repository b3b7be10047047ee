//! Several devices of one person.

mod connection_string;

pub use connection_string::{ConnectionStringError, validate_connection_string};

#[cfg(test)]
mod tests;
