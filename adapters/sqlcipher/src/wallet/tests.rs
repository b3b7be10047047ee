use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::sql_types::Text;
use status_ports::{DataKey, StorageError, contracts};

use super::{SqlWalletTransaction, SqlcipherWallet};
use crate::SqlcipherProfile;
use crate::database::{WALLET, create, open};

const KEY: DataKey = DataKey([7; 32]);

/// An empty database that lives as long as its connection; its folder is gone at once.
fn connection() -> SqliteConnection {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wallet.db");
    create(&WALLET, &path, &KEY).unwrap();
    open(&WALLET, &path, &KEY).unwrap()
}

/// An empty store that lives as long as the process.
fn store() -> Box<SqlWalletTransaction<'static>> {
    Box::new(SqlWalletTransaction { connection: Box::leak(Box::new(connection())) })
}

type Queries = Arc<Mutex<BTreeSet<String>>>;

/// A store that remembers the text of its queries.
fn watched_store(queries: &Queries) -> Box<SqlWalletTransaction<'static>> {
    let mut connection = connection();
    let queries = Arc::clone(queries);
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            let text = query.to_string();
            queries.lock().unwrap().insert(text.split(" -- binds").next().unwrap_or_default().to_owned());
        }
    });
    Box::new(SqlWalletTransaction { connection: Box::leak(Box::new(connection)) })
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[test]
fn no_query_reads_more_transfers_than_it_tells() {
    let queries = Queries::default();
    contracts::transfer::run(&mut || watched_store(&queries));
    contracts::multi_transaction::run(&mut || watched_store(&queries));
    let queries = std::mem::take(&mut *queries.lock().unwrap());
    assert!(queries.len() > 20, "only {} queries were seen", queries.len());
    let mut connection = connection();
    // What asks for none of a list reads nothing, whatever its plan says.
    for query in queries.iter().filter(|query| !query.contains("(1=0)")) {
        let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load::<Step>(&mut connection).unwrap();
        for Step { detail } in plan {
            // The recipients that were found so far are a table of the query's own. Scans and their gaps are few, and read
            // of all chains when an account goes.
            let table = detail.strip_prefix("SCAN ").and_then(|scanned| scanned.split(' ').next());
            let is_scan = table.is_some_and(|table| !["recipients", "scans", "scan_gaps"].contains(&table));
            assert!(!is_scan || detail == "SCAN CONSTANT ROW", "{detail}\n{query}");
            assert!(!detail.contains("TEMP B-TREE"), "{detail}\n{query}");
        }
    }
}

#[test]
fn which_transfers_are_in_a_page_is_known_before_one_is_read() {
    let queries = Queries::default();
    contracts::transfer::run(&mut || watched_store(&queries));
    let queries = std::mem::take(&mut *queries.lock().unwrap());
    let mut connection = connection();
    let mut plans = 0;
    for query in queries.iter().filter(|query| query.contains("ORDER BY `transfers`.`timestamp` DESC")) {
        let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {query}")).load::<Step>(&mut connection).unwrap();
        for Step { detail } in plan {
            let expected = "SEARCH transfers USING COVERING INDEX transfers_newest (account=? AND chain_id=? AND \
                            timestamp>? AND timestamp<?)";
            assert_eq!(detail, expected, "{query}");
            plans += 1;
        }
    }
    assert_eq!(plans, 2, "all of them, and those that are part of nothing else");
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

keeps_the_contract!(
    currency_format multi_transaction network pending_transaction token token_balance transfer wallet_connect
);

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
