use status_ports::PinStore;

use super::MemoryTransaction;

impl PinStore for MemoryTransaction {}
