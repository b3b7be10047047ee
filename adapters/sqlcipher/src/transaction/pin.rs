use status_ports::PinStore;

use super::SqlTransaction;

impl PinStore for SqlTransaction<'_> {}
