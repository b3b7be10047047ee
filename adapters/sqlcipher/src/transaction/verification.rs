use status_ports::VerificationStore;

use super::SqlTransaction;

impl VerificationStore for SqlTransaction<'_> {}
