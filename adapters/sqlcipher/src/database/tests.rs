use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::embed_migrations;
use status_ports::{DataKey, StorageError};
use tempfile::TempDir;

use super::{ACCOUNTS, ARCHIVE, Kind, PROFILE, WALLET, create, migrate, open};
use crate::connection::PAGE_BYTES;
use crate::files::with_suffix;

const KEY: DataKey = DataKey([7; 32]);
const WRONG_KEY: DataKey = DataKey([8; 32]);

/// A folder with a profile database in it.
fn database() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profile.db");
    create(&PROFILE, &path, &KEY).unwrap();
    (folder, path)
}

fn fill(connection: &mut SqliteConnection, rows: u32) {
    connection
        .batch_execute(&format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
             INSERT INTO messages (id, local_chat_id, chat_id, author, whisper_timestamp, timestamp, clock, text,
                 content_type, message_type, response_to, ens_name, display_name, seen, outgoing_status,
                 contact_request_state, mentioned, replied, edited_at, deleted, deleted_for_me, payload) SELECT i, 'chat', 'chat', zeroblob(33), 0, 0, i, hex(randomblob(300)), 1, 1, '', '',
                 '', 0, NULL, 0, 0, 0, 0, 0, 0, x'' FROM n"
        ))
        .unwrap();
}

/// A database whose log was not merged, as a killed process leaves it.
fn crashed() -> (TempDir, PathBuf) {
    let (folder, path) = database();
    let crashed = tempfile::tempdir().unwrap();
    let copy = crashed.path().join("profile.db");
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    fill(&mut connection, 100);
    for suffix in ["", "-wal"] {
        fs::copy(with_suffix(&path, suffix), with_suffix(&copy, suffix)).unwrap();
    }
    drop(folder);
    (crashed, copy)
}

fn content(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_owned(), fs::read(&path).unwrap())).collect()
}

