//! Adapters that live in memory and do the same thing every time: the world as tests see it.

mod entropy;

pub use entropy::SeededEntropy;
