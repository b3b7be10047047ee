//! What crosses crates: golden vectors, scenarios, interoperation, faults.

pub mod vectors;
