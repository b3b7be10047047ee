//! The contract of [`MessageArchive`].

use crate::{
    ArchiveEntry, ArchiveQuery, ArchiveRecord, ArchiveRetention, ArchiveSelection, ArchiveSize, ArchiveTopics,
    ArchivedMessage, MessageArchive, MessageHash, PageDirection, StorageError,
};

/// Runs the whole suite. `make` returns an empty archive each time.
pub async fn run(make: &mut dyn FnMut() -> Box<dyn MessageArchive>) {
    an_empty_archive_answers(&*make()).await;
    a_message_comes_back_whole(&*make()).await;
    a_message_is_kept_once(&*make()).await;
    the_start_of_a_time_is_part_of_it_and_its_end_is_not(&*make()).await;
    topics_do_not_mix(&*make()).await;
    hashes_find_what_is_there(&*make()).await;
    an_unknown_cursor_is_told(&*make()).await;
    a_cursor_need_not_be_selected(&*make()).await;
    a_page_ends_before_its_bytes_are_too_many(&*make()).await;
    for seed in 0..SEEDS {
        all_pages_together_are_all_messages_each_once(&*make(), &mut Numbers(seed)).await;
    }
    pruning_by_time_leaves_what_is_younger(&*make()).await;
    pruning_by_size_leaves_the_youngest(&*make()).await;
    the_size_follows_what_is_there(&*make()).await;
    a_closed_archive_says_so(&*make()).await;
}

const SEEDS: u64 = 40;
const SHARD_32: &str = "/waku/2/rs/16/32";
const SHARD_64: &str = "/waku/2/rs/16/64";
const TOPICS: [(&str, &str); 5] =
    [(SHARD_32, "/a"), (SHARD_32, "/b"), (SHARD_32, "/c"), (SHARD_64, "/a"), (SHARD_64, "/d")];

/// Numbers that look random; the same for the same seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

fn hash(number: u64) -> MessageHash {
    // As spread as real ones, so that their order is not that of arrival.
    let mut spread = Numbers(number);
    std::array::from_fn(|_| spread.below(256) as u8)
}

fn record(number: u64, topic: (&str, &str), timestamp_ns: i64) -> ArchiveRecord {
    ArchiveRecord {
        message_hash: hash(number),
        pubsub_topic: topic.0.to_owned(),
        content_topic: topic.1.to_owned(),
        timestamp_ns,
        message: format!("message {number}").into_bytes(),
    }
}

fn everything() -> ArchiveQuery {
    ArchiveQuery {
        selection: ArchiveSelection::Time { topics: None, from_ns: None, until_ns: None },
        cursor: None,
        direction: PageDirection::Forward,
        limit: 1000,
        include_messages: false,
        max_bytes: usize::MAX,
    }
}

fn of_topics(pubsub_topic: &str, content_topics: &[&str]) -> Option<ArchiveTopics> {
    let content_topics = content_topics.iter().copied().map(str::to_owned).collect();
    Some(ArchiveTopics { pubsub_topic: pubsub_topic.to_owned(), content_topics })
}

fn of_time(topics: Option<ArchiveTopics>, from_ns: Option<i64>, until_ns: Option<i64>) -> ArchiveQuery {
    ArchiveQuery { selection: ArchiveSelection::Time { topics, from_ns, until_ns }, ..everything() }
}

async fn hashes(archive: &dyn MessageArchive, query: ArchiveQuery) -> Vec<MessageHash> {
    let page = archive.query(query).await.unwrap();
    assert_eq!(page.next, None);
    page.entries.into_iter().map(|entry| entry.message_hash).collect()
}

/// All pages, in the order of paging, each turned into it.
async fn all_pages(archive: &dyn MessageArchive, mut query: ArchiveQuery) -> Vec<ArchiveEntry> {
    let mut all = Vec::new();
    loop {
        let mut page = archive.query(query.clone()).await.unwrap();
        assert!(page.entries.len() <= query.limit as usize);
        if query.direction == PageDirection::Backward {
            page.entries.reverse();
        }
        let last = page.entries.last().map(|entry| entry.message_hash);
        all.append(&mut page.entries);
        if page.next.is_none() {
            return all;
        }
        assert_eq!(page.next, last, "the cursor is the last message of its page");
        query.cursor = page.next;
    }
}

async fn an_empty_archive_answers(archive: &dyn MessageArchive) {
    assert_eq!(hashes(archive, everything()).await, [[0; 32]; 0]);
    assert_eq!(hashes(archive, of_time(of_topics(SHARD_32, &["/a"]), None, None)).await, [[0; 32]; 0]);
    let of_hashes = ArchiveQuery { selection: ArchiveSelection::Hashes(vec![hash(1)]), ..everything() };
    assert_eq!(hashes(archive, of_hashes).await, [[0; 32]; 0]);
    assert!(!archive.prune(ArchiveRetention { not_before_ns: Some(1), max_bytes: Some(0) }).await.unwrap());
    assert_eq!(archive.size().await.unwrap().messages, 0);
    archive.insert(vec![]).await.unwrap();
}

