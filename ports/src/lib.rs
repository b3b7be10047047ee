//! What the core needs from the world: one file per port, traits over plain data.
//!
//! A port that the domain calls is synchronous; one that only use cases call is async. Every port has one
//! contract suite (feature `contracts`) which each of its adapters runs.

pub mod entropy;

pub use entropy::Entropy;
