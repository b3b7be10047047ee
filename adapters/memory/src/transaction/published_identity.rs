use status_ports::{IdentitySent, PublishedIdentityStore};

use super::{MemoryTransaction, Result};

impl PublishedIdentityStore for MemoryTransaction {
    fn published_identity(&mut self) -> Result<Option<IdentitySent>> {
        Ok(self.published_identity)
    }

    fn save_published_identity(&mut self, published: &IdentitySent) -> Result<()> {
        self.touch();
        self.published_identity = Some(*published);
        Ok(())
    }
}
