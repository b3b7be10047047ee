//! Routers over chains in memory.

mod contracts;
mod requests;
mod updates;
mod world;
