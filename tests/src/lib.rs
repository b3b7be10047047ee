//! What crosses crates: golden vectors, recorded API behaviour, scenarios, interoperation, faults.

pub mod client;
mod json_files;
pub mod recordings;
pub mod vectors;
