//! The client against servers on the loopback interface.

mod addresses;
mod exchange;
mod market;
mod market_server;
mod server;
