//! State of the data synchronisation in maps.

use status_ports::{CompressedKey, MvdsAckRecord, MvdsStateRecord, MvdsStore, StorageError, UnixMillis};

use crate::table::Table;

type Result<T> = std::result::Result<T, StorageError>;
type MessageKey = ([u8; 32], CompressedKey);

/// An [`MvdsStore`] that forgets everything when dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryMvdsStore {
    /// The number says when a row was added.
    states: Table<MessageKey, (u64, MvdsStateRecord)>,
    acks: Table<MvdsAckRecord, u64>,
    received: Table<MessageKey, UnixMillis>,
    added: u64,
}

impl MemoryMvdsStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// How many states there are, for tests that look behind the curtain.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.states.len()
    }

    const fn next_number(&mut self) -> u64 {
        self.added += 1;
        self.added
    }
}

impl MvdsStore for MemoryMvdsStore {
    fn add_mvds_state(&mut self, state: &MvdsStateRecord) -> Result<bool> {
        let key = (state.message_id, state.peer);
        if self.states.contains_key(&key) {
            return Ok(false);
        }
        let number = self.next_number();
        self.states.insert(key, (number, state.clone()));
        Ok(true)
    }

    fn find_mvds_state(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<Option<MvdsStateRecord>> {
        Ok(self.states.get(&(*message_id, *peer)).map(|(_, state)| state.clone()))
    }

    fn schedule_mvds_state(
        &mut self,
        message_id: &[u8; 32],
        peer: &CompressedKey,
        send_count: u32,
        next_send_at: UnixMillis,
    ) -> Result<()> {
        if let Some((_, state)) = self.states.get_mut(&(*message_id, *peer)) {
            state.send_count = send_count;
            state.next_send_at = next_send_at;
        }
        Ok(())
    }

    fn remove_mvds_state(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<bool> {
        Ok(self.states.remove(&(*message_id, *peer)).is_some())
    }

    fn due_mvds_states(&mut self, now: UnixMillis, limit: u32) -> Result<Vec<MvdsStateRecord>> {
        let mut due: Vec<_> = self.states.values().filter(|(_, state)| state.next_send_at <= now).collect();
        due.sort_by_key(|(number, state)| (state.next_send_at, *number));
        Ok(due.into_iter().take(limit as usize).map(|(_, state)| state.clone()).collect())
    }

    fn next_mvds_send_at(&mut self) -> Result<Option<UnixMillis>> {
        Ok(self.states.values().map(|(_, state)| state.next_send_at).min())
    }

    fn bring_forward_mvds_states(&mut self, peer: &CompressedKey, at: UnixMillis, limit: u32) -> Result<u32> {
        let states = self.states.iter().filter(|(_, (_, state))| state.peer == *peer && state.next_send_at > at);
        let mut later: Vec<(u64, MessageKey)> = states.map(|(key, (number, _))| (*number, *key)).collect();
        later.sort_unstable();
        let mut moved = 0;
        for (_, key) in later.into_iter().take(limit as usize) {
            if let Some((_, state)) = self.states.get_mut(&key) {
                state.next_send_at = at;
                moved += 1;
            }
        }
        Ok(moved)
    }

    fn add_mvds_ack(&mut self, ack: &MvdsAckRecord) -> Result<()> {
        let number = self.next_number();
        self.acks.insert_new(*ack, number);
        Ok(())
    }

    fn mvds_acks(&mut self, limit: u32) -> Result<Vec<MvdsAckRecord>> {
        let mut acks: Vec<_> = self.acks.iter().collect();
        acks.sort_by_key(|(ack, number)| (ack.peer, **number));
        Ok(acks.into_iter().take(limit as usize).map(|(ack, _)| *ack).collect())
    }

    fn remove_mvds_acks(&mut self, acks: &[MvdsAckRecord]) -> Result<()> {
        for ack in acks {
            self.acks.remove(ack);
        }
        Ok(())
    }

    fn mark_mvds_received(&mut self, message_id: &[u8; 32], peer: &CompressedKey, at: UnixMillis) -> Result<bool> {
        Ok(self.received.insert_new((*message_id, *peer), at))
    }

    fn mvds_received(&mut self, message_id: &[u8; 32], peer: &CompressedKey) -> Result<bool> {
        Ok(self.received.contains_key(&(*message_id, *peer)))
    }

    fn prune_mvds_received(&mut self, before: UnixMillis) -> Result<()> {
        self.received.retain(|_, at| *at >= before);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