async fn a_message_comes_back_whole(archive: &dyn MessageArchive) {
    let kept = ArchiveRecord { message: vec![0, 255, 7], ..record(1, TOPICS[0], -5) };
    archive.insert(vec![kept.clone()]).await.unwrap();
    let whole = ArchiveEntry {
        message_hash: kept.message_hash,
        message: Some(ArchivedMessage { pubsub_topic: kept.pubsub_topic, message: kept.message }),
    };
    let topics = of_topics(SHARD_32, &["/a"]);
    let by_hash = ArchiveSelection::Hashes(vec![kept.message_hash]);
    let selections = [everything().selection, of_time(topics, None, None).selection, by_hash];
    for selection in selections {
        let query = ArchiveQuery { selection, include_messages: true, ..everything() };
        assert_eq!(archive.query(query.clone()).await.unwrap().entries, std::slice::from_ref(&whole));
        let without = ArchiveQuery { include_messages: false, ..query };
        let entry = ArchiveEntry { message: None, ..whole.clone() };
        assert_eq!(archive.query(without).await.unwrap().entries, [entry]);
    }
}

async fn a_message_is_kept_once(archive: &dyn MessageArchive) {
    archive.insert(vec![record(1, TOPICS[0], 10), record(1, TOPICS[0], 10)]).await.unwrap();
    let size = archive.size().await.unwrap();
    archive.insert(vec![record(1, TOPICS[0], 10)]).await.unwrap();
    assert_eq!(archive.size().await.unwrap(), size);
    assert_eq!(size.messages, 1);
    assert_eq!(hashes(archive, everything()).await, [hash(1)]);
}

async fn the_start_of_a_time_is_part_of_it_and_its_end_is_not(archive: &dyn MessageArchive) {
    let times = [i64::MIN, -1, 0, 1, i64::MAX];
    let records = times.iter().zip(0..).map(|(time, number)| record(number, TOPICS[0], *time)).collect();
    archive.insert(records).await.unwrap();
    for topics in [None, of_topics(SHARD_32, &["/a"])] {
        let of = |from, until| hashes(archive, of_time(topics.clone(), from, until));
        assert_eq!(of(Some(0), Some(1)).await, [hash(2)]);
        assert_eq!(of(Some(0), None).await, [hash(2), hash(3), hash(4)]);
        assert_eq!(of(None, Some(0)).await, [hash(0), hash(1)]);
        assert_eq!(of(Some(i64::MIN), Some(i64::MAX)).await, [0, 1, 2, 3].map(hash));
        assert_eq!(of(Some(1), Some(1)).await, [[0; 32]; 0]);
        assert_eq!(of(Some(1), Some(0)).await, [[0; 32]; 0]);
    }
}

async fn topics_do_not_mix(archive: &dyn MessageArchive) {
    let records = TOPICS.iter().zip(0..).map(|(topic, number)| record(number, *topic, number as i64)).collect();
    archive.insert(records).await.unwrap();
    let of =
        |pubsub_topic, topics: &'static [&str]| hashes(archive, of_time(of_topics(pubsub_topic, topics), None, None));
    assert_eq!(of(SHARD_32, &["/a"]).await, [hash(0)]);
    assert_eq!(of(SHARD_64, &["/a"]).await, [hash(3)]);
    assert_eq!(of(SHARD_32, &["/c", "/a", "/none", "/d"]).await, [hash(0), hash(2)]);
    assert_eq!(of(SHARD_32, &["/a", "/a"]).await, [hash(0)]);
    assert_eq!(of(SHARD_32, &[]).await, [[0; 32]; 0]);
    assert_eq!(of("/nowhere", &["/a"]).await, [[0; 32]; 0]);
}

async fn hashes_find_what_is_there(archive: &dyn MessageArchive) {
    archive.insert(vec![record(1, TOPICS[0], 30), record(2, TOPICS[3], 10), record(3, TOPICS[1], 20)]).await.unwrap();
    let selection = ArchiveSelection::Hashes([1, 2, 4, 1].map(hash).to_vec());
    let query = ArchiveQuery { selection, ..everything() };
    assert_eq!(hashes(archive, query.clone()).await, [hash(2), hash(1)]);
    let paged = ArchiveQuery { limit: 1, direction: PageDirection::Backward, ..query };
    let page = archive.query(paged.clone()).await.unwrap();
    assert_eq!(page.next, Some(hash(1)));
    let rest = ArchiveQuery { cursor: page.next, ..paged };
    assert_eq!(hashes(archive, rest).await, [hash(2)]);
}

