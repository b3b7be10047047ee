use status_ports::SearchStore;

use super::MemoryTransaction;

impl SearchStore for MemoryTransaction {}
