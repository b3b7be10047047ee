//! Routers over chains in memory.

mod requests;
mod updates;
mod usernames;
mod world;