async fn an_unknown_cursor_is_told(archive: &dyn MessageArchive) {
    archive.insert(vec![record(1, TOPICS[0], 30)]).await.unwrap();
    let by_hash = ArchiveSelection::Hashes(vec![hash(1)]);
    for selection in [everything().selection, of_time(of_topics(SHARD_32, &["/a"]), None, None).selection, by_hash] {
        let query = ArchiveQuery { selection, cursor: Some(hash(2)), ..everything() };
        assert!(matches!(archive.query(query).await, Err(StorageError::UnknownCursor)));
    }
}

async fn a_cursor_need_not_be_selected(archive: &dyn MessageArchive) {
    let records = (0..4).map(|number| record(number, TOPICS[0], number as i64)).collect();
    archive.insert(records).await.unwrap();
    archive.insert(vec![record(9, TOPICS[1], 2)]).await.unwrap();
    let after = ArchiveQuery { cursor: Some(hash(0)), ..of_time(of_topics(SHARD_32, &["/b"]), None, None) };
    assert_eq!(hashes(archive, after).await, [hash(9)]);
    let before = ArchiveQuery {
        cursor: Some(hash(9)),
        direction: PageDirection::Backward,
        ..of_time(of_topics(SHARD_32, &["/a"]), Some(1), Some(2))
    };
    assert_eq!(hashes(archive, before).await, [hash(1)]);
}

async fn a_page_ends_before_its_bytes_are_too_many(archive: &dyn MessageArchive) {
    let records = (0..6).map(|number| ArchiveRecord {
        message: vec![number; 100],
        ..record(number.into(), TOPICS[usize::from(number) % 2], number.into())
    });
    archive.insert(records.collect()).await.unwrap();
    let topics = of_topics(SHARD_32, &["/a", "/b"]);
    let by_hash = ArchiveSelection::Hashes((0..6).map(hash).collect());
    for selection in [everything().selection, of_time(topics, None, None).selection, by_hash] {
        let query = ArchiveQuery { selection, include_messages: true, ..everything() };
        for direction in [PageDirection::Forward, PageDirection::Backward] {
            for (max_bytes, count) in [(0, 1), (100, 1), (199, 1), (200, 2), (500, 5)] {
                let query = ArchiveQuery { max_bytes, direction, ..query.clone() };
                let page = archive.query(query.clone()).await.unwrap();
                assert_eq!(page.entries.len(), count);
                assert_eq!(all_pages(archive, query).await.len(), 6);
            }
        }
        let without = ArchiveQuery { include_messages: false, max_bytes: 0, ..query };
        assert_eq!(archive.query(without).await.unwrap().entries.len(), 6);
    }
}

async fn all_pages_together_are_all_messages_each_once(archive: &dyn MessageArchive, numbers: &mut Numbers) {
    let times = [i64::MIN, -3, 0, 1, 2, 3, 1_700_000_000_000_000_000, i64::MAX];
    let count = numbers.below(60) as u64;
    let mut records: Vec<_> = (0..count)
        .map(|number| record(number, TOPICS[numbers.below(TOPICS.len())], times[numbers.below(times.len())]))
        .collect();
    // In the order of arrival, in batches.
    for batch in records.chunks(7) {
        archive.insert(batch.to_vec()).await.unwrap();
    }
    records.sort_unstable_by_key(|record| (record.timestamp_ns, record.message_hash));
    for _ in 0..8 {
        let (from, until) = (times[numbers.below(times.len())], times[numbers.below(times.len())]);
        let from_ns = (numbers.below(2) == 0).then_some(from);
        let until_ns = (numbers.below(2) == 0).then_some(until);
        let is_in_time = |record: &&ArchiveRecord| {
            from_ns.is_none_or(|from| from <= record.timestamp_ns)
                && until_ns.is_none_or(|until| record.timestamp_ns < until)
        };
        let content_topics: &[&str] = [&["/a", "/b", "/c"][..], &["/b"], &["/a", "/d"]][numbers.below(3)];
        let is_of_topics = |record: &&ArchiveRecord| {
            record.pubsub_topic == SHARD_32 && content_topics.contains(&&*record.content_topic)
        };
        let some_hashes: Vec<_> = (0..numbers.below(30)).map(|_| hash(numbers.below(70) as u64)).collect();
        let of = |topics| ArchiveSelection::Time { topics, from_ns, until_ns };
        let cases: [(ArchiveSelection, Vec<MessageHash>); 3] = [
            (of(None), records.iter().filter(is_in_time).map(|record| record.message_hash).collect()),
            (
                of(of_topics(SHARD_32, content_topics)),
                records.iter().filter(is_in_time).filter(is_of_topics).map(|record| record.message_hash).collect(),
            ),
            (
                ArchiveSelection::Hashes(some_hashes.clone()),
                records.iter().map(|record| record.message_hash).filter(|hash| some_hashes.contains(hash)).collect(),
            ),
        ];
        for (selection, expected) in cases {
            let query = ArchiveQuery {
                selection,
                limit: numbers.below(9) as u32 + 1,
                include_messages: numbers.below(2) == 0,
                max_bytes: [25, usize::MAX][numbers.below(2)],
                ..everything()
            };
            let forward = all_pages(archive, query.clone()).await;
            assert!(forward.iter().map(|entry| entry.message_hash).eq(expected.iter().copied()));
            for entry in &forward {
                let record = records.iter().find(|record| record.message_hash == entry.message_hash).unwrap();
                assert_eq!(
                    entry.message.as_ref().is_some_and(|found| found.message == record.message),
                    query.include_messages
                );
            }
            let mut backward = all_pages(archive, ArchiveQuery { direction: PageDirection::Backward, ..query }).await;
            backward.reverse();
            assert_eq!(backward, forward);
        }
    }
}

