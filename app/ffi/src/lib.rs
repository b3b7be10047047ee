//! `libstatus`: the backend as a C library, with the symbols of status-go.
//!
//! This crate only translates: texts of C to texts of Rust and back, threads of the caller to tasks of the runtime,
//! and signals to a C function. No panic crosses the border.
//!
//! The header `include/libstatus.h` is written from the functions here by `cargo xtask header`.

mod boundary;
mod functions;
mod keys;
mod library;
mod node;
mod signals;
mod signing;
mod texts;
mod transactions;

pub use functions::*;
pub use keys::*;
pub use node::*;
pub use signing::*;
pub use texts::*;
pub use transactions::*;
