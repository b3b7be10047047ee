use status_ports::ShowcaseStore;

use super::MemoryTransaction;

impl ShowcaseStore for MemoryTransaction {}
