use status_ports::SwitcherCardStore;

use super::SqlTransaction;

impl SwitcherCardStore for SqlTransaction<'_> {}
