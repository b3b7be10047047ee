use std::fs;
use std::path::Path;
use std::sync::mpsc;

use status_ports::{DataKey, ProfileStore as _, ProfileStoreExt as _, SettingRecord, StorageError, contracts};
use tempfile::TempDir;

use super::SqlcipherProfile;
use crate::files::{ProfileFiles, with_suffix};

const KEY: DataKey = DataKey([7; 32]);

fn key_uid() -> String {
    format!("0x{}", "0a".repeat(32))
}

fn files(root: &Path) -> ProfileFiles {
    ProfileFiles::new(root, &key_uid()).unwrap()
}

async fn save(profile: &SqlcipherProfile, name: &str) {
    let setting = SettingRecord { name: name.into(), value: "1".into() };
    profile.transact(move |transaction| transaction.save_settings(&[setting])).await.unwrap();
}

async fn names(profile: &SqlcipherProfile) -> Vec<String> {
    let settings = profile.query(|transaction| transaction.settings()).await.unwrap();
    settings.into_iter().map(|setting| setting.name).collect()
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let mut folders = Vec::new();
    contracts::storage::run(&mut || {
        let folder = tempfile::tempdir().unwrap();
        let profile = SqlcipherProfile::create_files(folder.path(), &files(folder.path()), KEY).unwrap();
        folders.push(folder);
        Box::new(profile)
    })
    .await;
}

#[tokio::test]
async fn a_profile_is_made_closed_and_opened() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("not").join("yet there");
    let missing = SqlcipherProfile::open(&root, &key_uid(), &KEY).await;
    assert!(matches!(missing, Err(StorageError::Backend(_))));
    let profile = SqlcipherProfile::create(&root, &key_uid(), &KEY).await.unwrap();
    save(&profile, "a").await;
    profile.close().await;
    // Closing merged the log, so that nothing else is left.
    let mut left: Vec<_> = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    let expected: [std::ffi::OsString; 2] =
        ["profile", "wallet"].map(|purpose| format!("{}-core-{purpose}.db", key_uid()).into());
    assert_eq!(left, expected);
    let profile = SqlcipherProfile::open(&root, &key_uid(), &KEY).await.unwrap();
    assert_eq!(names(&profile).await, ["a"]);
}

#[tokio::test]
async fn a_profile_that_is_made_again_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    save(&profile, "a").await;
    profile.close().await;
    let other_key = DataKey([8; 32]);
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &other_key).await.unwrap();
    assert_eq!(names(&profile).await, [""; 0]);
}

#[tokio::test]
async fn a_profile_that_is_removed_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    profile.close().await;
    for _ in 0..2 {
        SqlcipherProfile::remove(folder.path(), &key_uid()).await.unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
    assert!(SqlcipherProfile::remove(folder.path(), "../secret").await.is_err());
}

/// What the files hold at this instant, as a killed process would leave them.
fn copy_of(root: &Path) -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
    }
    copy
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    for number in 0..5 {
        save(&profile, &number.to_string()).await;
        let crashed = copy_of(folder.path());
        let restarted = SqlcipherProfile::open(crashed.path(), &key_uid(), &KEY).await.unwrap();
        assert_eq!(names(&restarted).await.len(), number + 1);
    }
}

#[tokio::test]
async fn what_was_not_committed_is_gone_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    save(&profile, "a").await;
    let root = folder.path().to_owned();
    let crashed = profile.transact::<_, StorageError, _>(move |transaction| {
        for number in 0..2000 {
            let value = "long enough to fill the cache of the writer ".repeat(100);
            transaction.save_settings(&[SettingRecord { name: number.to_string(), value }])?;
        }
        Ok(copy_of(&root))
    });
    let crashed = crashed.await.unwrap();
    let restarted = SqlcipherProfile::open(crashed.path(), &key_uid(), &KEY).await.unwrap();
    assert_eq!(names(&restarted).await, ["a"]);
}

#[tokio::test]
async fn a_reader_sees_one_state_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    let (began, begun) = tokio::sync::oneshot::channel();
    let (wrote, written) = mpsc::channel();
    let reading = profile.query::<_, StorageError, _>(move |transaction| {
        let before = transaction.settings()?;
        began.send(()).unwrap();
        written.recv().unwrap();
        Ok((before, transaction.settings()?))
    });
    let writing = async {
        begun.await.unwrap();
        save(&profile, "a").await;
        assert_eq!(names(&profile).await, ["a"]);
        wrote.send(()).unwrap();
    };
    let (seen, ()) = tokio::join!(reading, writing);
    assert_eq!(seen.unwrap(), (vec![], vec![]));
}

#[tokio::test]
async fn work_goes_on_when_nobody_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    let (began, begun) = tokio::sync::oneshot::channel();
    let (go, gone) = mpsc::channel::<()>();
    let setting = SettingRecord { name: "a".into(), value: "1".into() };
    let writing = profile.write(Box::new(move |transaction| {
        began.send(()).unwrap();
        gone.recv().map_err(|_| StorageError::RolledBack)?;
        transaction.save_settings(&[setting])
    }));
    tokio::select! {
        biased;
        _ = writing => unreachable!("it waits"),
        _ = begun => {}
    }
    go.send(()).unwrap();
    assert_eq!(names_after_the_writer(&profile).await, ["a"]);
}

/// Writes wait for their turn, so this one comes after all before it.
async fn names_after_the_writer(profile: &SqlcipherProfile) -> Vec<String> {
    profile.write(Box::new(|_| Ok(()))).await.unwrap();
    names(profile).await
}

#[tokio::test]
async fn closing_waits_for_work_that_was_begun() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    let (began, begun) = tokio::sync::oneshot::channel();
    let (go, gone) = mpsc::channel::<()>();
    let reading = profile.read(Box::new(move |transaction| {
        began.send(()).unwrap();
        gone.recv().map_err(|_| StorageError::RolledBack)?;
        transaction.settings().map(drop)
    }));
    let closing = async {
        begun.await.unwrap();
        tokio::join!(profile.close(), async { go.send(()).unwrap() });
    };
    let (read, ()) = tokio::join!(reading, closing);
    read.unwrap();
    assert!(!with_suffix(&files(folder.path()).profile, "-wal").exists());
    assert!(matches!(profile.write(Box::new(|_| Ok(()))).await, Err(StorageError::Closed)));
}

#[tokio::test]
async fn many_readers_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let profile = SqlcipherProfile::create(folder.path(), &key_uid(), &KEY).await.unwrap();
    save(&profile, "a").await;
    let reads = (0..20).map(|_| names(&profile));
    let mut seen = Vec::new();
    for read in reads.collect::<Vec<_>>() {
        seen.push(read.await);
    }
    assert!(seen.iter().all(|names| names == &["a"]));
}

#[tokio::test]
async fn a_key_uid_that_is_none_touches_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for key_uid in ["", "../../etc/passwd", "0x00"] {
        assert!(SqlcipherProfile::create(folder.path(), key_uid, &KEY).await.is_err());
        assert!(SqlcipherProfile::open(folder.path(), key_uid, &KEY).await.is_err());
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
