use status_ports::NotificationExemptionStore;

use super::SqlTransaction;

impl NotificationExemptionStore for SqlTransaction<'_> {}
