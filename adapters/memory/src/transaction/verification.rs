use status_ports::VerificationStore;

use super::MemoryTransaction;

impl VerificationStore for MemoryTransaction {}
