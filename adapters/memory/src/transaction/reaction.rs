use status_ports::ReactionStore;

use super::MemoryTransaction;

impl ReactionStore for MemoryTransaction {}
