use std::cmp::Reverse;

use status_ports::{CompressedKey, OutboxStore, OutgoingEnvelope, PublishedEnvelope, UnixMillis};

use super::{Confirmation, MemoryTransaction, Result};

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
        let mut waiting = self.outbox.values().flat_map(|row| &row.message_ids);
        let mut published = self.published.values().flat_map(|row| &row.message_ids);
        Ok(waiting.any(|id| id == message_id) || published.any(|id| id == message_id))
    }

    fn save_published_envelope(&mut self, envelope: &PublishedEnvelope) -> Result<()> {
        self.touch();
        self.published.insert(envelope.hash, envelope.clone());
        Ok(())
    }

    fn published_envelopes(&mut self, until: UnixMillis, limit: u32) -> Result<Vec<PublishedEnvelope>> {
        let mut rows: Vec<_> = self.published.values().filter(|row| row.published_at <= until).cloned().collect();
        rows.sort_by_key(|row| (row.published_at, row.hash));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    fn first_published_at(&mut self) -> Result<Option<UnixMillis>> {
        Ok(self.published.values().map(|row| row.published_at).min())
    }

    fn remove_published_envelope(&mut self, hash: &[u8; 32]) -> Result<()> {
        self.touch();
        self.published.remove(hash);
        Ok(())
    }

    fn remove_published_envelopes_of(&mut self, message_id: &str) -> Result<()> {
        self.touch();
        self.published.retain(|_, row| row.message_ids.is_empty() || row.message_ids.iter().any(|id| id != message_id));
        Ok(())
    }

    fn expect_confirmation(
        &mut self,
        datasync_id: &[u8; 32],
        message_id: &str,
        recipient: &CompressedKey,
        at: UnixMillis,
    ) -> Result<()> {
        self.touch();
        let row = Confirmation {
            message_id: message_id.to_owned(),
            expected_at: at,
            confirmed_at: None,
            confirmed_by: None,
            given_up_at: None,
        };
        self.confirmations.insert_new((*datasync_id, *recipient), row);
        Ok(())
    }

    fn find_confirmation(&mut self, datasync_id: &[u8; 32], recipient: &CompressedKey) -> Result<Option<String>> {
        Ok(self.confirmations.get(&(*datasync_id, *recipient)).map(|row| row.message_id.clone()))
    }

    fn confirm(
        &mut self,
        datasync_id: &[u8; 32],
        sender: &CompressedKey,
        device: Option<&str>,
        at: UnixMillis,
    ) -> Result<Option<String>> {
        self.touch();
        let Some(row) = self.confirmations.get_mut(&(*datasync_id, *sender)) else { return Ok(None) };
        if row.confirmed_at.is_none() {
            row.confirmed_at = Some(at);
            row.confirmed_by = device.map(str::to_owned);
        }
        Ok(Some(row.message_id.clone()))
    }

    fn prune_confirmations(&mut self, before: UnixMillis) -> Result<()> {
        self.touch();
        self.confirmations.retain(|_, row| row.expected_at >= before);
        Ok(())
    }
}
