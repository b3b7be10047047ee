use status_ports::{CompressedKey, DeliveryRecord, DeliveryStore, GiveUpReason, RecipientDelivery, UnixMillis};

use super::{MemoryTransaction, Result};

impl MemoryTransaction {
    fn change_deliveries(&mut self, message_ids: &[String], mut change: impl FnMut(&mut DeliveryRecord)) {
        self.touch();
        for id in message_ids {
            self.deliveries.get_mut(id).into_iter().for_each(&mut change);
        }
    }
}

impl DeliveryStore for MemoryTransaction {
    fn delivery_queued(&mut self, message_id: &str, at: UnixMillis) -> Result<()> {
        self.touch();
        let row = DeliveryRecord {
            message_id: message_id.to_owned(),
            queued_at: at,
            first_published_at: None,
            last_published_at: None,
            published_envelopes: 0,
            peers: 0,
            stored_at: None,
            given_up: None,
        };
        self.deliveries.insert_new(message_id.to_owned(), row);
        Ok(())
    }

    fn delivery_published(&mut self, message_ids: &[String], peers: u32, at: UnixMillis) -> Result<()> {
        self.change_deliveries(message_ids, |row| {
            row.first_published_at.get_or_insert(at);
            row.last_published_at = Some(at);
            row.published_envelopes += 1;
            row.peers = row.peers.max(peers);
        });
        Ok(())
    }

    fn delivery_stored(&mut self, message_ids: &[String], at: UnixMillis) -> Result<()> {
        self.change_deliveries(message_ids, |row| {
            row.stored_at.get_or_insert(at);
        });
        Ok(())
    }

    fn delivery_given_up(&mut self, message_ids: &[String], reason: GiveUpReason, at: UnixMillis) -> Result<()> {
        self.change_deliveries(message_ids, |row| {
            row.given_up.get_or_insert((at, reason));
        });
        Ok(())
    }

    fn confirmation_given_up(
        &mut self,
        datasync_id: &[u8; 32],
        recipient: &CompressedKey,
        at: UnixMillis,
    ) -> Result<Option<String>> {
        self.touch();
        let row = self.confirmations.get_mut(&(*datasync_id, *recipient));
        Ok(row.map(|row| {
            row.given_up_at = Some(at);
            row.message_id.clone()
        }))
    }

    fn find_delivery(&mut self, message_id: &str) -> Result<Option<DeliveryRecord>> {
        Ok(self.deliveries.get(message_id).cloned())
    }

    fn recipient_deliveries(&mut self, message_id: &str) -> Result<Vec<RecipientDelivery>> {
        let rows = self.confirmations.iter().filter(|(_, row)| row.message_id == message_id);
        let mut rows: Vec<_> = rows
            .map(|((datasync_id, recipient), row)| RecipientDelivery {
                recipient: *recipient,
                datasync_id: *datasync_id,
                expected_at: row.expected_at,
                confirmed_at: row.confirmed_at,
                confirmed_by: row.confirmed_by.clone(),
                given_up_at: row.given_up_at,
            })
            .collect();
        rows.sort_by_key(|row| (row.recipient, row.datasync_id));
        Ok(rows)
    }

    fn prune_deliveries(&mut self, before: UnixMillis) -> Result<()> {
        self.touch();
        self.deliveries.retain(|_, row| row.queued_at >= before);
        Ok(())
    }
}
