use status_ports::SwitcherCardStore;

use super::MemoryTransaction;

impl SwitcherCardStore for MemoryTransaction {}
