//! What crosses crates: golden vectors, recorded API behaviour, scenarios, interoperation, faults.

pub mod client;
pub mod inventory;
pub mod js_waku;
mod json_files;
pub mod recordings;
pub mod vectors;
