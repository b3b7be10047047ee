use status_ports::GroupStore;

use super::SqlTransaction;

impl GroupStore for SqlTransaction<'_> {}
