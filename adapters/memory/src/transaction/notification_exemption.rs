use status_ports::NotificationExemptionStore;

use super::MemoryTransaction;

impl NotificationExemptionStore for MemoryTransaction {}
