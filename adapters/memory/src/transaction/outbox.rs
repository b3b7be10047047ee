use std::cmp::Reverse;

use status_ports::{CompressedKey, OutboxStore, OutgoingEnvelope, UnixMillis};

use super::{MemoryTransaction, Result};

impl OutboxStore for MemoryTransaction {
    fn enqueue_envelope(&mut self, envelope: &OutgoingEnvelope) -> Result<i64> {
        self.touch();
        self.last_envelope += 1;
        let id = self.last_envelope;
        self.outbox.insert(id, OutgoingEnvelope { id, ..envelope.clone() });
        Ok(id)
    }

    fn next_envelope(&mut self, now: UnixMillis) -> Result<Option<OutgoingEnvelope>> {
        let due = self.outbox.values().filter(|row| row.next_attempt_at <= now);
        Ok(due.min_by_key(|row| (Reverse(row.priority), row.id)).cloned())
    }

    fn next_envelope_at(&mut self) -> Result<Option<UnixMillis>> {
        Ok(self.outbox.values().map(|row| row.next_attempt_at).min())
    }

    fn postpone_envelope(&mut self, id: i64, attempts: u32, until: UnixMillis) -> Result<()> {
        self.touch();
        if let Some(row) = self.outbox.get_mut(&id) {
            row.attempts = attempts;
            row.next_attempt_at = until;
        }
        Ok(())
    }

    fn remove_envelope(&mut self, id: i64) -> Result<()> {
        self.touch();
        self.outbox.remove(&id);
        Ok(())
    }

    fn message_awaits_envelope(&mut self, message_id: &str) -> Result<bool> {
        Ok(self.outbox.values().any(|row| row.message_ids.iter().any(|id| id == message_id)))
    }

    fn expect_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        message_id: &str,
        recipient: &CompressedKey,
    ) -> Result<()> {
        self.touch();
        self.confirmations.insert_new((*datasync_id, *recipient), (message_id.to_owned(), None));
        Ok(())
    }

    fn find_confirmation(&mut self, datasync_id: &[u8; 32], recipient: &CompressedKey) -> Result<Option<String>> {
        Ok(self.confirmations.get(&(*datasync_id, *recipient)).map(|(message_id, _)| message_id.clone()))
    }

    fn confirm(&mut self, datasync_id: &[u8; 32], sender: &CompressedKey, at: UnixMillis) -> Result<Option<String>> {
        self.touch();
        let Some((message_id, confirmed_at)) = self.confirmations.get_mut(&(*datasync_id, *sender)) else {
            return Ok(None);
        };
        confirmed_at.get_or_insert(at);
        Ok(Some(message_id.clone()))
    }
}
