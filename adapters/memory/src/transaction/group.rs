use status_ports::GroupStore;

use super::MemoryTransaction;

impl GroupStore for MemoryTransaction {}
