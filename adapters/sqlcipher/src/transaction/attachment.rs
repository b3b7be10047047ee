use status_ports::AttachmentStore;

use super::SqlTransaction;

impl AttachmentStore for SqlTransaction<'_> {}
