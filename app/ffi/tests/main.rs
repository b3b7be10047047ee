//! The library as its users meet it: its symbols, its rules at the border, and a program in C.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod border;
#[cfg(unix)]
mod c_program;
mod header;
