//! Adapters that live in memory and do the same thing every time: the world as tests see it.

mod entropy;
mod ratchet;

pub use entropy::SeededEntropy;
pub use ratchet::MemoryRatchetStore;