async fn prune_all(archive: &dyn MessageArchive, retention: ArchiveRetention) {
    let mut steps = 0;
    while archive.prune(retention).await.unwrap() {
        steps += 1;
        assert!(steps < 10_000, "every step must get further");
    }
}

async fn pruning_by_time_leaves_what_is_younger(archive: &dyn MessageArchive) {
    let records = (0..3000).map(|number| record(number, TOPICS[number as usize % 5], (number / 3) as i64 - 500));
    archive.insert(records.collect()).await.unwrap();
    prune_all(archive, ArchiveRetention { not_before_ns: Some(200), max_bytes: None }).await;
    let left = hashes(archive, ArchiveQuery { limit: 3000, ..everything() }).await;
    assert_eq!(left.len(), 900);
    assert_eq!(archive.size().await.unwrap().messages, 900);
    assert_eq!(hashes(archive, of_time(None, None, Some(200))).await, [[0; 32]; 0]);
    // What is gone may come again.
    archive.insert(vec![record(0, TOPICS[0], -500)]).await.unwrap();
    assert_eq!(hashes(archive, of_time(of_topics(SHARD_32, &["/a"]), None, Some(0))).await, [hash(0)]);
}

async fn pruning_by_size_leaves_the_youngest(archive: &dyn MessageArchive) {
    let records = (0..2000).map(|number| ArchiveRecord {
        message: vec![0; 500],
        ..record(number, TOPICS[number as usize % 5], number as i64)
    });
    archive.insert(records.collect()).await.unwrap();
    let full = archive.size().await.unwrap();
    assert!(full.bytes >= 2000 * 500);
    prune_all(archive, ArchiveRetention { not_before_ns: None, max_bytes: Some(full.bytes) }).await;
    assert_eq!(archive.size().await.unwrap(), full, "nothing has to go");
    let max_bytes = full.bytes / 2;
    prune_all(archive, ArchiveRetention { not_before_ns: None, max_bytes: Some(max_bytes) }).await;
    let left = archive.size().await.unwrap();
    assert!(left.bytes <= max_bytes);
    assert!(left.messages >= 500, "no more goes than has to: {} are left", left.messages);
    let found = hashes(archive, ArchiveQuery { limit: 2000, ..everything() }).await;
    let youngest: Vec<_> = (2000 - left.messages..2000).map(hash).collect();
    assert_eq!(found, youngest);
}

async fn the_size_follows_what_is_there(archive: &dyn MessageArchive) {
    assert_eq!(archive.size().await.unwrap().messages, 0);
    archive.insert((0..50).map(|number| record(number, TOPICS[0], number as i64)).collect()).await.unwrap();
    let ArchiveSize { messages, bytes } = archive.size().await.unwrap();
    assert_eq!(messages, 50);
    assert!(bytes > 50 * 10);
    prune_all(archive, ArchiveRetention { not_before_ns: Some(i64::MAX), max_bytes: None }).await;
    assert_eq!(archive.size().await.unwrap().messages, 0);
}

async fn a_closed_archive_says_so(archive: &dyn MessageArchive) {
    archive.insert(vec![record(1, TOPICS[0], 1)]).await.unwrap();
    archive.close().await;
    archive.close().await;
    assert!(matches!(archive.insert(vec![]).await, Err(StorageError::Closed)));
    assert!(matches!(archive.query(everything()).await, Err(StorageError::Closed)));
    assert!(matches!(archive.size().await, Err(StorageError::Closed)));
    assert!(matches!(archive.prune(ArchiveRetention::default()).await, Err(StorageError::Closed)));
}
