use status_ports::ContactImageStore;

use super::MemoryTransaction;

impl ContactImageStore for MemoryTransaction {}
