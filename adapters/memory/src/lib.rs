//! Adapters that live in memory and do the same thing every time: the world as tests see it.

mod entropy;
mod mvds;
mod ratchet;
mod segment;
mod waku;

pub use entropy::SeededEntropy;
pub use mvds::MemoryMvdsStore;
pub use ratchet::MemoryRatchetStore;
pub use segment::MemorySegmentStore;
pub use waku::{MemoryWaku, MemoryWakuNetwork};
