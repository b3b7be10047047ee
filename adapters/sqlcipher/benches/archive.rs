//! How long a page of the archive of a store node takes, when many messages are kept.
//!
//! `STATUS_ARCHIVE_MESSAGES` says how many, 200,000 without it; `STATUS_ARCHIVE_FILE` a file to fill and to keep, so that a
//! second run need not fill it again.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use status_ports::{
    ArchiveQuery, ArchiveRecord, ArchiveRetention, ArchiveSelection, ArchiveTopics, MessageArchive, MessageHash,
    PageDirection,
};
use status_sqlcipher::SqliteArchive;

const SHARD: &str = "/waku/2/rs/16/32";
const TOPICS: u64 = 5_000;
/// Messages a second, as their times say.
const RATE: u64 = 200;
const BATCH: u64 = 2_000;
const QUERIES: u64 = 2_000;
const PAGE: u32 = 100;

/// Numbers that look random; the same at every run.
fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn hash(number: u64) -> MessageHash {
    std::array::from_fn(|at| mix(number.wrapping_mul(32).wrapping_add(at as u64)) as u8)
}

/// A tenth of the messages goes to a hundredth of the topics.
fn topic(number: u64) -> String {
    let spread = mix(number);
    let count = if spread.is_multiple_of(10) { TOPICS / 100 } else { TOPICS };
    format!("/waku/1/0x{:08x}/rfc26", mix(spread) % count)
}

const fn time_ns(number: u64) -> i64 {
    (1_700_000_000_000_000_000 + number * (1_000_000_000 / RATE)).cast_signed()
}

fn record(number: u64) -> ArchiveRecord {
    ArchiveRecord {
        message_hash: hash(number),
        pubsub_topic: SHARD.to_owned(),
        content_topic: topic(number),
        timestamp_ns: time_ns(number),
        message: vec![number as u8; 200 + (mix(number) % 300) as usize],
    }
}

fn of_topics(content_topics: Vec<String>) -> ArchiveSelection {
    let topics = ArchiveTopics { pubsub_topic: SHARD.to_owned(), content_topics };
    ArchiveSelection::Time { topics: Some(topics), from_ns: None, until_ns: None }
}

fn query(selection: ArchiveSelection, cursor: Option<MessageHash>) -> ArchiveQuery {
    ArchiveQuery {
        selection,
        cursor,
        direction: PageDirection::Backward,
        limit: PAGE,
        include_messages: true,
        max_bytes: 16 << 20,
    }
}

async fn fill(archive: &SqliteArchive, count: u64) {
    let there = archive.size().await.unwrap().messages;
    let begun = Instant::now();
    for from in (there..count).step_by(BATCH as usize) {
        archive.insert((from..(from + BATCH).min(count)).map(record).collect()).await.unwrap();
    }
    let size = archive.size().await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    let rate = (size.messages - there) as f64 / seconds;
    println!("{} messages, {} MiB; {rate:.0} inserted a second", size.messages, size.bytes >> 20);
}

async fn measure(name: &str, archive: &SqliteArchive, make: impl Fn(u64) -> ArchiveQuery) {
    let (mut times, mut messages) = (Vec::new(), 0);
    for number in 0..QUERIES {
        let query = make(mix(number));
        let begun = Instant::now();
        messages += archive.query(query).await.unwrap().entries.len();
        times.push(begun.elapsed());
    }
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100].as_secs_f64() * 1e3;
    let mean = messages as u64 / QUERIES;
    println!("{name:<58} p50 {:.2} ms, p99 {:.2} ms ({mean} messages a page)", at(50), at(99));
}

async fn run(path: PathBuf, count: u64) {
    let archive = SqliteArchive::open(&path).await.unwrap();
    fill(&archive, count).await;
    measure("one topic, its newest messages", &archive, |n| query(of_topics(vec![topic(n % count)]), None)).await;
    measure("one topic, from any message on", &archive, |n| {
        query(of_topics(vec![topic(n % count)]), Some(hash(n % count)))
    })
    .await;
    measure("ten topics, from any message on", &archive, |n| {
        query(of_topics((0..10).map(|at| topic(mix(n + at) % count)).collect()), Some(hash(n % count)))
    })
    .await;
    measure("all topics, from any message on", &archive, |n| {
        let everything = ArchiveSelection::Time { topics: None, from_ns: None, until_ns: None };
        query(everything, Some(hash(n % count)))
    })
    .await;
    measure("50 hashes, whether they are there", &archive, |n| {
        let hashes = (0..50).map(|at| hash(mix(n + at) % count)).collect();
        ArchiveQuery { include_messages: false, ..query(ArchiveSelection::Hashes(hashes), None) }
    })
    .await;
    let begun = Instant::now();
    let retention = ArchiveRetention { not_before_ns: Some(time_ns(0)), max_bytes: None };
    archive.prune(retention).await.unwrap();
    println!("{:<58} {:.2} ms", "nothing to remove", Duration::as_secs_f64(&begun.elapsed()) * 1e3);
    archive.close().await;
}

fn main() {
    // Anything but `cargo bench` only wants to know that it works.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let count = std::env::var("STATUS_ARCHIVE_MESSAGES").ok().and_then(|count| count.parse().ok());
    let count = count.unwrap_or(if is_bench { 200_000 } else { 1_000 });
    let folder = tempfile::tempdir().unwrap();
    let path = std::env::var_os("STATUS_ARCHIVE_FILE").map_or_else(|| folder.path().join("archive.db"), PathBuf::from);
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap().block_on(run(path, count));
}
