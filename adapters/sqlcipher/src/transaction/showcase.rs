use status_ports::ShowcaseStore;

use super::SqlTransaction;

impl ShowcaseStore for SqlTransaction<'_> {}
