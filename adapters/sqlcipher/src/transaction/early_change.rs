use status_ports::EarlyChangeStore;

use super::SqlTransaction;

impl EarlyChangeStore for SqlTransaction<'_> {}
