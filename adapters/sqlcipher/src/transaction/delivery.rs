use status_ports::DeliveryStore;

use super::SqlTransaction;

impl DeliveryStore for SqlTransaction<'_> {}
