use status_ports::{MessageRecord, Page, PageCursor, SearchScope, SearchStore, SearchTerm};

use super::{MemoryTransaction, Result, page};

impl SearchStore for MemoryTransaction {
    fn search_messages(
        &mut self,
        scope: SearchScope<'_>,
        term: &SearchTerm,
        cursor: &str,
        limit: u32,
    ) -> Result<Page<MessageRecord>> {
        let is_searched = |row: &&MessageRecord| match scope {
            SearchScope::Everywhere => true,
            SearchScope::Chats(chats) => chats.contains(&row.local_chat_id),
        };
        let rows = self.messages.values().filter(is_searched).filter(|row| term.is_in_message(row));
        let place = |row: &MessageRecord| PageCursor { number: row.clock, id: row.id.clone() };
        page(rows.map(|row| (place(row), row.clone())).collect(), cursor, limit)
    }
}
