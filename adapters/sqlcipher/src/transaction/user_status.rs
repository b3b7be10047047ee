use status_ports::UserStatusStore;

use super::SqlTransaction;

impl UserStatusStore for SqlTransaction<'_> {}
