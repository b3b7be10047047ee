use std::fs;
use std::path::Path;

use status_ports::{AccountRecord, AccountsStore as _, DataKey, StorageError, UnlockError, contracts};

use super::{SqlcipherAccounts, open_files};
use crate::files;

const KEY: DataKey = DataKey([7; 32]);

fn open_now(root: &Path) -> SqlcipherAccounts {
    SqlcipherAccounts { connection: std::sync::Arc::new(std::sync::Mutex::new(open_files(root).unwrap())) }
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let mut folders = Vec::new();
    contracts::account::run(&mut || {
        let folder = tempfile::tempdir().unwrap();
        let accounts = open_now(folder.path());
        folders.push(folder);
        Box::new(accounts)
    })
    .await;
}

#[tokio::test]
async fn accounts_are_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("new folder");
    let account = AccountRecord { key_uid: "0x01".into(), name: "Alice".into(), ..AccountRecord::default() };
    let accounts = SqlcipherAccounts::open(&root).await.unwrap();
    accounts.save_account(&account).await.unwrap();
    accounts.wrap_data_key("0x01", "secret", &KEY).await.unwrap();
    drop(accounts);
    let accounts = SqlcipherAccounts::open(&root).await.unwrap();
    assert_eq!(accounts.accounts().await.unwrap(), [account]);
    assert_eq!(accounts.unwrap_data_key("0x01", "secret").await.unwrap(), KEY);
}

#[tokio::test]
async fn a_wrap_may_come_before_its_account() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = SqlcipherAccounts::open(folder.path()).await.unwrap();
    accounts.wrap_data_key("0x01", "secret", &KEY).await.unwrap();
    assert_eq!(accounts.accounts().await.unwrap(), []);
    let account = AccountRecord { key_uid: "0x01".into(), ..AccountRecord::default() };
    accounts.save_account(&account).await.unwrap();
    assert_eq!(accounts.unwrap_data_key("0x01", "secret").await.unwrap(), KEY);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let accounts = SqlcipherAccounts::open(folder.path()).await.unwrap();
    accounts.save_account(&AccountRecord::default()).await.unwrap();
    for entry in fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{entry:?}");
    }
}

#[tokio::test]
async fn nothing_of_an_account_is_readable_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let accounts = SqlcipherAccounts::open(folder.path()).await.unwrap();
    let account = AccountRecord { name: "Alice in the clear".into(), ..AccountRecord::default() };
    accounts.save_account(&account).await.unwrap();
    drop(accounts);
    let bytes = fs::read(files::accounts(folder.path())).unwrap();
    for readable in [b"Alice".as_slice(), b"accounts", b"SQLite"] {
        assert!(!bytes.windows(readable.len()).any(|window| window == readable));
    }
}

#[tokio::test]
async fn a_lost_or_foreign_key_file_is_reported_and_nothing_is_touched() {
    let folder = tempfile::tempdir().unwrap();
    drop(SqlcipherAccounts::open(folder.path()).await.unwrap());
    let (path, key_path) = (files::accounts(folder.path()), files::accounts_key(folder.path()));
    let before = fs::read(&path).unwrap();
    let key = fs::read(&key_path).unwrap();
    for foreign in [vec![1; 32], vec![], vec![1; 33]] {
        fs::write(&key_path, &foreign).unwrap();
        let refused = SqlcipherAccounts::open(folder.path()).await;
        assert!(matches!(refused, Err(StorageError::WrongKey)), "{} bytes", foreign.len());
        assert_eq!(fs::read(&key_path).unwrap(), foreign);
    }
    fs::remove_file(&key_path).unwrap();
    assert!(matches!(SqlcipherAccounts::open(folder.path()).await, Err(StorageError::WrongKey)));
    assert!(!key_path.exists());
    assert_eq!(fs::read(&path).unwrap(), before);
    // Whoever puts it back can go on.
    fs::write(&key_path, key).unwrap();
    SqlcipherAccounts::open(folder.path()).await.unwrap();
}

#[tokio::test]
async fn a_creation_that_ended_after_the_key_is_taken_up() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(files::accounts_key(folder.path()), [5; 32]).unwrap();
    fs::write(files::with_suffix(&files::accounts(folder.path()), "-building"), b"half a database").unwrap();
    fs::write(files::with_suffix(&files::accounts_key(folder.path()), "-building"), b"half a key").unwrap();
    let accounts = SqlcipherAccounts::open(folder.path()).await.unwrap();
    assert_eq!(accounts.accounts().await.unwrap(), []);
}

#[tokio::test]
async fn a_new_password_opens_the_same_profile_and_rewrites_nothing_of_it() {
    use status_ports::ProfileStore as _;

    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let key_uid = format!("0x{}", "0b".repeat(32));
    let accounts = SqlcipherAccounts::open(root).await.unwrap();
    let profile = crate::SqlcipherProfile::create(root, &key_uid, &KEY).await.unwrap();
    profile.close().await;
    accounts.wrap_data_key(&key_uid, "old", &KEY).await.unwrap();
    let path = files::ProfileFiles::new(root, &key_uid).unwrap().profile;
    let before = fs::read(&path).unwrap();
    let data_key = accounts.unwrap_data_key(&key_uid, "old").await.unwrap();
    accounts.wrap_data_key(&key_uid, "new", &data_key).await.unwrap();
    assert!(matches!(accounts.unwrap_data_key(&key_uid, "old").await, Err(UnlockError::WrongPassword)));
    let data_key = accounts.unwrap_data_key(&key_uid, "new").await.unwrap();
    let profile = crate::SqlcipherProfile::open(root, &key_uid, &data_key).await.unwrap();
    profile.close().await;
    assert_eq!(fs::read(&path).unwrap(), before);
}
