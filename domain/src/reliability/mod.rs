//! What makes an unreliable network usable: large messages in segments with parity, and data synchronisation that
//! repeats until the peer acknowledges.

mod erasure;
pub mod mvds;
pub mod segmentation;
