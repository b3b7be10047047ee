//! The service side of store.

use std::pin::pin;
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

use prost::Message;
use status_domain::service::store::{StoreRequest, keep};
use status_memory::MemoryArchive;
use status_ports::{Answer, MessageArchive, PeerProtocol};
use status_proto::waku::{StoreQueryResponse, WakuMessage};

const SHARD: &str = "/waku/2/rs/16/32";
const NOW_NS: u64 = 1_700_000_000_000_000_000;

/// The archive in memory never waits.
#[allow(clippy::panic, reason = "an archive that waits would leave the target blind")]
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the archive in memory waits"),
    }
}

/// Thirty messages of three topics.
fn archive() -> &'static MemoryArchive {
    static ARCHIVE: OnceLock<MemoryArchive> = OnceLock::new();
    ARCHIVE.get_or_init(|| {
        let archive = MemoryArchive::new();
        let message = |number: u8| WakuMessage {
            payload: vec![number; 20],
            content_topic: format!("/waku/1/0x0000000{}/rfc26", number % 3),
            timestamp: Some(NOW_NS.cast_signed().saturating_add(i64::from(number / 2))),
            ..WakuMessage::default()
        };
        let records = (0..30).filter_map(|number| keep(SHARD, &message(number), NOW_NS).ok()).collect();
        assert!(ready(archive.insert(records)).is_ok());
        archive
    })
}

/// A request of `store-query`: whatever it is, the answer is a valid one within bounds, from old to new.
pub(crate) fn store_query(input: &[u8]) {
    let answer = match StoreRequest::read(input) {
        Ok(request) => {
            let found = ready(archive().query(request.query().clone()));
            request.answer(found)
        }
        Err(answer) => answer,
    };
    let Answer::Reply(bytes) = answer else { return };
    assert!(bytes.len() <= PeerProtocol::StoreQuery.max_response_bytes());
    let response = StoreQueryResponse::decode(&*bytes);
    assert!(response.is_ok(), "an answer that nobody can read");
    let response = response.unwrap_or_default();
    assert!(matches!(response.status_code, Some(200 | 400)));
    assert!(response.messages.len() <= 100);
    let times = response.messages.iter().filter_map(|entry| entry.message.as_ref()).map(|message| message.timestamp);
    assert!(times.is_sorted());
}
