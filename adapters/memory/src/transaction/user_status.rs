use status_ports::UserStatusStore;

use super::MemoryTransaction;

impl UserStatusStore for MemoryTransaction {}
