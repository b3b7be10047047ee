//! The library as its users meet it: its symbols and its rules at the border.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod border;
mod header;
