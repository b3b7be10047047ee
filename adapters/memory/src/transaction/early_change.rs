use status_ports::EarlyChangeStore;

use super::MemoryTransaction;

impl EarlyChangeStore for MemoryTransaction {}
