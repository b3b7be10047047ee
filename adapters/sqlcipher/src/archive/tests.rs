use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use status_ports::{
    ArchiveQuery, ArchiveRecord, ArchiveRetention, ArchiveSelection, ArchiveTopics, DataKey, MessageArchive as _,
    PageDirection, StorageError, contracts,
};
use tempfile::TempDir;

use super::{SqliteArchive, file, read, write};
use crate::connection::Access;
use crate::database::{PROFILE, create};
use crate::schema::archive::topics;

fn archive() -> (TempDir, PathBuf, SqliteArchive) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive.db");
    let archive = SqliteArchive::open_file(path.clone()).unwrap();
    (folder, path, archive)
}

fn record(number: u8) -> ArchiveRecord {
    ArchiveRecord {
        message_hash: [number; 32],
        pubsub_topic: "/waku/2/rs/16/32".to_owned(),
        content_topic: format!("/{}", number % 2),
        timestamp_ns: number.into(),
        message: vec![number; 100],
    }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let mut folders = Vec::new();
    contracts::archive::run(&mut || {
        let (folder, _, archive) = archive();
        folders.push(folder);
        Box::new(archive)
    })
    .await;
}

#[tokio::test]
async fn what_was_kept_is_there_after_a_restart_and_after_a_kill() {
    let (folder, path, archive) = archive();
    archive.insert(vec![record(1), record(2)]).await.unwrap();
    // As a killed process leaves it.
    let killed = folder.path().join("killed.db");
    for suffix in ["", "-wal"] {
        fs::copy(crate::files::with_suffix(&path, suffix), crate::files::with_suffix(&killed, suffix)).unwrap();
    }
    let killed = SqliteArchive::open(&killed).await.unwrap();
    assert_eq!(killed.size().await.unwrap().messages, 2);
    archive.close().await;
    assert!(!crate::files::with_suffix(&path, "-wal").exists());
    let restarted = SqliteArchive::open(&path).await.unwrap();
    assert_eq!(restarted.size().await.unwrap().messages, 2);
}

#[tokio::test]
async fn a_file_in_which_nothing_was_committed_becomes_an_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive.db");
    fs::write(&path, []).unwrap();
    let archive = SqliteArchive::open(&path).await.unwrap();
    assert_eq!(archive.size().await.unwrap().messages, 0);
}

#[tokio::test]
async fn other_files_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("archive.db");
    fs::write(&path, "no database".repeat(1000)).unwrap();
    assert!(matches!(SqliteArchive::open(&path).await, Err(StorageError::WrongKey)));
    fs::remove_file(&path).unwrap();
    create(&PROFILE, &path, &DataKey([7; 32])).unwrap();
    let profile = fs::read(&path).unwrap();
    assert!(matches!(SqliteArchive::open(&path).await, Err(StorageError::WrongKey)));
    assert_eq!(fs::read(&path).unwrap(), profile);
    fs::remove_file(&path).unwrap();
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    diesel::sql_query("CREATE TABLE others (id INTEGER)").execute(&mut other).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(SqliteArchive::open(&path).await, Err(StorageError::Corrupt(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
    let missing = folder.path().join("missing").join("archive.db");
    assert!(matches!(SqliteArchive::open(&missing).await, Err(StorageError::Backend(_))));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let (_folder, path, _archive) = archive();
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_topic_goes_with_its_last_message() {
    let (_folder, path, archive) = archive();
    archive.insert((1..=4).map(record).collect()).await.unwrap();
    let left = || topics::table.count().get_result::<i64>(&mut file::connect(&path, Access::Read).unwrap()).unwrap();
    for (not_before_ns, topics) in [(2, 2), (4, 1), (5, 0)] {
        archive.prune(ArchiveRetention { not_before_ns: Some(not_before_ns), max_bytes: None }).await.unwrap();
        assert_eq!(left(), topics);
    }
    archive.insert(vec![record(9)]).await.unwrap();
    assert_eq!(archive.size().await.unwrap().messages, 1);
}

/// The queries of work on a connection, without the values.
fn queries(path: &std::path::Path, work: impl FnOnce(&mut SqliteConnection)) -> BTreeSet<String> {
    let mut connection = file::connect(path, Access::Write).unwrap();
    let queries = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = Arc::clone(&queries);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            seen.lock().unwrap().insert(text.split(" -- binds").next().unwrap_or_default().to_owned());
        }
    });
    work(&mut connection);
    std::mem::take(&mut *queries.lock().unwrap())
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[test]
fn no_query_reads_what_piles_up() {
    let (_folder, path, _archive) = archive();
    let topics =
        ArchiveTopics { pubsub_topic: "/waku/2/rs/16/32".into(), content_topics: vec!["/0".into(), "/1".into()] };
    let seen = queries(&path, |connection| {
        write::insert(connection, &[record(1), record(2)]).unwrap_or_else(|_| unreachable!());
        for selection in [
            ArchiveSelection::Time { topics: None, from_ns: Some(1), until_ns: Some(2) },
            ArchiveSelection::Time { topics: Some(topics), from_ns: Some(1), until_ns: Some(2) },
            ArchiveSelection::Hashes(vec![[1; 32]]),
        ] {
            for direction in [PageDirection::Forward, PageDirection::Backward] {
                let query = ArchiveQuery {
                    selection: selection.clone(),
                    cursor: Some([2; 32]),
                    direction,
                    limit: 10,
                    include_messages: true,
                    max_bytes: 1000,
                };
                read::page(connection, &query).unwrap_or_else(|_| unreachable!());
            }
        }
        read::size(connection).unwrap_or_else(|_| unreachable!());
        let retention = ArchiveRetention { not_before_ns: Some(9), max_bytes: Some(0) };
        write::prune(connection, retention).unwrap_or_else(|_| unreachable!());
    });
    assert!(seen.len() > 12, "only {} queries were seen", seen.len());
    let mut connection = file::connect(&path, Access::Read).unwrap();
    let mut ranges = 0;
    for query in seen.iter().filter(|query| !query.contains("pragma_")) {
        let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load::<Step>(&mut connection).unwrap();
        for Step { detail } in plan {
            let in_order = detail.contains("INDEX messages_by_time") && query.contains(" LIMIT ");
            assert!(!detail.starts_with("SCAN") || in_order, "{detail}\n{query}");
            assert!(!detail.contains("TEMP B-TREE"), "{detail}\n{query}");
            ranges += usize::from(detail.contains("(timestamp_ns,hash)>(?,?) AND (timestamp_ns,hash)<(?,?)"));
        }
    }
    assert!(ranges >= 4, "pages are ranges of an index: {ranges}");
}
