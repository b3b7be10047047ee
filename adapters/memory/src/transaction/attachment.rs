use status_ports::AttachmentStore;

use super::MemoryTransaction;

impl AttachmentStore for MemoryTransaction {}
