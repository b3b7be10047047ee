use std::collections::BTreeMap;

use status_ports::{ActivityRecord, ActivityScope, ActivityState, ActivityStore, Page, PageCursor, ReadFilter};

use super::{MemoryTransaction, Result, page};

impl MemoryTransaction {
    fn listed_activities(&self, kinds: &[u32], read: ReadFilter) -> impl Iterator<Item = &ActivityRecord> {
        self.activities.values().filter(move |entry| {
            let read_matches = match read {
                ReadFilter::Read => entry.read,
                ReadFilter::Unread => !entry.read,
                ReadFilter::All => true,
            };
            !entry.deleted && read_matches && (kinds.is_empty() || kinds.contains(&entry.kind))
        })
    }
}

impl ActivityStore for MemoryTransaction {
    fn find_activity(&mut self, id: &[u8]) -> Result<Option<ActivityRecord>> {
        Ok(self.activities.get(id).cloned())
    }

    fn save_activity(&mut self, entry: &ActivityRecord) -> Result<()> {
        self.touch();
        self.activities.insert(entry.id.clone(), entry.clone());
        Ok(())
    }

    fn activities(
        &mut self,
        kinds: &[u32],
        read: ReadFilter,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<ActivityRecord>> {
        let place = |entry: &ActivityRecord| PageCursor { number: entry.timestamp, id: hex::encode(&entry.id) };
        let rows = self.listed_activities(kinds, read).map(|entry| (place(entry), entry.clone()));
        page(rows.collect(), cursor, limit)
    }

    fn activities_in(&mut self, scope: ActivityScope<'_>) -> Result<Vec<ActivityRecord>> {
        let rows = self.activities.values().filter(|entry| match scope {
            ActivityScope::Chat(id) => entry.chat_id == id,
            ActivityScope::Author(author) => entry.author.as_ref() == Some(author),
            ActivityScope::Community(id) => !id.is_empty() && entry.community_id == id,
            ActivityScope::Unread => !entry.read,
        });
        Ok(rows.filter(|entry| !entry.deleted).cloned().collect())
    }

    fn count_activities(&mut self, kinds: &[u32], read: ReadFilter) -> Result<Vec<(u32, u32)>> {
        let mut counts = BTreeMap::<u32, u32>::new();
        for entry in self.listed_activities(kinds, read) {
            *counts.entry(entry.kind).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    fn activity_state(&mut self) -> Result<ActivityState> {
        Ok(self.activity_state)
    }

    fn save_activity_state(&mut self, state: ActivityState) -> Result<()> {
        self.touch();
        self.activity_state = state;
        Ok(())
    }
}
