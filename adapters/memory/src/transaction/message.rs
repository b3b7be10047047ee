use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use status_ports::{
    CompressedKey, MessageContactRequestState, MessageRecord, MessageStore, OutgoingStatus, Page, PageCursor,
};

use super::{MemoryTransaction, Result, page};

/// `ContentType` of the chat message protobuf.
const CONTACT_REQUEST: i32 = 11;

impl MemoryTransaction {
    /// Removes messages with what is attached to them.
    fn remove_messages(&mut self, is_gone: impl Fn(&MessageRecord) -> bool) {
        let gone: Vec<String> = self.messages.values().filter(|row| is_gone(row)).map(|row| row.id.clone()).collect();
        for id in gone {
            self.messages.remove(&id);
            self.remove_what_belongs_to(&id);
        }
    }

    /// What belongs to a message goes with it.
    fn remove_what_belongs_to(&mut self, id: &str) {
        self.attachments.remove(id);
        self.reactions.retain(|_, reaction| reaction.message_id != id);
        self.pins.retain(|_, pin| pin.message_id != id);
        self.bridged_messages.remove(id);
        self.sent_messages.remove(id);
    }
}

/// `ContentType`s of the notes of a chat itself: that a message was pinned, and how two people are to each other.
const NOTES: RangeInclusive<i32> = 14..=17;
/// The notes of how two people are to each other.
const MUTUAL_STATES: RangeInclusive<i32> = 15..=17;

impl MemoryTransaction {
    /// The messages of a chat that count as unread.
    fn unseen<'a>(&'a self, local_chat_id: &'a str) -> impl Iterator<Item = &'a MessageRecord> {
        let rows = self.messages.values().filter(move |row| row.local_chat_id == local_chat_id);
        rows.filter(|row| !row.seen && !row.deleted && !row.deleted_for_me)
    }
}

fn is_mention(row: &MessageRecord, mentions_above: Option<u64>) -> bool {
    row.mentioned
        || row.replied
        || mentions_above.is_some_and(|clock| row.clock > clock && !NOTES.contains(&row.content_type))
}

impl MessageStore for MemoryTransaction {
    fn find_message(&mut self, id: &str) -> Result<Option<MessageRecord>> {
        Ok(self.messages.get(id).cloned())
    }

    fn messages(&mut self, ids: &[String]) -> Result<Vec<MessageRecord>> {
        let ids: BTreeSet<&String> = ids.iter().collect();
        Ok(ids.into_iter().filter_map(|id| self.messages.get(id)).cloned().collect())
    }

    fn album_messages(&mut self, local_chat_id: &str, album_id: &str, limit: u32) -> Result<Vec<MessageRecord>> {
        let of_album = |row: &&MessageRecord| row.local_chat_id == local_chat_id && row.album_id == album_id;
        let mut rows: Vec<_> = self.messages.values().filter(of_album).cloned().collect();
        rows.sort_by(|a, b| (a.clock, &a.id).cmp(&(b.clock, &b.id)));
        rows.truncate(if album_id.is_empty() { 0 } else { limit as usize });
        Ok(rows)
    }

    fn message_exists(&mut self, id: &str) -> Result<bool> {
        Ok(self.messages.contains_key(id))
    }

    fn save_message(&mut self, message: &MessageRecord) -> Result<()> {
        self.touch();
        self.messages.insert(message.id.clone(), message.clone());
        Ok(())
    }

    fn chat_messages(&mut self, local_chat_id: &str, cursor: &str, limit: u32) -> Result<Page<MessageRecord>> {
        let rows = self.messages.values().filter(|row| row.local_chat_id == local_chat_id);
        let place = |row: &MessageRecord| PageCursor { number: row.clock, id: row.id.clone() };
        page(rows.map(|row| (place(row), row.clone())).collect(), cursor, limit)
    }

    fn newer_chat_messages(&mut self, local_chat_id: &str, cursor: &str, limit: u32) -> Result<Page<MessageRecord>> {
        let from: PageCursor = cursor.parse()?;
        let rows = self.messages.values().filter(|row| row.local_chat_id == local_chat_id);
        let mut newer: Vec<_> = rows.filter(|row| (row.clock, &row.id) > (from.number, &from.id)).cloned().collect();
        newer.sort_by(|a, b| (a.clock, &a.id).cmp(&(b.clock, &b.id)));
        let rest = newer.split_off(newer.len().min(limit as usize));
        let last = newer.last().filter(|_| !rest.is_empty());
        let cursor = last.map(|row| PageCursor { number: row.clock, id: row.id.clone() }.to_string());
        Ok(Page { cursor: cursor.unwrap_or_default(), items: newer })
    }

    fn advance_outgoing_status(&mut self, id: &str, status: OutgoingStatus) -> Result<bool> {
        self.touch();
        let Some(message) = self.messages.get_mut(id) else { return Ok(false) };
        let moves = message.outgoing_status.is_some_and(|current| current < status);
        if moves {
            message.outgoing_status = Some(status);
        }
        Ok(moves)
    }

