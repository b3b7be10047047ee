use status_ports::{SentMessageStore, UnixMillis};

use super::{MemoryTransaction, Result};

impl SentMessageStore for MemoryTransaction {
    fn save_sent_message(&mut self, message_id: &str, bytes: &[u8], at: UnixMillis) -> Result<()> {
        self.touch();
        self.sent_messages.insert(message_id.to_owned(), (at, bytes.to_vec()));
        Ok(())
    }

    fn find_sent_message(&mut self, message_id: &str) -> Result<Option<Vec<u8>>> {
        Ok(self.sent_messages.get(message_id).map(|(_, bytes)| bytes.clone()))
    }

    fn prune_sent_messages(&mut self, before: UnixMillis, keep: u32) -> Result<()> {
        self.touch();
        self.sent_messages.retain(|_, (at, _)| *at >= before);
        let mut newest: Vec<_> = self.sent_messages.iter().map(|(id, (at, _))| (*at, id.clone())).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        for (_, id) in newest.iter().skip(keep as usize) {
            self.sent_messages.remove(id);
        }
        Ok(())
    }
}
