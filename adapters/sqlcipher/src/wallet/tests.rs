use diesel::prelude::*;
use status_ports::{DataKey, StorageError, contracts};

use super::{SqlWalletTransaction, SqlcipherWallet};
use crate::SqlcipherProfile;
use crate::database::{WALLET, create, open};

const KEY: DataKey = DataKey([7; 32]);

/// An empty store that lives as long as the process; its folder is gone at once.
fn store() -> Box<SqlWalletTransaction<'static>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wallet.db");
    create(&WALLET, &path, &KEY).unwrap();
    let connection: &'static mut SqliteConnection = Box::leak(Box::new(open(&WALLET, &path, &KEY).unwrap()));
    Box::new(SqlWalletTransaction { connection })
}

macro_rules! keeps_the_contract {
    ($($name:ident)*) => {
        $(mod $name {
            #[test]
            fn it_keeps_the_contract() {
                status_ports::contracts::$name::run(&mut || super::store());
            }
        })*
    };
}

keeps_the_contract!(currency_format multi_transaction network pending_transaction token token_balance transfer);

#[tokio::test]
async fn it_keeps_the_contract_of_units_of_work() {
    let mut folders = Vec::new();
    contracts::wallet_storage::run(&mut || {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wallet.db");
        create(&WALLET, &path, &KEY).unwrap();
        folders.push(folder);
        Box::new(SqlcipherWallet::open_file(&path, KEY).unwrap())
    })
    .await;
}

#[tokio::test]
async fn it_is_made_with_its_profile_and_opens_with_its_key_only() {
    let folder = tempfile::tempdir().unwrap();
    let key_uid = format!("0x{}", "0a".repeat(32));
    drop(SqlcipherProfile::create(folder.path(), &key_uid, &KEY).await.unwrap());
    SqlcipherWallet::open(folder.path(), &key_uid, &KEY).await.unwrap();
    let other = SqlcipherWallet::open(folder.path(), &key_uid, &DataKey([8; 32])).await;
    assert!(matches!(other, Err(StorageError::WrongKey)));
}
