use diesel::prelude::*;
use status_ports::{HistoryCursor, HistoryPosition, HistoryStore, HistoryTopic, HistoryWalk, StoreNodeRecord};

use super::SqlTransaction;
use crate::columns::{Bytes, U64};
use crate::error::{OrStorageError as _, Result, corrupt};
use crate::schema::profile::{history_topics, history_walks, store_nodes};

impl HistoryStore for SqlTransaction<'_> {
    fn history_topics(&mut self) -> Result<Vec<HistoryTopic>> {
        let rows = history_topics::table
            .order((history_topics::pubsub_topic, history_topics::content_topic))
            .select((
                history_topics::pubsub_topic,
                history_topics::content_topic,
                history_topics::fetched_to,
                history_topics::planned_to,
            ))
            .load::<(String, Bytes<4>, U64, U64)>(self.connection)
            .or_storage_error()?;
        let topics = rows.into_iter().map(|(pubsub_topic, content_topic, fetched_to, planned_to)| HistoryTopic {
            pubsub_topic,
            content_topic: content_topic.0,
            fetched_to: fetched_to.0,
            planned_to: planned_to.0,
        });
        Ok(topics.collect())
    }

    fn save_history_topics(&mut self, topics: &[HistoryTopic]) -> Result<()> {
        for topic in topics {
            let row = (
                history_topics::pubsub_topic.eq(&topic.pubsub_topic),
                history_topics::content_topic.eq(topic.content_topic.as_slice()),
                history_topics::fetched_to.eq(U64(topic.fetched_to)),
                history_topics::planned_to.eq(U64(topic.planned_to)),
            );
            diesel::replace_into(history_topics::table).values(row).execute(self.connection).or_storage_error()?;
        }
        Ok(())
    }

    fn delete_history_topic(&mut self, pubsub_topic: &str, content_topic: [u8; 4]) -> Result<()> {
        let row = history_topics::table.find((pubsub_topic, content_topic.as_slice()));
        diesel::delete(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn history_walks(&mut self) -> Result<Vec<HistoryWalk>> {
        let rows = history_walks::table.order(history_walks::number).select(WalkRow::as_select());
        rows.load(self.connection).or_storage_error()?.into_iter().map(HistoryWalk::try_from).collect()
    }

    fn add_history_walk(&mut self, walk: &HistoryWalk) -> Result<i64> {
        let cursor = walk.position.cursor.as_ref();
        let row = (
            history_walks::pubsub_topic.eq(&walk.pubsub_topic),
            history_walks::content_topics.eq(walk.content_topics.concat()),
            history_walks::from_ns.eq(U64(walk.from)),
            history_walks::to_ns.eq(U64(walk.to)),
            history_walks::until_ns.eq(U64(walk.position.until)),
            history_walks::seen_ns.eq(U64(walk.position.seen)),
            history_walks::cursor_peer.eq(cursor.map(|cursor| &cursor.peer_id)),
            history_walks::cursor_hash.eq(cursor.map(|cursor| cursor.message_hash.as_slice())),
        );
        let insert = diesel::insert_into(history_walks::table).values(row).returning(history_walks::number);
        insert.get_result(self.connection).or_storage_error()
    }

    fn save_history_position(&mut self, id: i64, position: &HistoryPosition) -> Result<()> {
        let cursor = position.cursor.as_ref();
        let change = (
            history_walks::until_ns.eq(U64(position.until)),
            history_walks::seen_ns.eq(U64(position.seen)),
            history_walks::cursor_peer.eq(cursor.map(|cursor| &cursor.peer_id)),
            history_walks::cursor_hash.eq(cursor.map(|cursor| cursor.message_hash.as_slice())),
        );
        diesel::update(history_walks::table.find(id)).set(change).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn remove_history_walk(&mut self, id: i64) -> Result<()> {
        diesel::delete(history_walks::table.find(id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn store_nodes(&mut self) -> Result<Vec<StoreNodeRecord>> {
        let rows = store_nodes::table.order(store_nodes::id).select(NodeRow::as_select());
        let rows: Vec<NodeRow> = rows.load(self.connection).or_storage_error()?;
        let nodes = rows.into_iter().map(|row| StoreNodeRecord {
            id: row.id,
            name: row.name,
            enr: row.enr,
            address: row.address,
            fleet: row.fleet,
        });
        Ok(nodes.collect())
    }

    fn save_store_node(&mut self, node: &StoreNodeRecord) -> Result<()> {
        let row = (
            store_nodes::id.eq(&node.id),
            store_nodes::name.eq(&node.name),
            store_nodes::enr.eq(&node.enr),
            store_nodes::address.eq(&node.address),
            store_nodes::fleet.eq(&node.fleet),
        );
        diesel::replace_into(store_nodes::table).values(row).execute(self.connection).or_storage_error()?;
        Ok(())
    }

    fn delete_store_node(&mut self, id: &str) -> Result<()> {
        diesel::delete(store_nodes::table.find(id)).execute(self.connection).or_storage_error()?;
        Ok(())
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = store_nodes)]
struct NodeRow {
    id: String,
    name: String,
    enr: String,
    address: String,
    fleet: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = history_walks)]
struct WalkRow {
    number: i64,
    pubsub_topic: String,
    content_topics: Vec<u8>,
    from_ns: U64,
    to_ns: U64,
    until_ns: U64,
    seen_ns: U64,
    cursor_peer: Option<String>,
    cursor_hash: Option<Bytes<32>>,
}

impl TryFrom<WalkRow> for HistoryWalk {
    type Error = status_ports::StorageError;

    fn try_from(row: WalkRow) -> Result<Self> {
        let (topics, []) = row.content_topics.as_chunks::<4>() else {
            return Err(corrupt("content topics of a walk"));
        };
        let cursor = row.cursor_peer.zip(row.cursor_hash);
        Ok(Self {
            id: row.number,
            pubsub_topic: row.pubsub_topic,
            content_topics: topics.to_vec(),
            from: row.from_ns.0,
            to: row.to_ns.0,
            position: HistoryPosition {
                until: row.until_ns.0,
                seen: row.seen_ns.0,
                cursor: cursor.map(|(peer_id, hash)| HistoryCursor { peer_id, message_hash: hash.0 }),
            },
        })
    }
}
