use status_ports::SearchStore;

use super::SqlTransaction;

impl SearchStore for SqlTransaction<'_> {}
