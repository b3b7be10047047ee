//! Money on real chains: a daemon pays and is paid, and loses nothing when it or a provider fails in the middle.

mod crash;
mod pay;
mod provider;
mod purse;

/// The first chain.
const FIRST: u64 = 31_337;
/// The second one.
const SECOND: u64 = 31_338;
/// Somebody with money on every chain for tests, whose key the chain has.
const BANK: &str = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
/// Somebody else.
const BOBBY: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const ETHER: u128 = 1_000_000_000_000_000_000;
