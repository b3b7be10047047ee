use status_ports::ContactImageStore;

use super::SqlTransaction;

impl ContactImageStore for SqlTransaction<'_> {}
