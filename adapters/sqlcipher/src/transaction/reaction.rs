use status_ports::ReactionStore;

use super::SqlTransaction;

impl ReactionStore for SqlTransaction<'_> {}
