//! The client against servers on the loopback interface.

mod addresses;
mod exchange;
mod functions;
mod market;
mod market_server;
mod server;