    fn find_latest_contact_request(&mut self, local_chat_id: &str) -> Result<Option<MessageRecord>> {
        let rows = self.messages.values();
        let requests = rows.filter(|row| row.local_chat_id == local_chat_id && row.content_type == CONTACT_REQUEST);
        let requests = requests.filter(|row| row.contact_request_state != MessageContactRequestState::None);
        Ok(requests.max_by_key(|row| (row.clock, &row.id)).cloned())
    }

    fn mark_messages_seen(&mut self, local_chat_id: &str, ids: &[String]) -> Result<(u32, u32)> {
        self.touch();
        let (mut seen, mut mentions) = (0, 0);
        for id in ids {
            let Some(message) = self.messages.get_mut(id) else { continue };
            if message.local_chat_id == local_chat_id && !message.seen {
                message.seen = true;
                seen += 1;
                mentions += u32::from(message.mentioned || message.replied);
            }
        }
        if seen > 0 {
            let is_note =
                |row: &MessageRecord| row.local_chat_id == local_chat_id && MUTUAL_STATES.contains(&row.content_type);
            self.messages.change(is_note, |row| row.seen = true);
        }
        Ok((seen, mentions))
    }

    fn mark_all_messages_seen(&mut self, local_chat_id: &str) -> Result<()> {
        self.touch();
        self.messages.change(|row| row.local_chat_id == local_chat_id && !row.seen, |row| row.seen = true);
        Ok(())
    }

    fn mark_messages_unseen(&mut self, local_chat_id: &str, from: u64) -> Result<(u32, u32)> {
        self.touch();
        let (mut unseen, mut mentions) = (0, 0);
        let chosen = |row: &MessageRecord| {
            row.local_chat_id == local_chat_id
                && row.seen
                && row.clock >= from
                && row.outgoing_status.is_none()
                && !MUTUAL_STATES.contains(&row.content_type)
        };
        self.messages.change(chosen, |row| {
            row.seen = false;
            unseen += 1;
            mentions += u32::from(row.mentioned || row.replied);
        });
        Ok((unseen, mentions))
    }

    fn count_unseen_messages(&mut self, local_chat_id: &str, mentions_above: Option<u64>) -> Result<(u32, u32)> {
        let (mut unseen, mut mentions) = (BTreeSet::new(), BTreeSet::new());
        for message in self.unseen(local_chat_id) {
            let counted = if message.album_id.is_empty() { (false, &message.id) } else { (true, &message.album_id) };
            unseen.insert(counted);
            if is_mention(message, mentions_above) {
                mentions.insert(counted);
            }
        }
        let count = |set: &BTreeSet<_>| u32::try_from(set.len()).unwrap_or(u32::MAX);
        Ok((count(&unseen), count(&mentions)))
    }

    fn unseen_album(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        mentions_above: Option<u64>,
    ) -> Result<(bool, bool)> {
        let images: Vec<_> = self.unseen(local_chat_id).filter(|row| row.album_id == album_id).collect();
        Ok((!images.is_empty(), images.iter().any(|row| is_mention(row, mentions_above))))
    }

    fn find_first_unseen_message(&mut self, local_chat_id: &str) -> Result<Option<String>> {
        Ok(self.unseen(local_chat_id).min_by_key(|row| (row.clock, &row.id)).map(|row| row.id.clone()))
    }

    fn find_deleted_image(
        &mut self,
        local_chat_id: &str,
        album_id: &str,
        author: &CompressedKey,
    ) -> Result<Option<MessageRecord>> {
        let mut album = self.album_messages(local_chat_id, album_id, u32::MAX)?;
        album.retain(|image| image.deleted && image.from == *author);
        Ok(album.into_iter().min_by_key(|image| image.deleted_by))
    }

    fn replies_to(&mut self, message_id: &str, limit: u32) -> Result<Vec<MessageRecord>> {
        let rows = self.messages.values().filter(|row| !message_id.is_empty() && row.response_to == message_id);
        Ok(rows.take(limit as usize).cloned().collect())
    }

    fn delete_message(&mut self, id: &str) -> Result<()> {
        self.touch();
        self.messages.remove(id);
        self.remove_what_belongs_to(id);
        Ok(())
    }

    fn delete_messages_of_chat(&mut self, local_chat_id: &str) -> Result<()> {
        self.touch();
        self.remove_messages(|row| row.local_chat_id == local_chat_id);
        Ok(())
    }

    fn delete_messages_of_author(&mut self, author: &CompressedKey) -> Result<Vec<String>> {
        self.touch();
        let rows = self.messages.values().filter(|row| row.from == *author);
        let chats: BTreeSet<String> = rows.map(|row| row.local_chat_id.clone()).collect();
        self.remove_messages(|row| row.from == *author);
        Ok(chats.into_iter().collect())
    }
}
