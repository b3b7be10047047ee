use status_ports::DeliveryStore;

use super::MemoryTransaction;

impl DeliveryStore for MemoryTransaction {}
