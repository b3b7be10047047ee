//! Adapters that live in memory and do the same thing every time: the world as tests see it.

mod accounts;
mod archive;
mod chain;
mod discovery;
mod entropy;
mod function_directory;
mod market;
mod mvds;
mod profile;
mod ratchet;
mod segment;
mod table;
mod transaction;
mod waku;
mod wallet;
mod web;
mod workers;

pub use accounts::MemoryAccounts;
pub use archive::MemoryArchive;
pub use chain::{Contract, ContractView, DecodedTransaction, MemoryChain, MemoryChains, TransactionDecoder};
pub use discovery::{MemoryNodeDiscoveryStarter, MemoryTextLookup, RecordCodec};
pub use entropy::SeededEntropy;
pub use function_directory::MemoryFunctions;
pub use market::MemoryMarket;
pub use mvds::MemoryMvdsStore;
pub use profile::MemoryProfile;
pub use ratchet::MemoryRatchetStore;
pub use segment::MemorySegmentStore;
pub use transaction::MemoryTransaction;
pub use waku::{LinkConditions, MemoryWaku, MemoryWakuNetwork, ServiceConditions};
pub use wallet::{MemoryWallet, MemoryWalletTransaction};
pub use web::{MemoryDocument, MemoryWeb};
pub use workers::ImmediateWorkers;
