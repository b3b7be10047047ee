//! The daemon from outside, over real sockets of the loopback.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod connections;
mod http;
mod node;
mod observation;
mod process;
mod server;
mod signals;
