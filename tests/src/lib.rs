//! What crosses crates: golden vectors, recorded API behaviour, scenarios, interoperation, faults.

pub mod anvil;
pub mod client;
pub mod contract;
pub mod gate;
pub mod inventory;
pub mod js_waku;
mod json_files;
mod npm;
pub mod recordings;
pub mod vectors;