fn refusal(path: &Path, key: &DataKey) -> StorageError {
    open(&PROFILE, path, key).err().expect("it must not open")
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(connection: &mut SqliteConnection, query: &str) -> Vec<String> {
    let rows = diesel::sql_query(query).load::<Line>(connection).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

#[test]
fn a_new_database_is_whole_encrypted_and_alone() {
    let (folder, path) = database();
    assert_eq!(content(folder.path()).len(), 1);
    let bytes = fs::read(&path).unwrap();
    for readable in [b"SQLite format 3".as_slice(), b"CREATE TABLE", b"settings"] {
        assert!(!bytes.windows(readable.len()).any(|window| window == readable));
    }
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    assert_eq!(lines(&mut connection, "SELECT journal_mode AS line FROM pragma_journal_mode"), ["wal"]);
    assert_eq!(lines(&mut connection, "SELECT integrity_check AS line FROM pragma_integrity_check"), ["ok"]);
}

#[test]
fn a_wrong_key_is_told_and_touches_nothing() {
    let (folder, path) = database();
    let before = content(folder.path());
    assert!(matches!(refusal(&path, &WRONG_KEY), StorageError::WrongKey));
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_wrong_key_does_not_touch_the_log_of_a_killed_process() {
    let (folder, path) = crashed();
    let before = content(folder.path());
    assert_eq!(before.len(), 2);
    assert!(matches!(refusal(&path, &WRONG_KEY), StorageError::WrongKey));
    assert_eq!(content(folder.path()), before);
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    assert_eq!(lines(&mut connection, "SELECT CAST(count(*) AS TEXT) AS line FROM messages"), ["100"]);
}

#[test]
fn damage_at_the_beginning_is_told_and_touches_nothing() {
    let (folder, path) = database();
    let whole = fs::read(&path).unwrap();
    let mut flipped = whole.clone();
    flipped[2000] ^= 1;
    let damages = [
        flipped,
        whole[..100].to_vec(),
        whole[..10].to_vec(),
        vec![],
        vec![0; whole.len()],
        b"no database".repeat(999),
    ];
    for damaged in damages {
        fs::write(&path, &damaged).unwrap();
        let error = refusal(&path, &KEY);
        assert!(matches!(error, StorageError::WrongKey), "{error:?}");
        assert_eq!(content(folder.path()).into_values().collect::<Vec<_>>(), [damaged]);
    }
}

#[test]
fn damage_further_on_is_told() {
    let (_folder, path) = database();
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    fill(&mut connection, 1000);
    drop(connection);
    let mut bytes = fs::read(&path).unwrap();
    let from = bytes.len() / 2;
    bytes[from..].iter_mut().step_by(1000).for_each(|byte| *byte ^= 1);
    fs::write(&path, &bytes).unwrap();
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    let read = diesel::sql_query("SELECT text AS line FROM messages").load::<Line>(&mut connection);
    let error = crate::error::storage_error(read.err().unwrap());
    assert!(matches!(error, StorageError::WrongKey | StorageError::Corrupt(_)), "{error:?}");
}

#[test]
fn a_database_that_anybody_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    let mut plain = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    plain.batch_execute("CREATE TABLE settings (name TEXT)").unwrap();
    drop(plain);
    let before = content(folder.path());
    assert!(matches!(refusal(&path, &KEY), StorageError::NotEncrypted));
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_first_page_torn_by_a_power_cut_is_healed_by_the_log() {
    let (_folder, path) = crashed();
    let mut bytes = fs::read(&path).unwrap();
    bytes[512..PAGE_BYTES as usize].fill(0);
    fs::write(&path, &bytes).unwrap();
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    assert_eq!(lines(&mut connection, "SELECT CAST(count(*) AS TEXT) AS line FROM messages"), ["100"]);
}

#[test]
fn what_a_broken_creation_left_is_in_nobodys_way() {
    let (folder, path) = crashed();
    for suffix in ["-building", "-building-wal", "-building-journal", "-building-shm", "-shm", "-journal"] {
        fs::write(with_suffix(&path, suffix), b"left behind").unwrap();
    }
    create(&PROFILE, &path, &WRONG_KEY).unwrap();
    assert_eq!(content(folder.path()).len(), 1);
    let mut connection = open(&PROFILE, &path, &WRONG_KEY).unwrap();
    assert_eq!(lines(&mut connection, "SELECT id AS line FROM messages"), [""; 0]);
}

#[test]
fn one_kind_of_database_is_not_taken_for_another() {
    let (folder, path) = database();
    let before = content(folder.path());
    for kind in [&WALLET, &ACCOUNTS] {
        assert!(matches!(open(kind, &path, &KEY), Err(StorageError::Corrupt(_))));
    }
    assert_eq!(content(folder.path()), before);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let (_folder, path) = database();
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    connection.batch_execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')").unwrap();
    drop(connection);
    assert!(refusal(&path, &KEY).to_string().contains("newer version"));
}

#[test]
fn migrations_that_fail_change_nothing() {
    const KIND: Kind =
        Kind { application_id: 0, migrations: embed_migrations!("tests/migrations"), complete: |_, _| Ok(()) };
    let (_folder, path) = database();
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    connection.batch_execute("DELETE FROM __diesel_schema_migrations").unwrap();
    assert!(migrate(&KIND, &mut connection).is_err());
    assert_eq!(lines(&mut connection, "SELECT name AS line FROM sqlite_schema WHERE name = 'good'"), [""; 0]);
    assert_eq!(lines(&mut connection, "SELECT version AS line FROM __diesel_schema_migrations"), [""; 0]);
}

#[test]
fn opening_reads_nothing_of_the_content() {
    let (_folder, path) = database();
    let pages_when_empty = fs::metadata(&path).unwrap().len() / PAGE_BYTES;
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    connection.batch_execute("INSERT INTO settings VALUES ('a', '1')").unwrap();
    fill(&mut connection, 2000);
    drop(connection);
    // Where content is, nothing can be read any more; opening and logging in do not notice.
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() as u64 / PAGE_BYTES;
    assert!(pages > 2 * pages_when_empty, "{pages} pages");
    bytes[(pages_when_empty * PAGE_BYTES) as usize..].fill(0);
    fs::write(&path, &bytes).unwrap();
    let mut connection = open(&PROFILE, &path, &KEY).unwrap();
    assert_eq!(lines(&mut connection, "SELECT value AS line FROM settings"), ["1"]);
}

/// The schemas as the engine has them after all migrations.
fn schema_document() -> String {
    let mut document =
        "-- The schemas of the databases as they are after all migrations. A test proves that this is so, and\n\
         -- writes this file if it runs with STATUS_UPDATE_SCHEMA=1.\n"
            .to_owned();
    for (name, kind) in [("accounts", ACCOUNTS), ("profile", PROFILE), ("wallet", WALLET), ("archive", ARCHIVE)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("database.db");
        create(&kind, &path, &KEY).unwrap();
        let mut connection = open(&kind, &path, &KEY).unwrap();
        document += &format!("\n-- Database: {name}\n\nPRAGMA application_id = {};\n", kind.application_id);
        let statements = "SELECT sql AS line FROM sqlite_schema
                          WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
        for statement in lines(&mut connection, statements) {
            document += &format!("\n{statement};\n");
        }
    }
    document
}

#[test]
fn the_schema_document_tells_the_truth() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema.sql");
    let document = schema_document();
    if std::env::var_os("STATUS_UPDATE_SCHEMA").is_some() {
        fs::write(&path, &document).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), document);
}
