use status_ports::AttachmentStore;

use super::{MemoryTransaction, Result};

impl AttachmentStore for MemoryTransaction {
    fn save_attachment(&mut self, message_id: &str, bytes: &[u8]) -> Result<()> {
        self.touch();
        self.attachments.insert(message_id.to_owned(), bytes.into());
        Ok(())
    }

    fn find_attachment(&mut self, message_id: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.attachments.get(message_id).map(|bytes| bytes.to_vec()))
    }

    fn delete_attachment(&mut self, message_id: &str) -> Result<()> {
        self.touch();
        self.attachments.remove(message_id);
        Ok(())
    }
}
