//! A store node for tests, as the specification has it, and ways in which it may be none.

use prost::Message as _;
use status_memory::{MemoryTransaction, SeededEntropy};
use status_proto::waku::{StoreQueryRequest, StoreQueryResponse, WakuMessage, WakuMessageKeyValue};

use crate::crypto::PrivateKey;
use crate::envelope::topic::{ContentTopic, Shard};
use crate::envelope::waku_message::{compose, message_hash};
use crate::identity::CustomizationColor;
use crate::messaging::Context;
use crate::profile::OwnPictures;

/// Messages of the default shard, in the order of time.
#[derive(Clone, Default)]
pub(super) struct StoreNodeModel {
    messages: Vec<(i64, [u8; 32], WakuMessage)>,
    pub(super) page: usize,
}

pub(super) fn message(topic: u8, time_ns: u64, number: u32) -> WakuMessage {
    let topic = ContentTopic::from_slice(&[topic; 4]);
    compose(topic, number.to_be_bytes().to_vec(), i64::try_from(time_ns).unwrap(), false)
}

pub(super) fn hash(message: &WakuMessage) -> [u8; 32] {
    message_hash(&Shard::DEFAULT.to_string(), message)
}

impl StoreNodeModel {
    pub(super) fn new(messages: impl IntoIterator<Item = WakuMessage>, page: usize) -> Self {
        let messages = messages.into_iter().map(|message| (message.timestamp.unwrap(), hash(&message), message));
        let mut messages: Vec<_> = messages.collect();
        messages.sort_by_key(|message| (message.0, message.1));
        Self { messages, page }
    }

    pub(super) fn hashes(&self) -> Vec<[u8; 32]> {
        self.messages.iter().map(|(_, hash, _)| *hash).collect()
    }

    pub(super) fn response(&self, request: &[u8]) -> StoreQueryResponse {
        let request = StoreQueryRequest::decode(request).unwrap();
        let mut answer = StoreQueryResponse {
            request_id: request.request_id.clone(),
            status_code: Some(200),
            status_desc: Some("OK".into()),
            ..StoreQueryResponse::default()
        };
        let cursor = request.pagination_cursor.as_ref().map(|cursor| {
            self.messages.iter().find(|(_, hash, _)| hash.as_slice() == cursor).map(|(time, hash, _)| (*time, *hash))
        });
        if cursor == Some(None) {
            answer.status_code = Some(400);
            return answer;
        }
        let matches = |(time, hash, message): &&(i64, [u8; 32], WakuMessage)| {
            if !request.message_hashes.is_empty() {
                return request.message_hashes.iter().any(|wanted| wanted == hash);
            }
            request.content_topics.contains(&message.content_topic)
                && (request.time_start()..=request.time_end()).contains(time)
                && cursor.flatten().is_none_or(|cursor| (*time, *hash) < cursor)
        };
        let found: Vec<_> = self.messages.iter().filter(matches).collect();
        let limit = self.page.min(request.pagination_limit() as usize);
        let page = &found[found.len().saturating_sub(limit)..];
        if page.len() < found.len() {
            answer.pagination_cursor = page.first().map(|(_, hash, _)| hash.to_vec());
        }
        answer.messages = page
            .iter()
            .map(|(_, hash, message)| WakuMessageKeyValue {
                message_hash: Some(hash.to_vec()),
                message: request.include_data.then(|| message.clone()),
                pubsub_topic: request.include_data.then(|| Shard::DEFAULT.to_string()),
            })
            .collect();
        answer
    }

    pub(super) fn answer(&self, request: &[u8]) -> Vec<u8> {
        self.response(request).encode_to_vec()
    }
}

/// A profile for tests of decisions that read and write stores.
pub(super) struct Profile {
    pub(super) key: PrivateKey,
    pub(super) stores: MemoryTransaction,
    pub(super) entropy: SeededEntropy,
    pub(super) now: u64,
}

impl Profile {
    pub(super) fn new(now: u64) -> Self {
        let key = PrivateKey::generate(&mut SeededEntropy::new(1));
        Self { key, stores: MemoryTransaction::new(), entropy: SeededEntropy::new(2), now }
    }

    pub(super) fn with<T>(&mut self, work: impl FnOnce(&mut Context<'_>) -> T) -> T {
        work(&mut Context {
            stores: &mut self.stores,
            identity: &self.key,
            me: self.key.public_key(),
            customization_color: CustomizationColor::default(),
            pictures: OwnPictures::none(),
            now: self.now,
            entropy: &mut self.entropy,
        })
    }
}
