use status_ports::{HistoryPosition, HistoryStore, HistoryTopic, HistoryWalk, StoreNodeRecord};

use super::{MemoryTransaction, Result};

impl HistoryStore for MemoryTransaction {
    fn history_topics(&mut self) -> Result<Vec<HistoryTopic>> {
        Ok(self.history_topics.values().cloned().collect())
    }

    fn save_history_topics(&mut self, topics: &[HistoryTopic]) -> Result<()> {
        self.touch();
        for topic in topics {
            self.history_topics.insert((topic.pubsub_topic.clone(), topic.content_topic), topic.clone());
        }
        Ok(())
    }

    fn delete_history_topic(&mut self, pubsub_topic: &str, content_topic: [u8; 4]) -> Result<()> {
        self.touch();
        self.history_topics.remove(&(pubsub_topic.to_owned(), content_topic));
        Ok(())
    }

    fn history_walks(&mut self) -> Result<Vec<HistoryWalk>> {
        Ok(self.history_walks.values().cloned().collect())
    }

    fn add_history_walk(&mut self, walk: &HistoryWalk) -> Result<i64> {
        self.touch();
        self.last_walk += 1;
        let id = self.last_walk;
        self.history_walks.insert(id, HistoryWalk { id, ..walk.clone() });
        Ok(id)
    }

    fn save_history_position(&mut self, id: i64, position: &HistoryPosition) -> Result<()> {
        self.touch();
        if let Some(walk) = self.history_walks.get_mut(&id) {
            walk.position = position.clone();
        }
        Ok(())
    }

    fn remove_history_walk(&mut self, id: i64) -> Result<()> {
        self.touch();
        self.history_walks.remove(&id);
        Ok(())
    }

    fn store_nodes(&mut self) -> Result<Vec<StoreNodeRecord>> {
        Ok(self.store_nodes.values().cloned().collect())
    }

    fn save_store_node(&mut self, node: &StoreNodeRecord) -> Result<()> {
        self.touch();
        self.store_nodes.insert(node.id.clone(), node.clone());
        Ok(())
    }

    fn delete_store_node(&mut self, id: &str) -> Result<()> {
        self.touch();
        self.store_nodes.remove(id);
        Ok(())
    }
}
