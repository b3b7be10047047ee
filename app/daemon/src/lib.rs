//! The program `status-backend`: the backend over HTTP and WebSocket, for tools, tests and web front ends.
//!
//! It only translates. What a function does is decided behind [`server::Functions`]; here is what keeps a socket
//! from harming the process: bounds, deadlines, and who may talk to it at all.

mod allocator;
mod arguments;
mod demo;
mod logging;
mod node;
mod observation;
mod program;
pub mod server;

pub use program::run;
